import { createHash } from 'node:crypto';

/** Anything as text, cut: texts as they are, the rest as JSON. Nothing that a sender makes up (a member `toString`, a circle in CBOR) breaks it. */
export function words(value: unknown, most = 200): string {
  if (typeof value === 'string') return value.slice(0, most);
  try {
    return (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner instanceof Map ? [...inner] : inner)) ?? typeof value).slice(0, most);
  } catch {
    return `(${typeof value})`;
  }
}

/** What makes a resent one recognisable, short enough for an index whatever the sender put into it. */
export const keyOf = (key: string): string => (key.length <= 200 && !/[\u0000-\u001f\u007f\ud800-\udfff]/.test(key) ? key : `sha256:${createHash('sha256').update(key).digest('base64url')}`);
