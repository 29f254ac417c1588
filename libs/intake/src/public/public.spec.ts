import { puzzleText } from '#contract';
import { Signer } from '#platform';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classOf, KINDS } from './kinds.js';
import { FEWEST, told } from './map.js';
import { Puzzle, zeroBits } from './puzzle.js';

const MINUTE = 60_000, NOW = Date.UTC(2026, 10, 24);
const solve = (challenge: string, bits: number): string => { let answer = 0; while (zeroBits(createHash('sha256').update(puzzleText(challenge, answer)).digest()) < bits) answer++; return puzzleText(challenge, answer); };

describe('the puzzle before a public report', () => {
  const puzzle = new Puzzle(new Signer('s'.repeat(40))), { challenge, bits } = puzzle.ask(0, NOW), proof = solve(challenge, bits);
  it('is good for ten minutes, by whoever asked it, and harder when many come', () => {
    expect([puzzle.solved(proof, NOW)?.until, puzzle.solved(proof, NOW + 10 * MINUTE - 1) !== null, puzzle.solved(proof, NOW + 10 * MINUTE)]).toEqual([NOW + 10 * MINUTE, true, null]);
    expect(new Puzzle(new Signer('t'.repeat(40))).solved(proof, NOW)).toBeNull();
    expect([0, 1, 2].map((p) => puzzle.ask(p as 0 | 1 | 2, NOW).bits)).toEqual([bits, bits + 2, bits + 4]);
    expect(puzzle.ask(0, NOW).challenge).not.toBe(challenge);
  });
  it('is solved by nothing else', () => {
    const signer = new Signer('s'.repeat(40));
    for (const other of [{ for: 'follow', at: NOW, bits: 0, salt: '' }, { at: NOW, bits: 0 }, { for: 'public-report', bits: 0 }, { for: 'public-report', at: NOW }]) expect(puzzle.solved(puzzleText(signer.sign(other), 0), NOW)).toBeNull();
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (said) => { expect(puzzle.solved(said, NOW)).toBeNull(); }));
    expect(puzzle.solved(undefined, NOW)).toBeNull();
  });
  it('counts the zero bits that a digest begins with', () => {
    expect([[0x80], [0x7f], [0x01], [0, 0x80], [0, 0, 0x10], [0, 0]].map((b) => zeroBits(Uint8Array.from(b)))).toEqual([0, 1, 7, 8, 19, 16]);
  });
});

describe('what the public map tells of a number', () => {
  it('never lets one or two be known, neither by itself nor by subtracting', () => {
    fc.assert(fc.property(fc.nat(12), fc.nat(12), fc.nat(12), fc.option(fc.double({ min: 0, max: 90, noNaN: true })), (open, closed30, earlier, days) => {
      const closed90 = closed30 + earlier, seen = told({ grp: 'g', open, closed30, closed90, days });
      for (const [real, shown] of [[open, seen.open], [closed90, seen.closed90]] as const) expect(shown).toBe(real > 0 && real < FEWEST ? null : real);
      for (const shown of [seen.open, seen.closed30, seen.closed90]) if (shown !== null) expect(shown === 0 || shown >= FEWEST).toBe(true);
      if (seen.closed30 !== null && seen.closed90 !== null) { const between = seen.closed90 - seen.closed30; expect(between === 0 || between >= FEWEST).toBe(true); }
      if (closed90 < FEWEST) expect(seen.days).toBeNull();
    }));
  });
});

describe('the everyday words of the public page', () => {
  const { content: { classes } } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rulebook/catalogue.json'), 'utf8')) as { content: { classes: { id: string }[] } };
  const book = { classes: new Map(classes.map((c) => [c.id, c])) } as never;
  it('stand for classes of the catalogue, or for nothing', () => {
    for (const { id, classId } of KINDS) expect([id, classOf(id, book)]).toEqual([id, classId]);
    expect([classOf(null, book), classOf('dragons', book), classOf('litter', { classes: new Map() } as never)]).toEqual([null, undefined, null]);
  });
});
