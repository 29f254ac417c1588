import { Injectable } from '@nestjs/common';
import type { ReportId } from '#domain';
import { Signer } from '#platform';
import { createHash } from 'node:crypto';

/** Crockford's letters: no I, L, O and U, which are read as other signs or as words. 32 of them: five bits each. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;
/** Longer is no code, however it is written. */
const LONGEST = 40;

/**
 * Follow codes: 60 bits, made of the report's id with the server's secret, so that a receipt sent again says the same code and no table holds it.
 * The database knows only the code's SHA-256, by which it is looked up; a code goes on working when the secret changes.
 */
@Injectable()
export class FollowCodes {
  constructor(private readonly signer: Signer) {}

  /** As people read it to each other: `7K2M-9QXD-4TRW`. */
  of(report: ReportId): string {
    const bytes = createHash('sha256').update(this.signer.sign({ follow: report })).digest();
    const code = Array.from({ length: LENGTH }, (_, i) => LETTERS[(bytes[i] ?? 0) % LETTERS.length]).join('');
    return code.replaceAll(/(.{4})(?!$)/g, '$1-');
  }
}

/** What the database knows of a code. The same for every way of writing it: small letters, blanks, dashes, O for 0, I and L for 1. */
export function digestOf(code: string): Buffer {
  const plain = code.slice(0, LONGEST).toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(plain).digest();
}
