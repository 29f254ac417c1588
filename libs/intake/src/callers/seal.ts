import { Injectable } from '@nestjs/common';
import { Signer } from '#platform';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** What is kept of a caller, as it was said. */
export interface Told { readonly name: string | null; readonly phone: string | null; readonly address: string | null }

const NONCE = 12, TAG = 16;

/**
 * Seals callers with AES-256-GCM, each bound to its report, and marks numbers with a keyed hash by which the same number is found again.
 * A stolen copy of the tables is unreadable without GRID_SECRET; where that was left out, the key lies in the database as well, and the seal only keeps honest eyes off.
 */
@Injectable()
export class CallerSeal {
  private readonly sealing: Buffer;
  private readonly marking: Buffer;

  constructor(signer: Signer) {
    this.sealing = signer.key('caller seal');
    this.marking = signer.key('caller mark');
  }

  seal(told: Told, report: string): Buffer {
    const nonce = randomBytes(NONCE), cipher = createCipheriv('aes-256-gcm', this.sealing, nonce);
    cipher.setAAD(Buffer.from(report));
    const body = Buffer.concat([cipher.update(JSON.stringify(told), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** Null when it was sealed with another secret, or is not what was sealed for this report. */
  open(sealed: Buffer, report: string): Told | null {
    try {
      const cipher = createDecipheriv('aes-256-gcm', this.sealing, sealed.subarray(0, NONCE));
      cipher.setAAD(Buffer.from(report));
      cipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      return JSON.parse(Buffer.concat([cipher.update(sealed.subarray(NONCE + TAG)), cipher.final()]).toString('utf8')) as Told;
    } catch {
      return null;
    }
  }

  mark(value: string): Buffer { return createHmac('sha256', this.marking).update(value).digest(); }
}
