import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Upload } from '#contract';
import type { UserId } from '#domain';
import { ProblemError } from '#platform';
import { sharp } from './image/codec.js';
import { form, World } from './testing/world.js';

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const picture = (shade: number, width = 640, height = 480): Promise<Buffer> => sharp({ create: { width, height, channels: 3, background: { r: shade, g: 90, b: 40 } } }).withExif({ IFD0: { Copyright: 'secret' } }).jpeg().toBuffer();
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

let world: World;
beforeAll(async () => { world = await World.start(); }, 120_000);
afterAll(async () => { await world.stop(); });

describe('Photos', () => {
  const gm = 'gm-101' as UserId;

  it('stores a photo once by its hash and answers the same to the same bytes', async () => {
    const bytes = await picture(1);
    const first = await world.photos.accept(bytes, gm);
    expect(first).toEqual({ hash: hashOf(bytes), type: 'image/jpeg', bytes: bytes.length, width: 640, height: 480, takenAt: null, place: null });
    expect(await world.photos.accept(bytes, 'gm-102' as UserId)).toEqual(first);
    expect(await world.photos.missing([first.hash, 'f'.repeat(64)])).toEqual(['f'.repeat(64)]);
    expect(await world.photos.missing([])).toEqual([]);
    expect([await world.photos.sentBy(first.hash, gm), await world.photos.sentBy(first.hash, 'gm-102' as UserId), await world.photos.sentBy(first.hash, 'gm-103' as UserId)]).toEqual([true, true, false]);
    expect(await world.blobs.has(first.hash)).toBe(true);
  });

  it('accepts the same photo from many at the same moment', async () => {
    const bytes = await picture(2);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => world.photos.accept(bytes, `gm-10${i + 1}` as UserId)));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
  });

  it('stores nothing when one of several is bad', async () => {
    const good = await picture(3);
    const before = [await world.count('attachment'), await world.count('attachment_uploader')];
    const refused = world.photos.acceptAll([{ bytes: good, pointer: '/photo/0' }, { bytes: Buffer.from('<html>'), pointer: '/photo/1' }, { bytes: good.subarray(0, 400), pointer: '/photo/2' }], gm);
    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    await expect(refused).rejects.toMatchObject({ code: 'not-an-image', more: { errors: [{ pointer: '/photo/1' }, { pointer: '/photo/2' }] } });
    expect([await world.count('attachment'), await world.count('attachment_uploader')]).toEqual(before);
    expect(await world.blobs.has(hashOf(good))).toBe(false);
  });

  it('makes a rendition once, also when many ask at once, and again when its bytes were lost', async () => {
    const { hash } = await world.photos.accept(await picture(4), gm);
    const before = await world.count('attachment_rendition');
    const served = await Promise.all(Array.from({ length: 10 }, () => world.photos.served(hash, 'screen')));
    expect(new Set(served.map((s) => s?.bytes)).size).toBe(1);
    expect(await world.count('attachment_rendition')).toBe(before + 1);
    const [{ blob }] = await world.database.query<{ blob: string }>('select blob from attachment_rendition where hash = $1 and size = $2', [hash, 'screen']) as [{ blob: string }];
    await world.blobs.remove(blob);
    expect((await world.photos.served(hash, 'screen'))?.bytes).toBe(served[0]?.bytes);
    expect(await world.blobs.has(blob)).toBe(true);
    expect(await world.photos.served('0'.repeat(64), 'thumb')).toBeNull();
  });
});

describe('POST /api/photos', () => {
  it('needs a sign-in', async () => {
    expect((await world.ask(null, 'POST', '/api/photos', form(await picture(10)))).status).toBe(401);
  });

  it('takes several parts and answers in their order', async () => {
    const [a, b] = [await picture(11), await picture(12)];
    const answer = await world.ask('gm-101', 'POST', '/api/photos', form(a, b, a));
    expect(answer.status).toBe(201);
    expect(((await answer.json()) as Upload[]).map((u) => u.hash)).toEqual([hashOf(a), hashOf(b), hashOf(a)]);
  });

  it('does not believe names and types: only the content counts', async () => {
    const data = new FormData();
    data.append('photo', new Blob([new Uint8Array(await picture(13))], { type: 'text/html' }), '../../etc/passwd.html');
    expect((await world.ask('gm-101', 'POST', '/api/photos', data)).status).toBe(201);
  });

  it.each([
    ['a page named .jpg', () => form(Buffer.from('<html><script>1</script></html>')), 422, 'not-an-image', '/photo/0'],
    ['more than 10 MB', () => form(Buffer.alloc(10 * 1024 * 1024 + 1, 7)), 413, 'too-large', '/photo/0'],
    ['another part', () => { const data = new FormData(); data.append('file', new Blob(['x']), 'x.jpg'); return data; }, 422, 'invalid-input', '/file'],
    ['no part', () => new FormData(), 422, 'invalid-input', '/photo'],
    ['thirteen parts', () => form(...Array.from({ length: 13 }, () => Buffer.from('x'))), 422, 'invalid-input', '/photo'],
  ] as const)('refuses %s', async (_, body, status, code, pointer) => {
    const answer = await world.ask('gm-101', 'POST', '/api/photos', body());
    const problem = (await answer.json()) as { code: string; errors: { pointer: string }[] };
    expect([answer.status, problem.code, problem.errors[0]?.pointer]).toEqual([status, code, pointer]);
  });

  it('names the bad part among good ones', async () => {
    const answer = await world.ask('gm-101', 'POST', '/api/photos', form(await picture(14), Buffer.from('GIF89a' + '0'.repeat(50)), await picture(15)));
    expect([answer.status, ((await answer.json()) as { errors: { pointer: string }[] }).errors.map((e) => e.pointer)]).toEqual([422, ['/photo/1']]);
    expect(await world.photos.missing([hashOf(await picture(14)), hashOf(await picture(15))])).toHaveLength(2);
  });

  it('refuses other and broken bodies and stays up', async () => {
    const json = await world.ask('gm-101', 'POST', '/api/photos', '{}', { 'content-type': 'application/json' });
    expect([json.status, ((await json.json()) as { code: string }).code]).toEqual([415, 'unsupported-media']);
    for (const [type, body] of [
      ['multipart/form-data', 'x'], ['multipart/form-data; boundary=b', 'no boundary here'], ['multipart/form-data; boundary=b', ''], ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="photo"; filename="x"\r\n\r\nhalf a file'],
      ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n'], ['multipart/form-data; boundary=b', '--b\r\nNonsense\r\n\r\nx\r\n--b--\r\n'],
    ] as const) {
      const answer = await world.ask('gm-101', 'POST', '/api/photos', body, { 'content-type': type });
      expect([body, answer.status >= 400 && answer.status < 500]).toEqual([body, true]);
    }
    expect((await world.ask('gm-101', 'POST', '/api/photos', form(await picture(16)))).status).toBe(201);
  });

  it('forgets a sender who hangs up half-way, and gives its memory back', async () => {
    const token = await world.token('gm-101');
    const { port, hostname } = new URL(world.url);
    for (let i = 0; i < 4; i++) {
      const socket = connect(Number(port), hostname);
      socket.write(`POST /api/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 40000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="photo"; filename="x"\r\n\r\n`);
      await new Promise<void>((resolve) => socket.write(Buffer.alloc(200_000), () => resolve()));
      socket.destroy();
    }
    expect((await world.ask('gm-101', 'POST', '/api/photos', form(await picture(17)))).status).toBe(201);
  });
});

