import { figureSchema, type Figure } from '#contract';
import { DAY, localDay, type CaseEvent, type CaseId, type DepartmentId, type Outcome } from '#domain';
import { uuid } from '#platform';
import { random } from '#simulator';
import { photo, startHarness, Wandering, type Harness } from '../harness/index.js';

let harness: Harness;
let people: Wandering;
beforeAll(async () => { harness = await startHarness({ backend: 'postgres' }); });
afterAll(() => harness.stop());

/** The same counts by walking every case's log: what the queue's SQL must come to. */
function recounted(logs: ReadonlyMap<string, { event: CaseEvent; department: string | null }[]>): Figure[] {
  const counts = new Map<string, number>();
  for (const log of logs.values()) {
    const ending = log.reduce<string | null>((o, { event: e }) => (e.type === 'CaseClosed' ? e.data.outcome : e.type === 'CaseReopened' || e.type === 'CaseUnmerged' ? null : o), null);
    if (ending === 'merged') continue;
    for (const { event: e, department } of log) {
      const day = new Date(localDay({ offset: 8 * 3_600_000 }, e.at) * DAY).toISOString().slice(0, 10);
      for (const measure of measured(e).filter((m) => (m === 'voided') === (ending === 'voided'))) { const key = `${day}|${department ?? ''}|${measure}`; counts.set(key, (counts.get(key) ?? 0) + 1); }
    }
  }
  return [...counts].map(([key, count]) => { const [day = '', department = '', measure = ''] = key.split('|'); return { day, department: (department || null) as DepartmentId | null, measure: measure as Figure['measure'], count }; });
}

function measured(e: CaseEvent): Figure['measure'][] {
  switch (e.type) {
    case 'CaseRegistered': return ['reported'];
    case 'CaseTriaged': return ['filed'];
    case 'CaseDispatched': case 'OwnershipRuled': return ['dispatched'];
    case 'CaseResolved': { const h = e.clocks.handling; return h === undefined || h.used <= h.limit.amount ? ['resolved', 'resolved-on-time'] : ['resolved']; }
    case 'CaseClosed': return endings(e.data.outcome);
    case 'CaseSentBack': return e.stage === 'handling' ? ['rework'] : [];
    case 'RecurrenceLinked': return ['recurred'];
    case 'CaseVerified': return e.data.passed ? [] : ['rework'];
    case 'RequestGranted': return e.data.kind === 'return' ? ['returned'] : [];
    case 'CaseEscalated': return ['escalated'];
    default: return [];
  }
}

function endings(outcome: Outcome): Figure['measure'][] {
  switch (outcome) {
    case 'fixed': case 'self-handled': return ['closed'];
    case 'forced': return ['closed', 'forced'];
    case 'voided': case 'refused': return [outcome];
    case 'merged': case 'recovered': return [];
  }
}

async function fromTheLogs(): Promise<Figure[]> {
  const rows = await harness.database.query<{ case_id: string; type: string; at: string; data: unknown; clocks: unknown; stage: string; department: string | null }>('select case_id, type, at, data, clocks, stage, department from case_event order by case_id, seq');
  const logs = new Map<string, { event: CaseEvent; department: string | null }[]>();
  for (const r of rows) logs.set(r.case_id, [...(logs.get(r.case_id) ?? []), { event: { type: r.type, at: Number(r.at), data: r.data, clocks: r.clocks, stage: r.stage } as CaseEvent, department: r.department }]);
  return recounted(logs);
}
const sorted = (figures: readonly Figure[]): string[] => figures.map((f) => `${f.day} ${f.department ?? '-'} ${f.measure} ${f.count}`).sort();
const WINTER = { from: '2026-11-20', to: '2027-02-20' };
const shown = async (as: string, query: Record<string, string> = WINTER): Promise<Figure[]> => (await harness.as(as)).want('figures', { query });

describe('the daily figures', () => {
  it('are what the logs come to, whatever happened, day by day as it happened', async () => {
    const die = random(20261124).next;
    people = new Wandering(harness, die, await (await harness.as('h-san-1')).upload(await photo()));
    for (let turn = 0; turn < 20; turn++) {
      await people.turn();
      await harness.quiesce();
      expect(sorted(await shown('leader-1'))).toEqual(sorted(await fromTheLogs()));
      await harness.advance(Math.floor(die() ** 2 * 1.5 * DAY));
    }
    const measures = new Set((await shown('leader-1')).map((f) => f.measure));
    expect([...measures].sort()).toEqual([...figureSchema.shape.measure.options].sort());
  }, 180_000);

  it('lose a voided case on every day it was counted, and count it apart', async () => {
    const id = uuid() as CaseId;
    await people.say(id, 'disp-1', people.register());
    await harness.quiesce();
    const day = (await shown('leader-1')).at(-1)?.day ?? '', reported = async () => (await shown('leader-1', { from: day, to: day })).filter((f) => f.measure === 'reported').reduce((sum, f) => sum + f.count, 0);
    const before = await reported();
    await harness.advance('2d');
    await people.say(id, 'disp-1', { type: 'propose', kind: 'voided', reason: '误报' });
    await harness.quiesce();
    expect(await reported()).toBe(before);
    await people.say(id, 'sup-1', { type: 'approve' });
    await harness.quiesce();
    expect(await reported()).toBe(before - 1);
    expect(sorted(await shown('leader-1'))).toEqual(sorted(await fromTheLogs()));
  });

  it('are counted anew when the watermarks are those of another database', async () => {
    const before = sorted(await shown('leader-1'));
    await harness.database.query(`update figure_watermark set horizon = 900000000`);
    await harness.database.query('delete from daily_figure');
    await harness.quiesce();
    expect(sorted(await shown('leader-1'))).toEqual(before);
  });

  it('show a department its own, and nothing to those who only see cells', async () => {
    const all = await shown('leader-1'), own = await shown('lead-san');
    expect(sorted(own)).toEqual(sorted(all.filter((f) => f.department === 'SAN')));
    expect(sorted(await shown('leader-1', { ...WINTER, department: 'UM' }))).toEqual(sorted(all.filter((f) => f.department === 'UM')));
    expect(await shown('lead-san', { ...WINTER, department: 'UM' })).toEqual([]);
    expect(await shown('gm-101')).toEqual([]);
  });

  it('refuse a range that runs backwards or is longer than a year and a bit', async () => {
    const leader = await harness.as('leader-1');
    for (const [from, to] of [['2026-11-20', '2026-11-19'], ['2020-01-01', '2026-01-01'], ['2026-02-30', '2026-03-01'], ['2026-02-01', '']] as const)
      expect(await leader.ask('figures', { query: { from, to } })).toMatchObject({ ok: false, status: 422, problem: { code: 'invalid-input' } });
  });
});

