import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Signs small JSON payloads that travel through a client and must come back unchanged (cursors): base64url(JSON).base64url(HMAC-SHA-256). Not secret, only untouched. */
export class Signer {
  constructor(private readonly secret: string) {}

  sign(payload: unknown): string {
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${body}.${this.seal(body).toString('base64url')}`;
  }

  /** The payload, or null when the token was not signed with this secret or is no token at all. */
  verify<T>(token: string): T | null {
    const [body, seal, ...rest] = token.split('.');
    if (!body || !seal || rest.length > 0) return null;
    const given = Buffer.from(seal, 'base64url');
    const right = this.seal(body);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as T;
  }

  /** A key of 32 bytes for one purpose, the same as long as the secret is; no key tells anything of another. */
  key(purpose: string): Buffer { return Buffer.from(hkdfSync('sha256', this.secret, '', purpose, 32)); }

  private seal(body: string): Buffer { return createHmac('sha256', this.secret).update(body).digest(); }
}
