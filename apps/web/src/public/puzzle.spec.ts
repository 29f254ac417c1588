import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Beginning } from '../shared/sha256.js';
import { solve, zeroBits } from './puzzle.js';

const hex = (words: Int32Array): string => [...words].map((w) => (w >>> 0).toString(16).padStart(8, '0')).join('');
const real = (text: string): Buffer => createHash('sha256').update(text).digest();

describe('the puzzle of the public page', () => {
  it('hashes as SHA-256 does, whatever comes before', () => {
    expect(hex(new Beginning('').with('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.stringMatching(/^[0-9]{0,12}$/), (text, end) => {
      fc.pre(text.isWellFormed());
      expect(hex(new Beginning(text).with(end))).toBe(real(text + end).toString('hex'));
    }), { numRuns: 300 });
    for (let length = 0; length < 130; length++) expect(hex(new Beginning('a'.repeat(length)).with('7'))).toBe(real(`${'a'.repeat(length)}7`).toString('hex'));
  });

  it('is solved by a number that the server finds good too', async () => {
    for (const bits of [0, 1, 8, 12]) {
      const proof = await solve({ challenge: 'eyJhIjoxfQ.c2VhbA', bits });
      expect(proof).toMatch(/^eyJhIjoxfQ\.c2VhbA:\d+$/);
      const digest = real(proof);
      expect(BigInt(`0x${digest.toString('hex')}`) >> BigInt(256 - bits)).toBe(0n);
    }
    expect([zeroBits(Int32Array.of(-1)), zeroBits(Int32Array.of(1)), zeroBits(Int32Array.of(0, 1))]).toEqual([0, 31, 63]);
  });
});
