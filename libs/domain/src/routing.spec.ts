import fc from 'fast-check';
import { candidates, sure, type DutyLine, type Resolve, type RoutingQuery } from './routing.js';
import { at, CELL, GARBAGE, HEAP, LITTER, SAN, UM, WTR } from './testing/county.js';
import type { CellId, ClassId, DepartmentId } from './vocabulary.js';

const TWN = 'TWN' as DepartmentId, OWN = 'OWN' as DepartmentId, POWER = 'PWR' as DepartmentId, TOWN = 'TWN-100' as DepartmentId;
const line = (id: string, main: DepartmentId, more: Partial<DutyLine> = {}): DutyLine => ({ id, classId: GARBAGE, area: '*', owner: '*', main, co: [], from: at('2026-01-01 00:00'), to: null, ...more });
const query = (more: Partial<RoutingQuery> = {}): RoutingQuery => ({ classId: GARBAGE, conditionId: HEAP, cell: CELL, owner: null, at: at('2026-11-23 09:00'), ...more });
const OWNERS: Readonly<Record<string, DepartmentId>> = { 'power-company': POWER };
/** `TWN` is the township of the cell, `OWN` the asset's owner. */
const resolve: Resolve = (d, q) => (d === TWN ? (q.cell === null ? null : (`TWN-${q.cell.slice(6, 9)}` as DepartmentId)) : d === OWN ? (q.owner === null ? null : (OWNERS[q.owner] ?? null)) : d);
const answer = (lines: readonly DutyLine[], q = query()) => candidates(lines, q, resolve);

