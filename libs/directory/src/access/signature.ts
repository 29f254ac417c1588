import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** `Authorization: Grid-HMAC-SHA256 account=road-7, timestamp=1764149640, nonce=9f8e7d6c5b4a, signature=<64 hexadecimal digits>` */
export const SIGNED_SCHEME = 'Grid-HMAC-SHA256';
/** What a signed request says of itself. `timestamp`: seconds since 1970. */
export interface Signature { readonly account: string; readonly timestamp: number; readonly nonce: string; readonly signature: string }

const NONCE = /^[A-Za-z0-9_-]{8,64}$/, STAMP = /^\d{9,11}$/, HEX = /^[0-9a-f]{64}$/i, ACCOUNT = /^[a-z0-9._-]{1,64}$/;

export const isSigned = (authorization: string | null): boolean => authorization !== null && authorization.slice(0, SIGNED_SCHEME.length + 1).toLowerCase() === `${SIGNED_SCHEME.toLowerCase()} `;

/** Null: it does not say all of it, or not in this form. */
export function readSignature(authorization: string): Signature | null {
  const said = new Map(authorization.slice(SIGNED_SCHEME.length).split(',').map((pair) => { const at = pair.indexOf('='); return [pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim().replace(/^"(.*)"$/, '$1')] as const; }));
  const account = (said.get('account') ?? '').toLowerCase(), timestamp = said.get('timestamp') ?? '', nonce = said.get('nonce') ?? '', signature = said.get('signature') ?? '';
  return said.size === 4 && ACCOUNT.test(account) && STAMP.test(timestamp) && NONCE.test(nonce) && HEX.test(signature) ? { account, timestamp: Number(timestamp), nonce, signature: signature.toLowerCase() } : null;
}

/** What is signed: method, path with its query (below the program's own folder), timestamp, nonce and the SHA-256 of the body in hexadecimal digits, a line each. */
export const signedText = (method: string, path: string, { timestamp, nonce }: Pick<Signature, 'timestamp' | 'nonce'>, body: Uint8Array): string => [method, path, timestamp, nonce, createHash('sha256').update(body).digest('hex')].join('\n');

/** HMAC-SHA-256 of the text, the secret as it is written. */
export const signatureOf = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** In constant time. */
export const signatureFits = (secret: string, text: string, signature: string): boolean => timingSafeEqual(Buffer.from(signatureOf(secret, text), 'hex'), Buffer.from(signature, 'hex'));
