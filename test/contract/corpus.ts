import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** Strings that have broken programs before; our own selection, each for a reason. */
export const STRINGS: readonly string[] = [
  '', ' ', '\t', '\u0000', 'a\u0000b', '\u0001\u0008\u001b[31m', '\u007f', '\ufeff', '\u200b', '\u2028\u2029', '\u202eevil', '\ud800', 'a\udc00b', '\ud83d', '👩‍👩‍👧‍👦', '𠮷野家', 'Ω≈ç√∫˜µ≤≥÷', 'z̷̢̛͎a̴l̶g̸o̵'.repeat(20),
  'null', 'undefined', 'NaN', 'Infinity', '-1', '1e400', '0x7fffffff', '9007199254740993', '١٢٣', 'true', '[]', '{}', '__proto__', 'constructor', 'hasOwnProperty', 'toString',
  "' or 1=1 --", "'; drop table cases; --", '$1', '%s%n%x', '${7*7}', '{{7*7}}', '#{7*7}', '`id`', '$(id)', '| cat /etc/passwd', '../../../../etc/passwd', '..%2f..%2fetc%2fpasswd', 'file:///etc/passwd', 'C:\\con\\con',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '<!--#exec cmd="ls"-->', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'a\r\nSet-Cookie: x=1', 'x'.repeat(10_000), '网'.repeat(5_000), 'é'.normalize('NFD').repeat(100), '=cmd|\'/c calc\'!A0', '@SUM(1+1)', '\\', '"', "'", '%', '%00', '%ff', '+', '&a=b', ';', '\u00a0', 'İ', 'ß', 'ǅ',
];

/** Bodies that are not JSON, or that no reader should have to survive. */
export const NOT_JSON: readonly (string | Buffer)[] = [
  '', ' ', '{', '}', '[', '"', '{"a":}', '{a:1}', "{'a':1}", '{"a":1,}', '[1,]', '[,1]', '01', '+1', '.5', '1.', '0x1', 'NaN', 'Infinity', 'undefined', 'tru', '{"a":1}{"b":2}', '{"a":1} x', '"\u0001"', '"\\x41"', '"\\u12"', '// c\n{}', '/**/{}', '{"a":"\n"}', '\u0000', '{}\u0000',
  '['.repeat(100_000), '{"a":'.repeat(100_000), `${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), Buffer.from([0xc0, 0x80]), Buffer.alloc(64, 0xff),
  '{"__proto__":{"role":"operator"}}', '{"constructor":{"prototype":{"role":"operator"}}}', '{"\\u005f_proto__":{"x":1}}',
];

/** JSON that is none of our schemas. */
export const WRONG_JSON: readonly string[] = [
  'null', 'true', '0', '-0', '1e999', '"x"', '[]', '{}', '[[]]', '[{}]', '{"type":null}', '{"type":["note"]}', '{"type":{"$gt":""}}', '{"type":"register"}', '{"type":"escalate","rule":"x","clock":"total","level":9}', '{"type":"note"}', '{"type":"note","text":1}',
  '{"type":"note","text":"x","extra":1}', '{"account":{"$ne":null},"password":{"$ne":null}}', '{"account":["disp-1"],"password":"x"}', '{"messageId":"1","classId":"E9999","observedAt":1}', `{"a":${'9'.repeat(400)}}`, `{"${'k'.repeat(1000)}":1}`, `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":${i}`).join(',')}}`, '{"type":"note","type":"void","text":"twice"}',
  '{"type":"void","reason":"x"}', '{"type":"forceClose","reason":"x"}', '{"type":"retime"}', '{"type":"linkRecurrence","of":"x"}', '{"type":"rule","department":"UM","ground":"x","writeBack":"5323"}', '{"type":"rule","department":"UM","ground":" "}', '{"type":"whistle","departments":[],"reason":"x"}',
  '{"type":"addTask","kind":"recheck","department":"SAN","text":"x","limit":{"amount":1,"unit":"working"}}', '{"type":"addTask","kind":"joint","department":null,"text":"x","limit":{"amount":1,"unit":"working"}}', '{"type":"addTask","kind":"joint","department":"SAN","text":"x","limit":{"amount":-1,"unit":"working"}}',
  '{"type":"order","demand":"x","limit":{"amount":1e300,"unit":"continuous"}}', '{"type":"order","demand":"x","limit":{"amount":1,"unit":"lunar"}}', '{"type":"acceptTask","task":0,"assignee":"h-san-1"}', '{"type":"verifyTask","task":1.5,"passed":true}', '{"type":"request","kind":"suspension","reason":"x","until":1,"ground":"tired"}',
  '{"type":"request","kind":"extension","reason":"x","more":-3600000}', '{"type":"propose","kind":"fixed","reason":"x"}', '{"type":"refuse","code":"<script>"}', '{"type":"selfHandle","note":"x","before":["x"],"after":[]}', '{"type":"arrive","place":{"lon":400,"lat":0,"accuracy":null}}',
  '{"score":0}', '{"score":6}', '{"score":1e999}', '{"score":"5"}', '{"score":[5]}', '{"score":{"$gt":0}}', '{"score":null,"text":"x"}', '{"score":5,"text":{"a":1}}', '{"score":5,"text":"\\u202e"}', '{"score":5,"text":"\\ud800"}', '{"score":5,"score":6}', '{"score":5,"by":"sup-1"}',
  '{"handled":null}', '{"handled":true}', '{"handled":[]}', '{"handled":{}}', '{"handled":{"note":"x"}}', '{"text":"x","handled":{"note":"x","before":"a","after":"b"}}', '{"text":"x","handled":{"note":"\\u0000","before":[],"after":[]}}', `{"text":"x","handled":{"note":"x","before":["${'a'.repeat(64)}"],"after":["${'b'.repeat(64)}"]}}`,
  `{"text":"x","handled":{"note":"x","before":[${Array.from({ length: 13 }, () => `"${'a'.repeat(64)}"`).join(',')}]}}`, '{"text":"x","handled":{"note":"x","__proto__":{"after":[]}}}',
];

