import { createHash, createHmac, randomBytes } from 'node:crypto';

export interface Signing { readonly account: string; readonly secret: string; readonly timestamp?: number; readonly nonce?: string; readonly method?: string }

/** The head of a request that a device signs, by the guide (docs/how-to/connect-a-sensor.md) and not by the server's own code. */
export function signedHead(path: string, body: string | Uint8Array, { account, secret, timestamp = Math.floor(Date.now() / 1000), nonce = randomBytes(12).toString('hex'), method = 'POST' }: Signing): Record<string, string> {
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${createHash('sha256').update(body).digest('hex')}`;
  return { authorization: `Grid-HMAC-SHA256 account=${account}, timestamp=${timestamp}, nonce=${nonce}, signature=${createHmac('sha256', secret).update(text).digest('hex')}` };
}
