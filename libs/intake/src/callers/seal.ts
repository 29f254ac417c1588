import { Injectable } from '@nestjs/common';
import { Seal, Signer } from '#platform';
import { createHmac } from 'node:crypto';

/** What is kept of a caller, as it was said. */
export interface Told { readonly name: string | null; readonly phone: string | null; readonly address: string | null }

/**
 * Seals callers, each bound to its report, and marks numbers with a keyed hash by which the same number is found again.
 * A stolen copy of the tables is unreadable without GRID_SECRET; where that was left out, the key lies in the database as well, and the seal only keeps honest eyes off.
 */
@Injectable()
export class CallerSeal {
  private readonly sealing: Seal;
  private readonly marking: Buffer;

  constructor(signer: Signer) {
    this.sealing = new Seal(signer.key('caller seal'));
    this.marking = signer.key('caller mark');
  }

  seal(told: Told, report: string): Buffer { return this.sealing.seal(JSON.stringify(told), report); }

  /** Null when it was sealed with another secret, or is not what was sealed for this report. */
  open(sealed: Buffer, report: string): Told | null {
    const said = this.sealing.open(sealed, report);
    return said === null ? null : (JSON.parse(said) as Told);
  }

  mark(value: string): Buffer { return createHmac('sha256', this.marking).update(value).digest(); }
}