describe('the duty list', () => {
  it('is sure of exactly one', () => {
    const found = answer([line('D1', SAN, { co: [UM, TWN, SAN, UM] })]);
    expect(found).toEqual([{ department: SAN, coDepartments: [UM, TOWN], joint: [], fallback: null, line: 'D1', specificity: 1, confidence: 1 }]);
    expect(sure(found)).toBe(found[0]);
  });

  it('says which co-departments get a share of their own, and who makes safe while it is disputed', () => {
    const share = answer([line('D1', SAN, { co: [UM, TWN, SAN], joint: true, fallback: TWN })]);
    expect(sure(share)).toMatchObject({ coDepartments: [UM, TOWN], joint: [UM, TOWN], fallback: TOWN });
    expect(sure(answer([line('D1', SAN, { co: [UM], joint: false, fallback: OWN })]))).toMatchObject({ joint: [], fallback: null });
    expect(sure(answer([line('D1', SAN, { co: [OWN], joint: true })]))).toMatchObject({ coDepartments: [], joint: [] });
  });

  it('leaves it to a person when two fit alike, or none does', () => {
    const two = answer([line('D1', SAN), line('D2', UM)]);
    expect(two.map((c) => [c.department, c.confidence])).toEqual([[SAN, 0.5], [UM, 0.5]]);
    expect(sure(two)).toBeNull();
    expect(sure(answer([]))).toBeNull();
    expect(answer([line('D1', SAN)], query({ classId: null }))).toEqual([]);
    expect(answer([line('D1', SAN)], query({ classId: 'E0999' as ClassId }))).toEqual([]);
  });

  it('is sure when two lines name the same department', () => {
    const found = answer([line('D2', SAN), line('D1', SAN)]);
    expect(found).toHaveLength(1);
    expect(sure(found)).toMatchObject({ department: SAN, line: 'D1', confidence: 1 });
  });

  it('takes the closest line and keeps the others as weaker candidates', () => {
    const found = answer([line('all', UM, { classId: '*' }), line('class', SAN), line('town', WTR, { area: '532323100' })]);
    expect(found.map((c) => c.line)).toEqual(['town', 'class', 'all']);
    expect(sure(found)).toMatchObject({ department: WTR, line: 'town' });
    expect(found.map((c) => c.confidence)).toEqual([1, 0.5, 0.25]);
  });

  it('ranks owner over area over condition over class, whatever else a line says', () => {
    const lines = [
      line('owner', 'A' as DepartmentId, { classId: '*', owner: 'power-company' }),
      line('area+condition', 'B' as DepartmentId, { area: CELL, conditionId: HEAP }),
      line('area', 'C' as DepartmentId, { classId: '*', area: '532323' }),
      line('condition', 'D' as DepartmentId, { conditionId: HEAP }),
      line('class', 'E' as DepartmentId),
      line('all', 'F' as DepartmentId, { classId: '*' }),
    ];
    expect(answer(lines, query({ owner: 'power-company' })).map((c) => c.line)).toEqual(['owner', 'area+condition', 'area', 'condition', 'class', 'all']);
    expect(answer(lines).map((c) => c.line)).toEqual(['area+condition', 'area', 'condition', 'class', 'all']);
    expect(answer(lines, query({ cell: null })).map((c) => c.line)).toEqual(['condition', 'class', 'all']);
    expect(answer(lines, query({ cell: null, conditionId: LITTER })).map((c) => c.line)).toEqual(['class', 'all']);
  });

  it('prefers the smaller area', () => {
    const lines = [line('county', UM, { area: '532323' }), line('town', SAN, { area: '532323100' }), line('cell', WTR, { area: CELL }), line('elsewhere', POWER, { area: '532324' })];
    expect(answer(lines).map((c) => c.line)).toEqual(['cell', 'town', 'county']);
  });

  it('resolves symbols by the place, and skips a line whose symbol has no answer', () => {
    const lines = [line('town', TWN, { co: [OWN] }), line('owner', OWN, { owner: 'power-company' }), line('unknown-owner', OWN, { owner: 'nobody' })];
    expect(sure(answer(lines))).toMatchObject({ department: TOWN, coDepartments: [] });
    expect(sure(answer(lines, query({ owner: 'power-company' })))).toMatchObject({ department: POWER });
    expect(answer(lines, query({ owner: 'nobody' })).map((c) => c.line)).toEqual(['town']);
    expect(answer(lines, query({ cell: null }))).toEqual([]);
  });

  it('holds from its first day to the moment before its last', () => {
    const lines = [line('old', UM, { to: at('2026-07-01 00:00') }), line('new', SAN, { from: at('2026-07-01 00:00') })];
    const on = (day: string) => answer(lines, query({ at: at(day) })).map((c) => c.line);
    expect([on('2025-12-31 23:59'), on('2026-01-01 00:00'), on('2026-06-30 23:59'), on('2026-07-01 00:00'), on('2030-01-01 00:00')]).toEqual([[], ['old'], ['old'], ['new'], ['new']]);
  });

  it('does not depend on the order in which the lines are written, names a department once, and is sure of at most one', () => {
    const some = fc.record({
      id: fc.integer({ min: 0, max: 999 }).map(String), main: fc.constantFrom(SAN, UM, WTR, TWN, OWN), area: fc.constantFrom('*', '532323', '532323100', CELL), owner: fc.constantFrom('*', 'power-company'),
      classId: fc.constantFrom<ClassId | '*'>('*', GARBAGE), condition: fc.boolean(), co: fc.array(fc.constantFrom(SAN, UM, TWN, OWN), { maxLength: 4 }), joint: fc.boolean(),
    }).map(({ id, main, condition, ...rest }) => line(id, main, { ...rest, ...(condition && { conditionId: HEAP }) }));
    fc.assert(fc.property(fc.uniqueArray(some, { selector: (l) => l.id, maxLength: 8 }), fc.constantFrom<CellId | null>(CELL, null), fc.constantFrom(null, 'power-company'), (lines, cell, owner) => {
      const q = query({ cell, owner });
      const found = answer(lines, q);
      expect(answer([...lines].reverse(), q)).toEqual(found);
      expect(new Set(found.map((c) => c.department)).size).toBe(found.length);
      for (const [i, c] of found.entries()) {
        expect(c.confidence).toBeGreaterThan(0);
        expect(c.confidence).toBeLessThanOrEqual(found[i - 1]?.confidence ?? 1);
        expect(c.coDepartments).not.toContain(c.department);
        expect(new Set(c.coDepartments).size).toBe(c.coDepartments.length);
        // What the automation dispatches with is never refused.
        expect(c.joint.every((d) => c.coDepartments.includes(d))).toBe(true);
      }
      const one = sure(found);
      expect(one === null || (one === found[0] && found.slice(1).every((c) => c.specificity < one.specificity))).toBe(true);
    }), { numRuns: 500 });
  });
});
