import { HOUR, percent, pooled, shareOf, type Channel, type DepartmentId, type Ratio } from '#domain';
import type { Countable } from '#contract';
import { rowsOf, type CountedRow } from '../counting/rows.js';
import { outsideTable } from '../testing/data.js';
import { at, Told, triage } from '../testing/lives.js';
import { INDICATORS } from './index.js';

/** What a list of rows comes to for an indicator. */
function ratio(rows: readonly CountedRow[], id: string): Ratio {
  const indicator = INDICATORS.find((i) => i.id === id), n = (part: Countable | null | undefined) => rows.filter((r) => r.person === '' && r.part === part).length;
  return { count: n(indicator?.count), of: n(indicator?.of) };
}

describe('the bulletin of Tianmen, December 2016 (DOMAIN 4.5)', () => {
  const FILED = at('2016-12-05 09:00'), LATE = at('2016-12-30 09:00');
  let patrol = 953;
  const source = (): [Channel, 'member' | 'dispatcher'] => (patrol-- > 0 ? ['patrol', 'member'] : ['hotline', 'dispatcher']);
  const filed = (classId: string, when = FILED): Told => new Told().reported(when, ...source()).filed(when, triage('E0110-1', classId));
  const ended = (told: Told, when: number): Told => told.accepted(FILED + 2 * HOUR).resolved(FILED + 3 * HOUR).verified(FILED + 5 * HOUR).closed(when);
  const many = (n: number, make: () => Told): Told[] => Array.from({ length: n }, make);
  const cases = [
    ...many(731, () => ended(filed('E0110'), at('2016-12-07 10:00'))), ...many(6, () => ended(filed('P0110'), at('2016-12-07 10:00'))),
    ...many(902 - 731, () => ended(filed('E0110'), at('2016-12-20 10:00'))), ...many(9 - 6, () => ended(filed('P0110'), at('2016-12-20 10:00'))),
    ...many(956 - 902, () => filed('E0110')), ...many(16 - 9, () => filed('P0110')),
    ...many(996 - 972, () => filed('E0110', LATE)),
    ...many(1054 - 996, () => new Told().reported(FILED, 'hotline', 'dispatcher').by('dispatcher', FILED, { type: 'refuse', code: 'not-ours' })),
  ];
  const rows = cases.flatMap((told) => rowsOf(told.life)).filter((r) => r.day >= '2016-12-01' && r.day <= '2016-12-31');

  it('has its counts', () => {
    expect(ratio(rows, 'reported').count).toBe(1054);
    expect(ratio(rows, 'filed').count).toBe(996);
    expect(ratio(rows, 'closing-rate')).toEqual({ count: 911, of: 972 });
    expect(ratio(rows, 'closing-on-time')).toEqual({ count: 737, of: 972 });
  });
  it('has its six rates, to the second digit', () => {
    const of = (kind: string) => rows.filter((r) => r.class_id?.startsWith(kind));
    expect(percent(ratio(rows, 'closing-rate'))).toBe(93.72);
    expect(percent(ratio(rows, 'closing-on-time'))).toBe(75.82);
    expect([ratio(of('E'), 'closing-rate'), percent(ratio(of('E'), 'closing-rate'))]).toEqual([{ count: 902, of: 956 }, 94.35]);
    expect([ratio(of('P'), 'closing-rate'), percent(ratio(of('P'), 'closing-rate'))]).toEqual([{ count: 9, of: 16 }, 56.25]);
    expect([ratio(rows, 'uncomplained'), percent(ratio(rows, 'uncomplained'))]).toEqual([{ count: 953, of: 996 }, 95.68]);
    expect([ratio(rows, 'complaint-first'), percent(ratio(rows, 'complaint-first'))]).toEqual([{ count: 43, of: 996 }, 4.32]);
    expect(pooled([ratio(of('E'), 'closing-rate'), ratio(of('P'), 'closing-rate')])).toEqual(ratio(rows, 'closing-rate'));
  });
});

