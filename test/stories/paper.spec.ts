import { number, share, tenths, type AssessmentFigures, type IndicatorView, type LeagueRow } from '#contract';
import { DAY } from '#domain';
import { random } from '#simulator';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { photo, Play, sheetsOfPdf, startHarness, Wandering, type Harness } from '../harness/index.js';

const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });

let harness: Harness;
let play: Play;
let indicators: readonly IndicatorView[];
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };
beforeAll(async () => {
  harness = await startHarness({ backend: 'postgres' });
  play = new Play(harness);
  const people = new Wandering(harness, random(20261128).next, await (await harness.as('h-san-1')).upload(await photo())), die = random(5).next;
  for (let turn = 0; turn < 6; turn++) { await people.turn(3); await harness.advance(Math.floor(die() ** 2 * 1.5 * DAY)); }
  await play.until(Date.parse('2026-12-07T09:00:00+08:00'));
  ({ indicators } = await (await harness.as('leader-1')).want('assessmentIndicators'));
}, 240_000);
afterAll(() => harness.stop());

type Query = Readonly<Record<string, string>>;
/** The sheets of a file, which is kept for eyes where they ask for it. */
async function paper(path: string, query: Query, as = 'leader-1'): Promise<{ readonly name: string; readonly sheets: readonly string[]; readonly size: number }> {
  const response = await (await harness.as(as)).fetch(`${path}?${new URLSearchParams(query).toString()}`), bytes = new Uint8Array(await response.arrayBuffer());
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '';
  if (SHOTS !== undefined) writeFileSync(join(SHOTS, `${query['lang'] ?? 'zh'}-${name}`), bytes);
  return { name, sheets: await sheetsOfPdf(bytes), size: bytes.length };
}
const FIGURES = '/api/assessment/figures/export', LEAGUE = '/api/assessment/league/export';
/** How the screen writes an indicator of a row. */
function written(d: IndicatorView, { counts, lengths }: Pick<AssessmentFigures['rows'][number], 'counts' | 'lengths'>): string {
  const count = counts[d.count] ?? 0, of = d.of === null ? 0 : (counts[d.of] ?? 0), spread = lengths[d.count]?.[d.unit === 'stock' ? 'wall' : 'working'], ages = spread == null ? '—' : `${tenths(spread.median / 3_600_000)} / ${tenths(spread.p90 / 3_600_000)}`;
  return { cases: number(count), share: `${of < Math.max(1, d.minimum) ? '—' : share(count, of)} ${number(count)}/${number(of)}`, stock: `${number(count)} ${ages}`, time: `${ages} ${number(count)}` }[d.unit];
}

/** What the screen says of a unit beside its name. */
function standing({ rank, enough, before }: LeagueRow): string {
  const by = (before?.rank ?? 0) - (rank ?? 0);
  return rank === null ? (enough ? '不排名' : '样本不足') : before?.rank == null ? '上期未排名' : by === 0 ? '与上期相同' : `比上期${by > 0 ? '上升' : '下降'} ${Math.abs(by)} 位`;
}

