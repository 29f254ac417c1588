import { puzzleText, type Challenge } from '#contract';
import { Beginning } from '../shared/sha256.js';

/** So many tries between two breaths of the page. */
const SLICE = 1_500;

/** Solves a challenge while the page stays alive; answers the header `grid-proof`. Half a second on a usual telephone. */
export async function solve({ challenge, bits }: Pick<Challenge, 'challenge' | 'bits'>): Promise<string> {
  const beginning = new Beginning(puzzleText(challenge, 0).slice(0, -1));
  for (let answer = 0; ; answer++) {
    if (zeroBits(beginning.with(String(answer))) >= bits) return puzzleText(challenge, answer);
    if (answer % SLICE === SLICE - 1) await new Promise((breathe) => setTimeout(breathe));
  }
}

export function zeroBits(digest: Int32Array): number {
  const [first = 0, second = 0] = digest;
  return first !== 0 ? Math.clz32(first) : 32 + Math.clz32(second);
}