describe('Boston', () => {
  const january = outsideTable('311/boston311-100.csv'), rates = outsideTable('311/boston_qos2014_ontime_rate.csv'), volumes = outsideTable('311/boston_qos2014_request_volume.csv'), rounded = outsideTable('311/boston_qos2014_department_hours.csv');

  (january === null ? it.skip : it)('is told the same of each department’s cases of January 2022 as the city’s own column ONTIME says, but for what has no limit and is still open', () => {
    const asOf = at('2022-06-01 00:00'), mine: Record<string, Ratio> = {}, theirs: Record<string, Ratio> = {};
    const add = (to: Record<string, Ratio>, key: string, more: Ratio): void => { to[key] = pooled([to[key] ?? { count: 0, of: 0 }, more]); };
    for (const r of january ?? []) {
      const opened = at(r['open_dt'] ?? ''), target = r['target_dt'] === '' ? null : at(r['target_dt'] ?? ''), closed = r['closed_dt'] === '' ? null : at(r['closed_dt'] ?? ''), department = r['department'] ?? '';
      const told = new Told({ total: { unit: 'continuous', amount: target === null ? 9e12 : target - opened } }).reported(opened, 'hotline', 'dispatcher').by('dispatcher', opened, triage()).by('dispatcher', opened, { type: 'dispatch', department: department as DepartmentId, coDepartments: [] });
      if (closed !== null) told.by('dispatcher', closed, { type: 'propose', kind: 'forced', reason: 'closed', document: 'closed' }).by('supervisor', closed, { type: 'approve' });
      const rows = rowsOf(told.life).filter((x) => x.at <= asOf);
      expect(rows.filter((x) => x.part === 'close-due').every((x) => x.department === department)).toBe(true);
      add(mine, department, ratio(rows, 'closing-on-time'));
      // Open without a limit: the city calls it on time, here it is not due.
      if (target !== null || closed !== null) add(theirs, department, { count: r['ontime'] === 'ONTIME' ? 1 : 0, of: 1 });
    }
    expect(mine).toMatchObject(theirs);
    expect(pooled(Object.values(mine))).toEqual({ count: 80, of: 97 });
  });

  (rates === null || volumes === null || rounded === null ? it.skip : it)('has its on-time rates of 2014 back from counts, department by neighbourhood, and a city’s rate that is no mean of them', () => {
    const departments = Object.keys(volumes?.[0] ?? {}).filter((k) => k !== 'name' && k !== '');
    let told = 0;
    for (const department of departments) {
      const parts = (rates ?? []).flatMap((row, i): Ratio[] => {
        const of = Number(volumes?.[i]?.[department]), published = row[department] ?? 'NA';
        // Nothing asked for there: no rate, in the file as with us.
        if (of === 0) { expect([published, shareOf({ count: 0, of })]).toEqual(['NA', null]); return []; }
        const count = Math.round(Number(published) * of), back = percent({ count, of });
        expect([department, row['name'], ((back ?? 0) / 100).toFixed(4)]).toEqual([department, row['name'], Number(published).toFixed(4)]);
        const twoDigits = rounded?.find((h) => h['SUBJECT'] === department && h['name'] === row['name']);
        if (twoDigits) expect(percent({ count, of }, 0)).toBe(Math.round(Number(twoDigits['ontime_rate']) * 100));
        told++;
        return [{ count, of }];
      });
      const whole = pooled(parts);
      expect(whole.of).toBe((volumes ?? []).reduce((n, row) => n + Number(row[department]), 0));
      if (department.startsWith('Public Works')) {
        const mean = parts.reduce((sum, p) => sum + p.count / p.of, 0) / parts.length;
        expect(percent(whole)).toBe(87.21);
        expect(Math.round(mean * 10_000) / 100).not.toBe(87.21);
      }
    }
    expect(told).toBeGreaterThan(110);
  });
});
