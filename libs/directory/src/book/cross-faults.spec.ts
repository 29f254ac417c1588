import { DAY, dayOf } from '#domain';
import fc from 'fast-check';
import { mend } from '../formats/mend.js';
import { readRulebook } from '../seed/read.js';
import { RULEBOOK } from '../testing/county.js';
import { KINDS, kinds, type Contents } from './content.js';
import { crossFaults, type ContentFault, type Staff } from './cross-faults.js';

let book: Contents, staff: Staff;
beforeAll(async () => {
  const read = await readRulebook(RULEBOOK);
  book = read.contents;
  staff = new Map(read.people.map((p) => [p.id, p.department ?? null]));
});

type Loose = { [key: string]: Loose } & Loose[];
/** The book after a careless hand. */
function spoiled(change: (b: Loose) => unknown, who: Staff | null = null): ContentFault[] {
  const copy = structuredClone(book) as unknown as Loose;
  change(copy);
  return crossFaults(copy as unknown as Contents, who);
}
const put = (of: Loose | undefined, more: object): void => { Object.assign(of as object, more); };
const codes = (faults: readonly ContentFault[]): string[] => faults.map((f) => `${f.kind}${f.path} ${f.code}`);

it('the demo county agrees with itself, people and all', () => { expect(crossFaults(book, staff)).toEqual([]); });

