import { CLOCK_KINDS, expiry, HOUR, limitOf, provisional, unborn, type CaseId, type CellId, type ClassId, type LimitUnit, type Severity } from '#domain';
import { readRulebook } from '../seed/read.js';
import { RULEBOOK } from '../testing/county.js';
import { bookOf, type RuleBook } from './book.js';

let book: RuleBook;
beforeAll(async () => { book = bookOf((await readRulebook(RULEBOOK)).contents, 7); });

const local = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

describe('the calendar of the demo county', () => {
  // DOMAIN 8.3.
  it.each<[string, number, LimitUnit, string]>([
    ['2026-11-23 10:00', 4, 'work_hour', '2026-11-23 16:00'], ['2026-11-23 10:00', 1, 'work_day', '2026-11-24 10:00'], ['2026-11-23 12:30', 2, 'work_hour', '2026-11-23 16:00'],
    ['2026-11-23 18:00', 2, 'work_hour', '2026-11-24 10:00'], ['2026-11-20 17:00', 4, 'work_hour', '2026-11-23 11:00'], ['2026-02-13 17:00', 4, 'work_hour', '2026-02-14 11:00'],
    ['2026-02-14 17:00', 1, 'work_day', '2026-02-24 17:00'], ['2026-02-11 09:00', 5, 'work_day', '2026-02-25 09:00'], ['2026-09-30 16:00', 2, 'work_day', '2026-10-09 16:00'],
    ['2026-04-30 17:30', 1, 'work_day', '2026-05-06 17:30'], ['2026-06-01 22:36', 2, 'urgent_hour', '2026-06-02 00:36'],
    // The Torch Festival, the prefecture's own: lunar 6-24 is Thursday 2026-08-06.
    ['2026-08-05 17:00', 2, 'work_hour', '2026-08-10 09:00'],
  ])('%s + %d %s = %s', (from, value, unit, due) => {
    expect(new Date(expiry(book.calendar, local(from), limitOf(value, unit)))).toEqual(new Date(local(due)));
  });

  it('reaches to the end of 2026 and says that 2027 is not published', () => {
    expect(provisional(book.calendar, local('2023-01-01 00:00'), local('2026-12-31 23:59'))).toBe(false);
    expect(provisional(book.calendar, local('2026-12-31 17:00'), local('2027-01-04 11:00'))).toBe(true);
  });
});

describe('limits', () => {
  it('of handling are the condition\'s, whatever the severity; without a condition the stage\'s', () => {
    for (const { id, limit } of book.conditions.values()) expect(book.rules.limit('handling', id, 3)).toEqual(limitOf(limit.value, limit.unit));
    expect(book.rules.limit('handling', null, 1)).toEqual(limitOf(2, 'urgent_hour'));
    expect(book.rules.limit('handling', 'E9999-1' as never, 4)).toEqual(limitOf(3, 'work_day'));
  });

  it('of the stages run round the clock when it is urgent', () => {
    for (const clock of ['triage', 'confirmation', 'dispatch', 'acceptance', 'verification', 'closure'] as const) {
      expect(([1, 2, 3, 4] as Severity[]).map((s) => book.rules.limit(clock, null, s)?.unit)).toEqual(['continuous', 'continuous', 'working', 'working']);
    }
  });

  it('of the whole case are wider than handling, in the same kind of time, and widest while the condition is unknown', () => {
    const unknown = book.rules.limit('total', null, 1);
    for (const id of book.conditions.keys()) {
      const [handling, total] = [book.rules.limit('handling', id, 3), book.rules.limit('total', id, 3)];
      expect(total?.unit).toBe(handling?.unit);
      expect(total?.amount).toBeGreaterThan(handling?.amount ?? Infinity);
      if (total?.unit === 'working') expect(total.amount).toBeLessThanOrEqual(unknown?.amount ?? 0);
    }
  });
});

describe('the duty list', () => {
  const at = Date.UTC(2026, 10, 24);
  const town = '532323101001001' as CellId;

  it('names exactly one department for every class in town, except where the owner must be known or two are responsible', () => {
    const unsure = [...book.classes.values()].filter((c) => book.sureRoute({ classId: c.id, conditionId: null, cell: town, owner: null, at }) === null);
    expect(new Set(unsure.map((c) => c.id))).toEqual(new Set([...[...book.classes.values()].filter((c) => c.department === 'OWN').map((c) => c.id), 'E0123']));
  });

  it('answers real departments only, never a symbol, and never the main department as its own helper', () => {
    for (const { id } of book.classes.values()) {
      for (const { department, coDepartments } of book.candidates({ classId: id, conditionId: null, cell: '532323203201001' as CellId, owner: 'GAS', at })) {
        for (const d of [department, ...coDepartments]) expect(book.departments.has(d)).toBe(true);
        expect(coDepartments).not.toContain(department);
      }
    }
  });

  it('does not take a foreign owner for a department', () => {
    expect(book.candidates({ classId: 'P0146' as ClassId, conditionId: null, cell: town, owner: '某某公司', at })).toEqual([]);
  });

  it('knows nothing before its lines begin', () => {
    expect(book.candidates({ classId: 'E0110' as ClassId, conditionId: null, cell: town, owner: null, at: Date.UTC(2019, 0, 1) })).toEqual([]);
  });
});

describe('the ladder', () => {
  it('is that of the domain: shares of handling, minutes for what is critical and unsigned, and each other clock when it is due', () => {
    const rungs = book.playbook.ladder.map((r) => [r.clock, 'share' in r.at ? r.at.share : 'after' in r.at ? r.at.after : r.at.unacknowledged, r.severities ?? null, r.tell]);
    expect(rungs.filter(([clock]) => clock === 'handling')).toEqual([
      ['handling', 0.8, null, ['handler', 'department-lead']], ['handling', 1, null, ['department-lead', 'supervisor']], ['handling', 1.5, null, ['supervisor']], ['handling', 2, null, ['leader']],
    ]);
    expect(rungs.filter(([, , severities]) => Array.isArray(severities) && severities.length === 1)).toEqual([...[5, 15, 30].map((min) => ['acceptance', min * HOUR / 60, [1], expect.any(Array)]), ['acceptance', 'unsigned-5', [1], ['department-lead', 'supervisor']]]);
    expect(new Set(book.playbook.ladder.map((r) => r.clock))).toEqual(new Set(CLOCK_KINDS));
  });
});

describe('what the automation may do alone', () => {
  const report = { ...unborn('c' as CaseId), source: 'grid-member' as const, cell: '532323101001001' as CellId, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as never, severity: 3 as Severity };

  it('files a grid member\'s clear report inside a cell, and nothing else', () => {
    expect(book.triages(report)).toBe(true);
    for (const change of [{ source: 'hotline' as const }, { source: 'video-ai' as const }, { cell: null }, { conditionId: null }, { conditionId: 'E0112-1' as never }, { classId: null }]) expect(book.triages({ ...report, ...change })).toBe(false);
  });

  it('closes what was verified, unless it was critical or rose to the leader', () => {
    expect(book.closes(report)).toBe(true);
    expect(book.closes({ ...report, rework: 2, level: 3 })).toBe(true);
    expect(book.closes({ ...report, severity: 1 })).toBe(false);
    expect(book.closes({ ...report, level: 4 })).toBe(false);
  });
});
