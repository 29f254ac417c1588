import { unborn, type Case } from './case.js';
import { RUNNING, type ClockKey } from './clock.js';
import type { EventType, CaseEvent } from './event.js';
import { evolve, replay, timedAfter } from './evolve.js';
import { runningOrders, stands } from './order.js';
import type { Playbook } from './policy.js';
import { open, runningTasks } from './task.js';
import { BY_HAND, BY_ITSELF, ID } from './testing/county.js';
import { drawing, walk, type Walk } from './testing/walk.js';
import { STAGES, type Stage } from './vocabulary.js';

const keys = (c: Case): ClockKey[] => Object.keys(c.clocks) as ClockKey[];
/** What may run beside the clocks of the stage. */
const shares = (c: Case): readonly ClockKey[] => [...runningTasks(c.stage, c.tasks), ...runningOrders(c.stage, c.orders)];

/** What must hold of every case at every moment; the first thing that does not, in words. */
function fault(c: Case): string | null {
  const all = keys(c), running = all.filter((k) => c.clocks[k]?.since != null), due: readonly ClockKey[] = [...RUNNING[c.stage], ...shares(c)];
  const steps = c.tasks.filter((t) => t.kind === 'stage' && open(t));
  const rules: readonly (readonly [boolean, string])[] = [
    [(c.stage === 'closed') === (c.outcome !== null), 'closed ⇔ outcome'],
    [(c.outcome === 'merged') === (c.mergedInto !== null), 'merged ⇔ into'],
    [(c.stage === 'suspended') === (c.resumeTo !== null), 'suspended ⇔ resumeTo'],
    [c.stage !== 'suspended' || c.resumeAt !== null, 'suspended ⇒ an end'],
    [c.stage !== 'handling' || (c.assignee !== null && c.department !== null), 'handling ⇒ assignee and department'],
    [c.stage !== 'acceptance' || (c.department !== null && c.dispatchedBy !== null && c.arrivedAt === null), 'acceptance ⇒ department, nobody there yet'],
    [c.stage !== 'verification' || (c.evidence.length > 0 && c.handledBy !== null), 'verification ⇒ evidence'],
    [c.request === null || c.stage === 'acceptance' || c.stage === 'handling', 'request ⇒ with a department'],
    [c.stage !== 'closed' || (c.request === null && c.proposal === null), 'closed ⇒ nothing asked'],
    [c.stage !== 'closed' || !c.tasks.some(open), 'closed ⇒ no share open'],
    [c.outcome !== 'self-handled' || c.onTheSpot, 'self-handled ⇒ on the spot'],
    [!c.onTheSpot || c.stage === 'closure' || c.stage === 'closed', 'on the spot ⇒ reviewed, or over'],
    [c.tasks.every((t, i) => t.id === i + 1) && c.orders.every((o, i) => o.id === i + 1), 'numbered'],
    [steps.length === 0 || steps.filter((t) => t.state !== 'planned').length === 1, 'one step of an incident at a time'],
    [steps.every((t) => t.department === c.department), 'the steps are the main department’s'],
    [!c.tasks.some((t) => t.kind === 'joint' && open(t) && t.department === c.department && c.stage !== 'dispatch' && t.at >= (c.milestones.dispatch ?? 0) && !handedOnce(c)), 'nobody shares with himself'],
    [c.tasks.every((t) => (t.state === 'done' || t.state === 'passed') <= (t.doneBy !== null)), 'done ⇒ by somebody'],
    [c.alerts.every((a) => stands(a, c.clocks)), 'an alert stands on its clock'],
    [new Set(c.alerts.map((a) => `${a.rule} ${a.clock}`)).size === c.alerts.length, 'an alert once'],
    [all.every((k) => (c.clocks[k]?.since === null) === (c.clocks[k]?.dueAt === null)), 'since ⇔ dueAt'],
    [running.every((k) => due.includes(k)), 'only the clocks of the stage, its tasks and orders run'],
    [due.every((k) => running.includes(k)), 'all clocks of the stage, its tasks and orders run'],
    [running.every((k) => (c.clocks[k]?.dueAt ?? 0) >= (c.clocks[k]?.since ?? 0)), 'due ≥ since'],
    [all.every((k) => { const clock = c.clocks[k]; return clock !== undefined && clock.used >= 0 && clock.limit.amount > clock.extended; }), 'used ≥ 0, limit > what was added'],
    [all.every((k) => new Set(c.clocks[k]?.fired).size === (c.clocks[k]?.fired.length ?? 0)), 'a rung once a run'],
    [c.milestones[c.stage] !== undefined, 'a milestone for where it stands'],
    [c.milestones.dispatch === undefined || (c.conditionId !== null && c.terms !== null), 'filed ⇒ condition and terms'],
    [c.reports.length >= 1 && c.number !== '' && c.reportedAt <= Math.min(...c.reports.map((r) => r.at)), 'reported'],
    [c.extensions <= 2 && c.rework >= 0 && c.returns >= c.refusals.length, 'counters'],
    [c.appeal === null || (c.appeal.state === 'granted') <= c.exempt, 'a granted appeal exempts'],
    [c.rating === null || c.outcome === 'fixed' || c.outcome === 'forced' || c.outcome === 'self-handled', 'rated ⇒ finished'],
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
/** Handed up or down, a case may come to a department that had a share of it. */
const handedOnce = (c: Case): boolean => c.department === 'COM-001' || c.department === 'TWN-101';

const HISTORIES = 800, STEPS = 70;
const WORLDS = [['people alone', null], ['people and the ladder', BY_HAND], ['people and the automation', BY_ITSELF]] as const;
/** Shared by the tests of one world; a walk is the same each time. */
const walked = new Map<string, readonly (readonly [number, Walk])[]>();
const walksOf = (world: string, book: Playbook | null): readonly (readonly [number, Walk])[] => {
  const known = walked.get(world) ?? Array.from({ length: HISTORIES }, (_, i) => [i + 1, walk(drawing(i + 1), STEPS, book)] as const);
  walked.set(world, known);
  return known;
};

describe.each(WORLDS)('thousands of random histories: %s', (world, book) => {
  it('keep every invariant after every event', () => {
    const seen = new Map<Stage, number>();
    let refusals = 0;
    for (const [seed, { history, states, refusals: refused }] of walksOf(world, book)) {
      refusals += refused;
      for (const [i, c] of states.entries()) {
        const broken = fault(c);
        if (broken !== null) throw new Error(`seed ${seed}, version ${c.version}, ${history[i]?.type} → ${c.stage}: ${broken}`);
        seen.set(c.stage, (seen.get(c.stage) ?? 0) + 1);
      }
    }
    for (const stage of STAGES) expect([stage, seen.get(stage) ?? 0]).not.toEqual([stage, 0]);
    expect(refusals).toBeGreaterThan(HISTORIES);
  });

  it('replay to their state, from the start and from anywhere, through JSON as the database keeps it', () => {
    for (const [, { history, states }] of walksOf(world, book)) {
      const stored = JSON.parse(JSON.stringify(history)) as CaseEvent[];
      const end = JSON.stringify(states.at(-1) ?? unborn(ID));
      const half = states.length >> 1;
      if (JSON.stringify(replay(ID, stored)) !== end || JSON.stringify(history.slice(half + 1).reduce(evolve, states[half] ?? unborn(ID))) !== end) throw new Error(`${history.length} events do not replay to ${end}`);
    }
  });

  it('are dense, in order, of one case, and stamped with where the case then stood', () => {
    for (const [, { history, states }] of walksOf(world, book)) history.forEach((e, i) => {
      const sound = e.seq === i + 1 && e.caseId === ID && e.stage === states[i]?.stage && e.clocks === states[i]?.clocks && e.at >= (history[i - 1]?.at ?? 0);
      if (!sound) throw new Error(`event ${i} of ${history.length}: ${JSON.stringify(e)}`);
    });
  });

  it('never lose time: what a clock has used only grows until it starts afresh, a limit only by an extension, and milestones but the closing stay', () => {
    for (const [seed, { history, states }] of walksOf(world, book)) for (let i = 1; i < states.length; i++) {
      const [before, after, e] = [states[i - 1], states[i], history[i]] as [Case, Case, CaseEvent];
      const where = `seed ${seed}, version ${after.version}, ${e.type}`;
      for (const k of keys(before)) {
        const [old, now] = [before.clocks[k], after.clocks[k]];
        if (!old || !now) { if (RUNNING[after.stage].some((name) => name === k)) throw new Error(`${where}: ${k} is gone`); continue; }
        if (now.used !== 0 && now.used < old.used && !(k === 'total' && (e.type === 'ReportAttached' || e.type === 'CaseTriaged'))) throw new Error(`${where}: ${k} gave time back`);
        const fresh = now.used === 0 && now.since === e.at;
        // What becomes graver gets less time where it waits, never more.
        if (!fresh && now.limit.amount !== old.limit.amount && !LENGTHENS.has(e.type) && !(e.type === 'AlarmObserved' && now.limit.amount < old.limit.amount)) throw new Error(`${where}: ${k} has another limit`);
        if (!fresh && old.fired.some((rule) => !now.fired.includes(rule)) && !LENGTHENS.has(e.type)) throw new Error(`${where}: ${k} forgot a rung`);
      }
      for (const s of STAGES) if (s !== 'closed' && before.milestones[s] !== undefined && after.milestones[s] !== before.milestones[s]) throw new Error(`${where}: the first ${s} was forgotten`);
      if (before.clocks.total && after.clocks.total?.dueAt != null && e.type === 'ReportAttached' && after.clocks.total.dueAt > (before.clocks.total.dueAt ?? Infinity)) throw new Error(`${where}: a merge gave the master more time`);
    }
  });

  it('keep what a case was filed under, and what its departments did', () => {
    for (const [seed, { history, states }] of walksOf(world, book)) for (let i = 1; i < states.length; i++) {
      const [before, after, e] = [states[i - 1], states[i], history[i]] as [Case, Case, CaseEvent];
      const where = `seed ${seed}, version ${after.version}, ${e.type}`;
      if (before.terms !== null && JSON.stringify(after.terms) !== JSON.stringify(before.terms) && e.type !== 'CaseTriaged') throw new Error(`${where}: other terms`);
      if (after.tasks.length < before.tasks.length || after.orders.length < before.orders.length) throw new Error(`${where}: a task or an order is gone`);
      for (const t of before.tasks) {
        const now = after.tasks[t.id - 1];
        if (!now || now.kind !== t.kind || now.at !== t.at || ((t.state === 'passed' || t.state === 'cancelled') && now.state !== t.state)) throw new Error(`${where}: task ${t.id} ${t.state} → ${now?.state}`);
      }
    }
  });
});

/** What may give a running clock another limit: an extension; for the total what was found at filing, and a merged case that is due earlier; for deadlines in an unpublished year, the notice. */
const LENGTHENS: ReadonlySet<EventType> = new Set<EventType>(['RequestGranted', 'CaseTriaged', 'ReportAttached', 'ClocksRetimed']);

it('every kind of fact is reached, most of them often', () => {
  const facts = new Map<EventType, number>();
  for (const [world, book] of WORLDS) for (const [, { history }] of walksOf(world, book)) for (const e of history) facts.set(e.type, (facts.get(e.type) ?? 0) + 1);
  expect(facts.size).toBe(48);
  expect([...facts].filter(([, n]) => n < 10)).toEqual([]);
});

it('what clocks look at after a fact is what the case then is', () => {
  for (const [world, book] of WORLDS) for (const [seed, { history, states }] of walksOf(world, book)) history.forEach((e, i) => {
    const after = states[i] as Case, said = timedAfter(states[i - 1] ?? unborn(ID), e);
    for (const [key, value] of Object.entries(said)) if (JSON.stringify(value) !== JSON.stringify(after[key as keyof Case])) throw new Error(`seed ${seed}, ${e.type}: ${key}`);
  });
});

it('a walk is the same for the same seed', () => {
  expect(walk(drawing(7), 60, BY_ITSELF)).toEqual(walk(drawing(7), 60, BY_ITSELF));
  expect(walk(drawing(8), 60, BY_ITSELF)).not.toEqual(walk(drawing(7), 60, BY_ITSELF));
});
