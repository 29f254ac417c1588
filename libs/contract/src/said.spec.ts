import * as contract from './index.js';

interface Inside { readonly def: Readonly<Record<string, unknown>> }
const inside = (value: object): Inside | null => ('_zod' in value ? (value._zod as Inside) : null);

/** The words that the schemas within a value choose for their rules. */
function words(value: unknown, seen = new Set<unknown>()): string[] {
  if (value === null || typeof value !== 'object' || seen.has(value)) return [];
  seen.add(value);
  const zod = inside(value);
  if (zod === null) return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype ? Object.values(value).flatMap((v) => words(v, seen)) : [];
  const { error, ...rest } = zod.def, said = typeof error === 'function' ? (error as (issue: object) => unknown)({ code: 'custom', input: 'x' }) : undefined;
  return [...(typeof said === 'string' ? [said] : []), ...Object.values(rest).flatMap((v) => words(v, seen))];
}

describe('rules of the wire', () => {
  it('are said in both languages wherever a schema chooses its own words', () => {
    const all = [...new Set(Object.values(contract).flatMap((schema) => words(schema)))];
    expect(all.length).toBeGreaterThan(40);
    expect(all.filter((text) => !/^[^\n一-鿿]+\n[^\n]*[一-鿿]/u.test(text))).toEqual([]);
  });
});
