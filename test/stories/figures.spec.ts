import { CaseDoor, CaseReader } from '#cases';
import { figureSchema, type Figure } from '#contract';
import { actorOf, Directory } from '#directory';
import { allowed, DAY, localDay, type Case, type CaseEvent, type CaseId, type ClassId, type Command, type ConditionId, type DepartmentId, type Outcome, type ReportId, type UserId } from '#domain';
import { uuid } from '#platform';
import { random } from '#simulator';
import { photo, startHarness, type Harness } from '../harness/index.js';

let harness: Harness;
beforeAll(async () => { harness = await startHarness({ backend: 'postgres' }); });
afterAll(() => harness.stop());

const SPEAKERS = ['disp-1', 'disp-1', 'h-san-1', 'h-san-1', 'h-um-1', 'lead-san', 'lead-um', 'gm-101', 'sup-1', 'leader-1'];
const actor = (id: string) => { const person = harness.server.get(Directory).person(id); if (person === null) throw new Error(id); return actorOf(person); };
const say = (id: CaseId, by: string, command: Command) => harness.server.get(CaseDoor).execute({ id, command, actor: actor(by), commandId: `figures/${uuid()}` });
/** Reports of the public are looked at first; those of a patrol are filed and dispatched at once. At the same spot things come back. */
const register = (now: number, source: 'public' | 'patrol' = 'public', spot: number | null = null): Command => ({
  type: 'register', number: '', report: uuid() as ReportId, source, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3, cell: actor('gm-101').cells?.[0] ?? null,
  place: spot === null ? null : { lon: 101.53 + spot / 100, lat: 25.31, accuracy: 5 }, asset: null, device: null, text: '路口有暴露垃圾', reportedAt: now,
});

/** What would end a story early is drawn seldom. */
const SELDOM: readonly string[] = ['note', 'refuse', 'merge', 'unmerge', 'propose', 'dispute', 'askConfirmation', 'selfHandle', 'urge', 'order', 'addTask', 'rework'];
/** Something the speaker's buttons allow. */
function draw(c: Case, by: string, others: readonly CaseId[], picture: string, now: number, die: () => number): Command | null {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(die() * list.length)] as T;
  const may = allowed(c, actor(by)).filter((type) => !SELDOM.includes(type) || die() < 0.1);
  const type = may.length === 0 ? null : pick(may);
  switch (type) {
    case 'triage': return { type, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: pick([2, 3, 4] as const) };
    case 'confirm': return { type, verdict: pick(['true', 'true', 'false'] as const), note: '到场查看', evidence: [] };
    case 'selfHandle': return { type, note: '已顺手清理', before: [picture], after: [picture] };
    case 'dispatch': return { type, department: pick(['SAN', 'UM'] as const) as DepartmentId, coDepartments: [] };
    case 'rule': return { type, department: pick(['SAN', 'UM'] as const) as DepartmentId, ground: '属地' };
    case 'accept': return { type, assignee: `h-${(c.department ?? '').toLowerCase()}-1` as UserId };
    case 'request': return { type, kind: pick(['return', 'suspension'] as const), reason: '不属于我部门', until: now + 3 * DAY, ground: 'conditions' };
    case 'resolve': return { type, note: '已清理', evidence: [picture] };
    case 'verify': return { type, passed: die() < 0.5, note: '现场查看', evidence: [] };
    case 'merge': return { type, into: pick(others) };
    case 'refuse': return { type, code: 'not-true' };
    case 'reopen': return die() < 0.2 ? { type, reason: '说明' } : null;
    case 'propose': return { type, kind: pick(['forced', 'voided'] as const), reason: '说明', document: '文件' };
    case 'dispute': case 'unmerge': case 'rework': return { type, reason: '说明' };
    case 'decline': case 'reject': return { type, note: '不同意' };
    case 'grant': case 'close': case 'resume': case 'endorse': case 'approve': return { type };
    default: return null;
  }
}

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
    case 'merged': return [];
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
    const die = random(20261124).next, cases: CaseId[] = [], reader = harness.server.get(CaseReader);
    const picture = await (await harness.as('h-san-1')).upload(await photo());
    for (let turn = 0; turn < 20; turn++) {
      const now = harness.clock.now();
      for (let i = 0; i < 4; i++) {
        const id = uuid() as CaseId;
        await say(id, 'disp-1', register(now, i < 2 ? 'public' : 'patrol', i === 0 ? null : Math.floor(die() * 20)));
        cases.push(id);
      }
      for (const id of [...cases, ...cases, ...cases, ...cases]) {
        const by = SPEAKERS[Math.floor(die() * SPEAKERS.length)] ?? 'disp-1', c = await reader.case(id, actor('disp-1'));
        const command = c === null ? null : draw(c, by, cases, picture, now, die);
        if (command !== null) await say(id, by, command);
      }
      await harness.quiesce();
      expect(sorted(await shown('leader-1'))).toEqual(sorted(await fromTheLogs()));
      await harness.advance(Math.floor(die() ** 2 * 1.5 * DAY));
    }
    const measures = new Set((await shown('leader-1')).map((f) => f.measure));
    expect([...measures].sort()).toEqual([...figureSchema.shape.measure.options].sort());
  }, 180_000);

  it('lose a voided case on every day it was counted, and count it apart', async () => {
    const id = uuid() as CaseId;
    await say(id, 'disp-1', register(harness.clock.now()));
    await harness.quiesce();
    const day = (await shown('leader-1')).at(-1)?.day ?? '', reported = async () => (await shown('leader-1', { from: day, to: day })).filter((f) => f.measure === 'reported').reduce((sum, f) => sum + f.count, 0);
    const before = await reported();
    await harness.advance('2d');
    await say(id, 'disp-1', { type: 'propose', kind: 'voided', reason: '误报' });
    await harness.quiesce();
    expect(await reported()).toBe(before);
    await say(id, 'sup-1', { type: 'approve' });
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

