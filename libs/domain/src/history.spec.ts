import type { Case, CaseEvent } from './case.js';
import { CLOCKS, RUNNING } from './clock.js';
import { evolve, replay } from './evolve.js';
import { unborn } from './case.js';
import { BY_ITSELF, ID } from './testing/county.js';
import { drawing, walk, type Walk } from './testing/walk.js';
import { STAGES, type Stage } from './vocabulary.js';

/** What must hold of every case at every moment; the first thing that does not, in words. */
function fault(c: Case): string | null {
  const running = CLOCKS.filter((k) => c.clocks[k] && c.clocks[k].since !== null);
  const rules: readonly (readonly [boolean, string])[] = [
    [(c.stage === 'closed') === (c.outcome !== null), 'closed ⇔ outcome'],
    [(c.outcome === 'merged') === (c.mergedInto !== null), 'merged ⇔ into'],
    [(c.stage === 'suspended') === (c.resumeTo !== null), 'suspended ⇔ resumeTo'],
    [c.stage !== 'suspended' || c.resumeAt !== null, 'suspended ⇒ an end'],
    [c.stage !== 'handling' || (c.assignee !== null && c.department !== null), 'handling ⇒ assignee and department'],
    [c.stage !== 'acceptance' || (c.assignee === null && c.department !== null && c.dispatchedBy !== null), 'acceptance ⇒ department, and nobody yet'],
    [c.stage !== 'verification' || c.evidence.length > 0, 'verification ⇒ evidence'],
    [c.request === null || c.stage === 'acceptance' || c.stage === 'handling', 'request ⇒ with a department'],
    [CLOCKS.every((k) => !c.clocks[k] || (c.clocks[k].since === null) === (c.clocks[k].dueAt === null)), 'since ⇔ dueAt'],
    [running.every((k) => RUNNING[c.stage].includes(k)), 'only the clocks of the stage run'],
    [RUNNING[c.stage].every((k) => running.includes(k)), 'all clocks of the stage run'],
    [running.every((k) => (c.clocks[k]?.dueAt ?? 0) >= (c.clocks[k]?.since ?? 0)), 'due ≥ since'],
    [CLOCKS.every((k) => !c.clocks[k] || (c.clocks[k].used >= 0 && c.clocks[k].limit.amount > c.clocks[k].extended)), 'used ≥ 0, limit > what was added'],
    [CLOCKS.every((k) => new Set(c.clocks[k]?.fired).size === (c.clocks[k]?.fired.length ?? 0)), 'a rung once a run'],
    [c.milestones.triage !== undefined && c.milestones[c.stage] !== undefined, 'a milestone for where it stands'],
    [c.milestones.dispatch === undefined || c.conditionId !== null, 'filed ⇒ condition'],
    [c.reports.length >= 1 && c.number !== '', 'reported'],
    [c.extensions <= 2 && c.rework >= 0 && c.returns >= 0, 'counters'],
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}

const HISTORIES = 2000;

describe.each([['people alone', null], ['people and the automation', BY_ITSELF]] as const)('thousands of random histories: %s', (_, book) => {
  const walks: (readonly [number, Walk])[] = [];
  beforeAll(() => { for (let seed = 1; seed <= HISTORIES; seed++) walks.push([seed, walk(drawing(seed), 60, book)]); });

  it('keep every invariant after every event', () => {
    const seen = new Map<Stage, number>();
    let refusals = 0;
    for (const [seed, { states, refusals: refused }] of walks) {
      refusals += refused;
      for (const c of states) {
        const broken = fault(c);
        if (broken !== null) throw new Error(`seed ${seed}, version ${c.version}, ${c.stage}: ${broken}`);
        seen.set(c.stage, (seen.get(c.stage) ?? 0) + 1);
      }
    }
    for (const stage of STAGES) expect(seen.get(stage) ?? 0).toBeGreaterThan(100);
    expect(refusals).toBeGreaterThan(HISTORIES);
  });

  it('replay to their state, from the start and from anywhere, through JSON as the database keeps it', () => {
    for (const [, { history, states }] of walks) {
      const stored = JSON.parse(JSON.stringify(history)) as CaseEvent[];
      const end = JSON.stringify(states.at(-1) ?? unborn(ID));
      const half = states.length >> 1;
      if (JSON.stringify(replay(ID, stored)) !== end || JSON.stringify(history.slice(half + 1).reduce(evolve, states[half] as Case)) !== end) throw new Error(`${history.length} events do not replay to ${end}`);
    }
  });

  it('are dense, in order, of one case, and stamped with where the case then stood', () => {
    for (const [, { history, states }] of walks) history.forEach((e, i) => {
      const sound = e.seq === i + 1 && e.caseId === ID && e.stage === states[i]?.stage && e.clocks === states[i]?.clocks && e.at >= (history[i - 1]?.at ?? 0);
      if (!sound) throw new Error(`event ${i} of ${history.length}: ${JSON.stringify(e)}`);
    });
  });

  it('never lose time: what a clock has used only grows until it starts afresh, and milestones but the closing stay', () => {
    for (const [seed, { states }] of walks) for (let i = 1; i < states.length; i++) {
      const [before, after] = [states[i - 1], states[i]] as [Case, Case];
      for (const k of CLOCKS) {
        const [old, now] = [before.clocks[k], after.clocks[k]];
        if (old && now && now.used !== 0 && now.used < old.used) throw new Error(`seed ${seed}: ${k} gave time back`);
      }
      if (before.clocks.total && after.clocks.total && after.clocks.total.used < before.clocks.total.used) throw new Error(`seed ${seed}: the total clock restarted`);
      for (const s of STAGES) if (s !== 'closed' && before.milestones[s] !== undefined && after.milestones[s] !== before.milestones[s]) throw new Error(`seed ${seed}: the first ${s} was forgotten`);
    }
  });
});

it('a walk is the same for the same seed', () => {
  expect(walk(drawing(7), 60, BY_ITSELF)).toEqual(walk(drawing(7), 60, BY_ITSELF));
  expect(walk(drawing(8), 60, BY_ITSELF)).not.toEqual(walk(drawing(7), 60, BY_ITSELF));
});