describe('GET /api/photos/{hash}', () => {
  let hash = '';
  beforeAll(async () => { hash = (await world.photos.accept(Buffer.concat([await picture(20, 1600, 900), Buffer.from('<?php evil(); ?>')]), 'gm-101' as UserId)).hash; });

  it.each([['', 'image/jpeg', 1600], ['?size=full', 'image/jpeg', 1600], ['?size=screen', 'image/webp', 1280], ['?size=thumb', 'image/webp', 320]] as const)('serves %s re-encoded, without metadata and tail', async (query, type, width) => {
    const answer = await world.ask('gm-101', 'GET', `/api/photos/${hash}${query}`);
    const bytes = await bytesOf(answer);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options'), Number(answer.headers.get('content-length'))]).toEqual([200, type, 'nosniff', bytes.length]);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const header = await sharp(bytes).metadata();
    expect([header.width, header.exif, bytes.includes('evil'), bytes.includes('secret')]).toEqual([width, undefined, false, false]);
  });

  it('answers 304 to who has it, and HEAD without a body', async () => {
    const first = await world.ask('gm-101', 'GET', `/api/photos/${hash}`);
    const again = await world.ask('gm-101', 'GET', `/api/photos/${hash}`, undefined, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
    const head = await world.ask('gm-101', 'HEAD', `/api/photos/${hash}`);
    expect([head.status, head.headers.get('etag'), (await bytesOf(head)).length]).toEqual([200, first.headers.get('etag'), 0]);
    expect((await world.ask('gm-101', 'GET', `/api/photos/${hash}?size=thumb`, undefined, { 'if-none-match': first.headers.get('etag') ?? '' })).status).toBe(200);
  });

  it('serves ranges', async () => {
    const whole = await bytesOf(await world.ask('gm-101', 'GET', `/api/photos/${hash}`));
    for (const [range, from, to] of [['bytes=0-9', 0, 9], ['bytes=100-', 100, whole.length - 1], ['bytes=-7', whole.length - 7, whole.length - 1]] as const) {
      const answer = await world.ask('gm-101', 'GET', `/api/photos/${hash}`, undefined, { range });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to}/${whole.length}`]);
      expect((await bytesOf(answer)).equals(whole.subarray(from, to + 1))).toBe(true);
    }
    const outside = await world.ask('gm-101', 'GET', `/api/photos/${hash}`, undefined, { range: `bytes=${whole.length}-` });
    expect([outside.status, outside.headers.get('content-range'), outside.headers.get('cache-control'), ((await outside.json()) as { code: string }).code]).toEqual([416, `bytes */${whole.length}`, null, 'range-not-satisfiable']);
    expect((await world.ask('gm-101', 'GET', `/api/photos/${hash}`, undefined, { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  it('shows it to its sender and to those a seer lets, and to nobody else; a stranger cannot tell it from one that is not there', async () => {
    expect((await world.ask(null, 'GET', `/api/photos/${hash}`)).status).toBe(401);
    const [hidden, absent] = [await world.ask('h-san-1', 'GET', `/api/photos/${hash}`), await world.ask('h-san-1', 'GET', `/api/photos/${'0'.repeat(64)}`)];
    expect([hidden.status, absent.status, await hidden.text()]).toEqual([404, 404, await absent.text()]);
    world.sight.register(async (asked, actor) => asked === hash && actor.id === 'h-san-1');
    expect((await world.ask('h-san-1', 'GET', `/api/photos/${hash}`)).status).toBe(200);
    expect((await world.ask('h-san-2', 'GET', `/api/photos/${hash}`)).status).toBe(404);
  });

  it('refuses what is no hash and no size', async () => {
    for (const path of [`/api/photos/${hash.toUpperCase()}`, '/api/photos/x', `/api/photos/${hash}?size=huge`, `/api/photos/${hash}?size=thumb&x=1`]) expect([path, (await world.ask('gm-101', 'GET', path)).status]).toEqual([path, 422]);
  });
});
