import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE = 12, TAG = 16;

/** Seals what must be read again (AES-256-GCM), each bound to what it belongs to. `key`: 32 bytes, one purpose's own (`Signer.key`). */
export class Seal {
  constructor(private readonly key: Buffer) {}

  seal(said: string, of: string): Buffer {
    const nonce = randomBytes(NONCE), cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(of));
    const body = Buffer.concat([cipher.update(said, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** Null when it was sealed with another key, or for something else. */
  open(sealed: Buffer, of: string): string | null {
    try {
      const cipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE));
      cipher.setAAD(Buffer.from(of));
      cipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([cipher.update(sealed.subarray(NONCE + TAG)), cipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}