export const CONTENT_TYPES: readonly string[] = [
  'text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded', 'application/octet-stream', 'application/json, text/html', 'application/json;application/json', 'application/json; charset=utf-16', 'application/json; charset=utf-8; charset=latin1', 'application/jsonp',
  'application/json\t', 'APPLICATION/JSON', 'json', '/', '*/*', 'application/', ';', '"', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=a; boundary=b', `multipart/form-data; boundary=${'x'.repeat(300)}`, 'multipart/mixed; boundary=x',
];

/** Multipart bodies of the boundary `x` that are cut off, wrongly framed or lie about themselves. */
export const MULTIPART: readonly string[] = [
  '', '--x', '--x--', '--x\r\n', '--x\r\n\r\n', '--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--', '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n', '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nnot a picture\r\n--x--\r\n',
  '--x\r\nContent-Disposition: form-data; name="report"\r\n\r\n{\r\n--x--\r\n', `--x\r\nContent-Disposition: form-data; name="report"\r\n\r\n${'['.repeat(100_000)}\r\n--x--\r\n`, '--x\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n1\r\n--x--\r\n', '--x\r\nContent-Disposition: form-data; name="../../etc/passwd"; filename="../../etc/passwd"\r\n\r\n1\r\n--x--\r\n',
  `--x\r\n${'A: b\r\n'.repeat(3000)}\r\n\r\n--x--`, `--x\r\nContent-Disposition: form-data; name="report"\r\n\r\n{"text":"a"}\r\n`.repeat(30) + '--x--\r\n', '--x\nContent-Disposition: form-data; name="report"\n\n{}\n--x--\n',
];

export interface Known { readonly name: string; readonly bytes: Buffer; readonly must: 'accept' | 'refuse' | 'either' }
/** Where the larger collections lie on this machine: `GRID_TEST_DATA`, or beside the checkout. Null: they are not here, and the tests that read them say so. */
export function dataFolder(): string | null {
  const places = [process.env['GRID_TEST_DATA'], join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'hostile-input')];
  return places.find((place) => place !== undefined && existsSync(join(place, 'blns', 'blns.json'))) ?? null;
}

/** The "big list of naughty strings". */
export const naughtyStrings = (folder: string): string[] => (JSON.parse(readFileSync(join(folder, 'blns', 'blns.base64.json'), 'utf8')) as string[]).map((text) => Buffer.from(text, 'base64').toString('utf8'));

/** JSONTestSuite's parsing files; the first letter of a name says what a parser must do. */
export async function jsonTestSuite(folder: string): Promise<Known[]> {
  const tar = extract();
  tar.end(gunzipSync(readFileSync(join(folder, 'JSONTestSuite.tar.gz'))));
  const found: Known[] = [];
  for await (const entry of tar) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    const name = /^test_parsing\/([yni]_.*\.json)$/.exec(entry.header.name)?.[1];
    if (name !== undefined) found.push({ name, bytes: Buffer.concat(pieces), must: name.startsWith('y_') ? 'accept' : name.startsWith('n_') ? 'refuse' : 'either' });
  }
  return found;
}

/** Files that pretend to be photos. */
export const falsePhotos = (folder: string): { name: string; bytes: Buffer }[] => ['svg_script.svg', 'html_as.jpg', 'gif_header_65535x65535.gif', 'svg_entity_bomb.svg', 'png_30000x30000_1bit.png', 'zip_50MB_zeros.zip'].map((name) => ({ name, bytes: readFileSync(join(folder, 'self-made-bombs', name)) }));
