import { puzzleText, type Challenge } from '#contract';
import type { Instant } from '#domain';
import { randomToken, type Signer } from '#platform';
import { createHash } from 'node:crypto';

/** So long a challenge can be answered. */
const VALID_MS = 10 * 60_000;
/** About 33,000 hashes: a quarter of a second on a cheap telephone. Each more doubles it. */
const BITS = 15;
/** While many reports come, from one network or in all. */
const HARDER = 2;
/** Longer is no answer, however it was found. */
const LONGEST = 600;

interface Asked { readonly for: 'public-report'; readonly at: Instant; readonly bits: number; readonly salt: string }

/** Small puzzles of our own, asked without remembering them: the server's seal says that it was asked, when, and how hard. Real time, never a rehearsal clock's. */
export class Puzzle {
  constructor(private readonly signer: Signer) {}

  /** `pressure`: 0 quiet, 1 many, 2 very many. */
  ask(pressure: 0 | 1 | 2, now: Instant): Challenge {
    const bits = BITS + pressure * HARDER;
    return { challenge: this.signer.sign({ for: 'public-report', at: now, bits, salt: randomToken(12) } satisfies Asked), bits, expiresAt: now + VALID_MS };
  }

  /** What to remember of a solved challenge, and until when; null: not ours, too old, or not solved. */
  solved(proof: string | undefined, now: Instant): { readonly digest: Buffer; readonly until: Instant } | null {
    const [, challenge, answer] = /^([\w.-]+):(\d{1,10})$/.exec(proof ?? '') ?? [];
    if (proof === undefined || proof.length > LONGEST || challenge === undefined || answer === undefined) return null;
    const asked = this.signer.verify<Partial<Asked>>(challenge);
    if (asked?.for !== 'public-report' || asked.at === undefined || asked.bits === undefined || now < asked.at - VALID_MS || now >= asked.at + VALID_MS) return null;
    if (zeroBits(createHash('sha256').update(puzzleText(challenge, Number(answer))).digest()) < asked.bits) return null;
    return { digest: createHash('sha256').update(challenge).digest(), until: asked.at + VALID_MS };
  }
}

/** With how many zero bits a digest begins. */
export function zeroBits(digest: Uint8Array): number {
  const first = digest.findIndex((byte) => byte !== 0);
  return first < 0 ? digest.length * 8 : first * 8 + Math.clz32(digest[first] ?? 0) - 24;
}
