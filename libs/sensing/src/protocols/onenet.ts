import { readingDetail } from '#contract';
import { createHash, timingSafeEqual } from 'node:crypto';
import { isFields, leaves, member, readJson, step } from './json.js';
import { epoch } from './moment.js';
import { Parts } from './parts.js';
import type { Decoded } from './sample.js';
import { words } from './words.js';

/** Base64 of the MD5 of token, nonce and message one after the other (China Mobile OneNET, HTTP push, development manual). */
export const onenetSignature = (token: string, nonce: string, message: string): string => createHash('md5').update(token + nonce + message).digest('base64');

/** Whether a push or a verification was signed with this token; in constant time. A `+` that became a blank on its way in a URL is put right. */
export function signedBy(token: string, nonce: string, message: string, signature: string): boolean {
  const is = Buffer.from(onenetSignature(token, nonce, message)), said = Buffer.from(signature.trim().replaceAll(' ', '+'));
  return is.length === said.length && timingSafeEqual(is, said);
}

/** What of a push is signed: its `msg` as it was sent, the text in it where it is a text. Null: no signed push. */
export function signedPart(bytes: Uint8Array): { readonly nonce: string; readonly signature: string; readonly messages: readonly string[] } | null {
  const body = readJson(bytes, new Parts()), [nonce, signature, msg] = ['nonce', 'msg_signature', 'msg'].map((name) => member(body, name));
  if (typeof nonce !== 'string' || typeof signature !== 'string' || msg === undefined) return null;
  if (typeof msg === 'string') return { nonce, signature, messages: [msg] };
  // An object is signed as the platform printed it, which is how it stands in the body.
  return { nonce, signature, messages: [asSent(new TextDecoder().decode(bytes)), JSON.stringify(msg)].filter((text): text is string => text !== null) };
}

/** The text of the member `msg`, brackets balanced. */
function asSent(body: string): string | null {
  const found = /"msg"\s*:\s*/.exec(body);
  if (found === null) return null;
  const from = found.index + found[0].length;
  let depth = 0, quoted = false;
  for (let i = from; i < body.length; i++) {
    const c = body[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') depth++;
    else if ((c === '}' || c === ']') && --depth === 0) return body.slice(from, i + 1);
  }
  return null;
}

/**
 * A push of OneNET: `msg` is one message or a list of them. Type 1 a data point; 2 a device that came or went, which becomes the metric `online` (1, 0); 7 the answer to a command, which is no reading.
 * `at` in milliseconds. Whatever is not answered 200 comes again, so (dev_id, ds_id, at) is the key.
 */
export function onenet(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  if (member(body, 'enc_msg') !== undefined) parts.refuse('unsupported', '/enc_msg', 'encrypted', body);
  let msg = member(body, 'msg');
  if (typeof msg === 'string') {
    msg = readJson(new TextEncoder().encode(msg), parts);
    if (msg === undefined) return parts;
  }
  if (msg === undefined) { if (parts.refused.length === 0) parts.refuse('shape', '', 'no-msg', body); }
  else if (Array.isArray(msg)) msg.forEach((one: unknown, i) => message(parts, one, `/msg${step(i)}`));
  else message(parts, msg, '/msg');
  return parts;
}

function message(parts: Parts, msg: unknown, part: string): void {
  if (!isFields(msg)) return parts.refuse('shape', part, 'no-message', msg);
  const { type, dev_id: device, ds_id: stream, at: said } = msg, at = said === undefined ? undefined : epoch(said);
  if (type === 2) return parts.take(part, { device, metric: 'online', value: msg['status'], at, key: keyOf(device, 'online', said), text: textOf(msg['login_type']) }, msg);
  if (type !== 1) return parts.refuse('unsupported', part, type === 7 ? 'command-answer' : readingDetail('message-type', { said: words(type) }), msg);
  const found = leaves(msg['value']), whole = typeof msg['value'] !== 'object' || msg['value'] === null;
  if (found.length === 0) return parts.refuse('value', part, 'no-value', msg);
  for (const [name, value] of found) {
    const metric = whole ? stream : `${words(stream)}.${name}`;
    parts.take(whole ? part : `${part}/value${step(name)}`, { device, metric, value, at, key: keyOf(device, metric, said) }, whole ? msg : { ...msg, value: { [name]: value } });
  }
}

const keyOf = (device: unknown, metric: unknown, at: unknown): string | null => (at === undefined ? null : `onenet:${words(device)}:${words(metric)}:${words(at)}`);
const textOf = (loginType: unknown): string => (loginType === undefined ? '' : `login_type ${words(loginType)}`);
