import { readingDetail } from '#contract';
import type { Parts } from './parts.js';

/** Deepest nesting that any frame needs is 9 (ChirpStack); bombs start at thousands. */
const DEEPEST = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A member that is the object's own; undefined where it has none. */
export const member = (of: unknown, name: string): unknown => (isFields(of) && Object.hasOwn(of, name) ? of[name] : undefined);
/** A JSON pointer's step. */
export const step = (name: string | number): string => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The JSON that a frame is, or undefined after a refusal of the whole. UTF-8 only. */
export function readJson(bytes: Uint8Array, parts: Parts): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return void parts.refuse('encoding', '', 'not-utf8', bytes);
  }
  if (tooDeep(text)) return void parts.refuse('not-json', '', readingDetail('too-deep', { most: DEEPEST }), bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return void parts.refuse('not-json', '', readingDetail('not-json', { why: error instanceof Error ? error.message : '' }), bytes);
  }
}

/** Before anything recursive sees it; brackets in strings do not count. */
function tooDeep(text: string): boolean {
  let depth = 0, quoted = false;
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

/** Numbers, texts, flags and empty objects below an object, by their dotted names; lists by index. Of an object without members: none; of anything else, itself without a name. */
export function leaves(value: unknown, name?: string): (readonly [name: string, value: unknown])[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : null;
  if (entries === null || (entries.length === 0 && name !== undefined)) return [[name ?? '', value]];
  return entries.flatMap(([key, inner]) => leaves(inner, name === undefined ? key : `${name}.${key}`));
}
