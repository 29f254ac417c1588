import fc from 'fast-check';
import { Recent, REMEMBERED } from './recent.js';

describe('what a partition remembers of its newest readings', () => {
  it('is exactly what came, for as long as it is promised', () => {
    const reading = fc.tuple(fc.nat(5), fc.nat(5), fc.constantFrom(0, 1.5, -1.5));
    fc.assert(fc.property(fc.array(reading, { maxLength: 300 }), fc.array(reading, { maxLength: 50 }), (came, asked) => {
      const recent = new Recent(), known = new Set(came.map(String));
      for (const [series, at, value] of came) recent.add(series, at, value);
      for (const [series, at, value] of [...came, ...asked]) expect(recent.has(series, at, value)).toBe(known.has(String([series, at, value])));
    }));
  });

  it('holds the newest 65,536 however many came, and does not grow for ever', () => {
    const recent = new Recent(), all = REMEMBERED * 3 + 7;
    for (let i = 0; i < all; i++) recent.add(i % 100, i, i / 3);
    const held = (i: number): boolean => recent.has(i % 100, i, i / 3);
    for (let i = all - REMEMBERED; i < all; i++) if (!held(i)) throw new Error(`${i} was forgotten`);
    expect(held(0)).toBe(false);
  });
});
