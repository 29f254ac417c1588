import fc from 'fast-check';
import { canonical } from './canonical.js';

/** What jsonb keeps of a value: the value, with its keys in another order. */
const throughJsonb = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, v: unknown) =>
  v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))) : v));

describe('canonical', () => {
  it('does not depend on the order of members, nor on members that are undefined', () => {
    expect(canonical({ b: [1, { d: null, c: 'ü"' }], a: 1, z: undefined })).toBe('{"a":1,"b":[1,{"c":"ü\\"","d":null}]}');
  });
  it('is the same before and after a journey through jsonb', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { expect(canonical(throughJsonb(value))).toBe(canonical(value)); }));
  });
  it('is JSON of the same value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value))); }));
  });
});