describe('on paper', () => {
  it.each([['department', 'leader-1'], ['township', 'sup-1'], ['department', 'lead-san']])('figures by %s as %s sees them are the numbers of the API, line by line', async (by, as) => {
    const query = { ...NOVEMBER, by }, shown = await (await harness.as(as)).want('assessmentFigures', { query: query as never }), { sheets, name } = await paper(FIGURES, { ...query, format: 'pdf', group: 'department' }, as), text = sheets.join(' ');
    const columns = indicators.filter((i) => shown.indicators.includes(i.id) && i.group === 'department');
    expect(name).toMatch(/^figures-\d{8}-\d{4}\.pdf$/);
    expect(shown.rows.length).toBeGreaterThan(0);
    for (const row of shown.rows) {
      const unit = shown.units.find((u) => u.unit === row.unit)?.name.zh ?? '', line = columns.map((d) => written(d, row)).join(' ');
      // As many columns as a sheet is wide, and what is left below with the same names.
      const parts = [columns.slice(0, 10), columns.slice(10)].filter((c) => c.length > 0).map((c) => `${unit} ${c.map((d) => written(d, row)).join(' ')}`);
      expect([unit, line, parts.map((p) => text.includes(p))]).toEqual([unit, line, parts.map(() => true)]);
    }
    for (const d of columns) expect(text).toContain(d.formula.zh.replaceAll(/\s+/g, ' ').slice(0, 20));
    sheets.forEach((sheet, i) => { expect(sheet).toContain(`第 ${i + 1} 页，共 ${sheets.length} 页`); });
  });

  it.each(['zh', 'en'] as const)('a month says what it is of, by whom, as of when, and under which hash it was closed (%s)', async (lang) => {
    const leader = await harness.as('leader-1'), [snapshot] = (await leader.want('assessmentSnapshots')).filter((s) => s.id === 'month-2026-11'), { sheets: [first = ''] } = await paper(FIGURES, { ...NOVEMBER, by: 'department', area: '532323101', format: 'pdf', lang });
    const zh = lang === 'zh';
    for (const said of ['2026-11-01 – 2026-11-30', zh ? '共和镇' : 'Gonghe', snapshot?.hash ?? 'no hash', zh ? '本报告为现在的数字' : 'the numbers of this report are those of now', '2026-12-07 09:00', zh ? '上报、立案与结案' : 'Reported, filed and closed']) expect(first).toContain(said);
    if (!zh) expect(first).not.toMatch(/考核|时段|范围/);
  });

  it('a league stands with its scores, ranks and parts', async () => {
    const query = { ...NOVEMBER, scheme: 'department' }, league = await (await harness.as('leader-1')).want('assessmentLeague', { query }), { sheets } = await paper(LEAGUE, { ...query, format: 'pdf' }), text = sheets.join(' ');
    const rows = league.groups.flatMap((g) => g.rows);
    expect(rows.length).toBeGreaterThan(0);
    for (const r of rows) expect(text).toContain(`${r.name.zh} ${standing(r)} ${r.rank ?? '—'} ${r.score === null ? '—' : `${tenths(r.score)}${r.grade === null || !r.enough ? '' : ` ${r.grade}`}`} ${number(r.n)}`);
    for (const p of league.scheme.parts) expect(text.replaceAll(' ', '')).toContain(`${p.zh}(权重${tenths(p.weight)})`.replaceAll(' ', ''));
  });

  it('a closed month is its frozen numbers, for those who may see it', async () => {
    const leader = await harness.as('leader-1'), snapshot = await leader.want('assessmentSnapshot', { params: { id: 'month-2026-11' } }), { sheets, name } = await paper('/api/assessment/snapshots/month-2026-11/report', {}), text = sheets.join(' ');
    expect([name, text.includes(snapshot.hash), text.includes('本报告为关账时冻结的数字')]).toEqual(['report-month-2026-11.pdf', true, true]);
    const reported = indicators.filter((i) => i.group === 'area').slice(0, 8), of = snapshot.content.figures.find((f) => f.by === 'department')?.rows ?? [];
    expect(of.length).toBeGreaterThan(0);
    for (const row of of.filter((r) => r.unit === 'SAN')) expect(text).toContain(`环境卫生管理站 ${reported.map((d) => written(d, row)).join(' ')}`);
    await paper('/api/assessment/snapshots/month-2026-11/report', { lang: 'en' });
    expect((await (await harness.as('lead-san')).fetch('/api/assessment/snapshots/month-2026-11/report')).status).toBe(403);
    expect((await leader.fetch('/api/assessment/snapshots/month-2020-01/report')).status).toBe(404);
  });

  it('is small, for only the characters on it are in it, and refused where nobody could read it', async () => {
    const { size } = await paper(FIGURES, { ...NOVEMBER, by: 'person', format: 'pdf' });
    expect(size).toBeLessThan(300_000);
    // More lines than anybody reads: every cell of the county on every day.
    await harness.database.query(`insert into counted_case (case_id, part, person, at, day, cell, source) select gen_random_uuid(), 'reported', '', 0, date '2026-11-01' + (n % 5), '53232310' || lpad((n / 5)::text, 7, '0'), 'patrol' from generate_series(0, 2100) n`);
    const answer = await (await harness.as('leader-1')).fetch(`${FIGURES}?from=2026-11-01&to=2026-11-05&by=cell&per=day&format=pdf`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'too-many-rows']);
    await harness.database.query(`delete from counted_case where at = 0`);
  });

  it('comes by itself where it is ordered so', async () => {
    const leader = await harness.as('leader-1'), id = randomUUID();
    await leader.want('orderReport', { params: { id }, body: { every: 'day', by: 'department', scheme: 'department', format: 'pdf', hour: 8 } });
    await harness.advance('1d');
    const [sent] = (await leader.want('reports')).orders.find((o) => o.id === id)?.sent ?? [], { name, sheets } = await paper(`/api/assessment/reports/sent/${sent?.id ?? ''}`, {});
    expect(name).toBe(`report-day-${sent?.period.from ?? ''}.pdf`);
    expect(sheets.join(' ')).toContain('考核排名');
  });
});
