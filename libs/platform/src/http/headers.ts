import { ProblemError } from './problem-error.js';

interface WithHeaders { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> }

const one = (request: WithHeaders, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** The Idempotency-Key of a request: 1…200 visible ASCII characters, quotes around it allowed and dropped. @throws ProblemError idempotency-key-missing, invalid-input */
export function idempotencyKey(request: WithHeaders): string {
  const said = one(request, 'idempotency-key')?.trim();
  if (!said) throw new ProblemError('idempotency-key-missing');
  const key = /^"(.*)"$/.exec(said)?.[1] ?? said;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new ProblemError('invalid-input', { errors: [{ pointer: 'header/idempotency-key', code: 'invalid_format', message: 'must be 1 to 200 visible ASCII characters', zh: '须为 1 至 200 个可见 ASCII 字符' }] });
}

/** The entity tag of a version: 17 → `"v17"`. */
export const etag = (version: number): string => `"v${version}"`;

/** The version an If-Match asks for; null when the header is absent or `*`. @throws ProblemError invalid-input when it is none of our tags */
export function expectedVersion(ifMatch: string | undefined): number | null {
  const said = ifMatch?.trim();
  if (!said || said === '*') return null;
  const version = /^(?:W\/)?"v(\d{1,15})"$/.exec(said)?.[1];
  if (version !== undefined) return Number(version);
  throw new ProblemError('invalid-input', { errors: [{ pointer: 'header/if-match', code: 'invalid_format', message: 'must be an entity tag such as "v17"', zh: '须为形如 "v17" 的实体标签' }] });
}