it('says every fault in both languages', () => {
  const faults = spoiled((b) => {
    put(b['departments']?.['departments']?.[0], { superior: 'NON' });
    put(b['duty']?.['lines']?.[0], { main: 'QQQ', area: '110101001', to: '2019-01-01' });
    put(b['calendar'], { publishedYears: [2023, 2026, 2026] });
    put(b['ladder']?.['rules']?.[0], { classes: ['E77'], areas: ['999999'] });
    put(b['roster']?.['shifts']?.[0], { people: ['nobody', 'nobody'], until: '2022-01-01', department: 'TWN' });
    put(b['settings'], { unfounded: 'because' });
  }, staff);
  expect(new Set(faults.map((f) => f.code)).size).toBeGreaterThan(10);
  for (const f of faults) {
    expect(f.zh).toMatch(/\p{Script=Han}/u);
    expect(f.en).toMatch(/^[\x20-\x7e`→’“”]+$/u);
    expect(f.en).not.toBe('');
  }
});

describe('departments', () => {
  it('have superiors above them, never in a circle', () => {
    const set = (of: Record<string, string>) => spoiled((b) => { for (const [id, superior] of Object.entries(of)) put(b['departments']?.['departments']?.find((d) => String(d['id']) === id), { superior }); });
    expect(codes(set({ CTR: 'VIL-101' }))).toEqual(expect.arrayContaining([expect.stringMatching(/^departments\/departments\/\d+\/superior circle$/)]));
    expect(set({ CTR: 'VIL-101' }).find((f) => f.code === 'circle')?.en).toMatch(/^goes round in a circle: (\S+ → )+\S+$/);
    expect(set({ 'TWN-102': 'VIL-101' }).map((f) => f.code)).toEqual(['not-above']);
    expect(set({ 'VIL-101': 'TWN' }).map((f) => f.code)).toEqual(['nobody-works-there']);
  });

  it('are not taken away from under the people who belong to them', () => {
    const without = (who: Staff | null) => spoiled((b) => { const all = b['departments']?.['departments']; all?.splice(all.findIndex((d) => String(d['id']) === 'CUL'), 1); }, who).map((f) => [f.code, f.zh]);
    expect(without(staff)).toContainEqual(['still-staffed', '没有部门 CUL，但仍有 3 人属于它']);
    expect(without(null).map(([code]) => code)).not.toContain('still-staffed');
  });
});

describe('the calendar', () => {
  const calendar = (more: object): string[] => codes(spoiled((b) => put(b['calendar'], more)));
  it('has no gap: years in a row, each with its holidays, windows from the first day on', () => {
    expect(calendar({ publishedYears: [2023, 2025, 2026] })).toEqual(expect.arrayContaining(['calendar/publishedYears year-gap']));
    expect(calendar({ publishedYears: [2023, 2024, 2025, 2026, 2027] })).toEqual(Array(6).fill('calendar/publishedYears/4 day-missing'));
    expect(codes(spoiled((b) => { b['calendar']?.['days']?.splice(0, Infinity, ...(b['calendar']['days'].filter((d) => !String(d['date']).startsWith('2025-10')))); }))).toEqual(['calendar/publishedYears/2 day-missing']);
    expect(calendar({ seasons: [{ from: '2023-05-01', windows: [['08:00', '12:00']] }] })).toEqual(['calendar/seasons/0/from never-begins']);
    expect(calendar({ seasons: [{ from: '05-01', windows: [['08:00', '12:00']] }] })).toEqual([]);
  });

  it('differs by area only where there is one, and in something', () => {
    const season = { from: '2020-01-01', windows: [['08:00', '12:00'], ['11:00', '18:00']] }, day = { date: '2026-03-03', kind: 'off', name: 'x', source: 'local' };
    expect(calendar({ areas: [{ area: '110000' }, { area: '532323102', seasons: [season] }, { area: '532323102', days: [day, day, { ...day, date: '2031-01-05' }] }] })).toEqual(expect.arrayContaining([
      'calendar/areas/0/area unknown-area', 'calendar/areas/0 area-differs-in-nothing', 'calendar/areas/1/seasons/0/windows/1 windows-overlap', 'calendar/areas/2/area twice', 'calendar/areas/2/days/1/date twice', 'calendar/areas/2/days/2/date day-not-published',
    ]));
  });
});

it('the ladder is never circular, on one clock, and somebody may acknowledge what others wait for', () => {
  const rung = (id: string, after: string, more: object = {}) => ({ id, clock: 'total', at: { unacknowledged: after, within: { value: 5, unit: 'urgent_minute' } }, level: 1, tell: ['leader'], acknowledge: ['leader'], ...more });
  // Places are counted from the first rung behind those of the county.
  const ladder = (...rungs: object[]): string[] => codes(spoiled((b) => b['ladder']?.['rules']?.push(...(rungs as Loose[])))).map((code) => code.replace(/\d+/, (n) => `+${Number(n) - book.ladder.rules.length}`));
  expect(ladder(rung('a', 'b'), rung('b', 'c'), rung('c', 'a'))).toEqual(['ladder/rules/+0/at/unacknowledged circle', 'ladder/rules/+1/at/unacknowledged circle', 'ladder/rules/+2/at/unacknowledged circle']);
  expect(ladder(rung('a', 'a'))).toEqual(['ladder/rules/+0/at/unacknowledged circle']);
  expect(ladder(rung('a', 'nothing'))).toEqual(['ladder/rules/+0/at/unacknowledged unknown-rule']);
  expect(ladder(rung('a', 'handling-80'))).toEqual(['ladder/rules/+0/clock other-clock', 'ladder/rules/+0/at/unacknowledged nobody-acknowledges']);
});

it('the roster names people who are there and work there, as far as that is known', () => {
  const roster = (who: Staff | null) => codes(spoiled((b) => { put(b['roster']?.['shifts']?.[0], { people: ['nobody', 'h-san-1'] }); put(b['roster'], { skills: [{ person: 'nobody', classes: ['E99'] }] }); }, who));
  expect(roster(staff)).toEqual(['roster/shifts/0/people/0 unknown-person', 'roster/shifts/0/people/1 other-department', 'roster/skills/0/person unknown-person', 'roster/skills/0/classes/0 unfit-class']);
  expect(roster(null)).toEqual(['roster/skills/0/classes/0 unfit-class']);
});

describe('the duty list', () => {
  const day = (n: number): string => new Date(dayOf('2026-01-01') * DAY + n * DAY).toISOString().slice(0, 10);
  it('leaves nobody without a department on any day after its first line, as a walk over every day finds', () => {
    const lines = fc.array(fc.tuple(fc.nat(40), fc.option(fc.integer({ min: 1, max: 15 }), { nil: null })), { minLength: 1, maxLength: 7 });
    fc.assert(fc.property(lines, (stretches) => {
      const faults = spoiled((b) => {
        const others = b['duty']?.['lines']?.filter((l) => String(l['classId']) !== 'E0112') ?? [];
        put(b['duty'], { lines: [...others, ...stretches.map(([from, length], i) => ({ id: `D-X${i}`, classId: 'E0112', area: '*', owner: '*', main: 'SAN', co: [], from: day(from), to: length === null ? null : day(from + length) }))] });
      });
      const first = Math.min(...stretches.map(([from]) => from));
      const held = (n: number): boolean => stretches.some(([from, length]) => from <= n && (length === null || n < from + length));
      let holes = 0;
      for (let n = first; n < 70; n++) if (!held(n) && (n === first || held(n - 1))) holes++;
      expect(codes(faults).filter((f) => f.endsWith('duty-gap'))).toHaveLength(holes);
      expect(faults).toHaveLength(holes);
    }), { numRuns: 100 });
  });
});

describe('what a schema refused', () => {
  it('is mended with something of its sort, to look at all the rest; a faulty name is not', () => {
    fc.assert(fc.property(fc.constantFrom(...kinds), fc.nat(), fc.constantFrom<unknown>(undefined, null, -5, 'nonsense!', [], {}), (kind, pick, value) => {
      const copy = structuredClone(book[kind]) as unknown, places = leavesOf(copy), path = places[pick % places.length] ?? [];
      if (value === undefined) Reflect.deleteProperty(inside(copy, path.slice(0, -1)) as object, path.at(-1) ?? '');
      else (inside(copy, path.slice(0, -1)) as Record<PropertyKey, unknown>)[path.at(-1) ?? ''] = value;
      const checked = KINDS[kind].safeParse(copy);
      if (checked.success) return;
      const mended = mend(kind, copy, checked.error, [book[kind]]);
      if (mended === null) expect(['id', 'code', 'date', 'from', 'area', 'person', 'grade']).toContain(path.at(-1));
      else expect(KINDS[kind].safeParse(mended.content).success).toBe(true);
    }), { numRuns: 100 });
  });
});

const inside = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], value);
function leavesOf(value: unknown, path: readonly PropertyKey[] = []): PropertyKey[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}
