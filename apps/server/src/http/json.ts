/** Deepest nesting that any request of ours needs is 6; real bombs start at thousands. */
export const DEEPEST = 40;

export type JsonFault = 'encoding' | 'depth' | 'prototype' | 'syntax' | 'empty';

/** What is wrong with a body, said so that a person can find it. */
export class JsonError extends Error {
  constructor(readonly fault: JsonFault, message: string) {
    super(message);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Strict JSON from the wire: UTF-8 only, at most `DEEPEST` levels, no member that would reach a prototype. Throws JsonError. */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new JsonError('encoding', 'the body is not UTF-8');
  }
  if (text.trim() === '') throw new JsonError('empty', 'the body is empty');
  if (tooDeep(text)) throw new JsonError('depth', `nested more than ${DEEPEST} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new JsonError('syntax', error instanceof Error ? error.message.slice(0, 200) : 'not JSON');
  }
  if (/"(?:_|\\u005f|c|\\u0063)/i.test(text) && poisoned(value)) throw new JsonError('prototype', 'the members __proto__ and constructor are not accepted');
  return value;
}

/** One pass over the text before anything recursive sees it; brackets in strings do not count. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 91 || c === 123) {
      if (++depth > DEEPEST) return true;
    } else if (c === 93 || c === 125) depth--;
  }
  return false;
}

/** Own members that an ordinary assignment elsewhere would turn into a prototype. */
function poisoned(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(poisoned);
  return Object.entries(value).some(([key, inner]) => key === '__proto__' || key === 'constructor' || poisoned(inner));
}
