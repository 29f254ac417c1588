import type { CaseView } from '#contract';
import type { CaseId, Instant, Millis } from '#domain';
import type { Accepted } from '../play/courses.js';
import { Lanes } from '../play/lanes.js';
import { quantile } from '../play/tally.js';
import { doubled, escalations, missing, type Ladder } from './escalations.js';
import { faultsOf, untilDispatched } from './timeline.js';

export interface Question {
  readonly accepted: readonly Accepted[];
  /** Reads a case as the public interface shows it; null when there is none. */
  readonly read: (id: CaseId) => Promise<CaseView | null>;
  /** Null: the server does not tell its ladder, so only doubled warnings can be found. */
  readonly ladder: Ladder | null;
  readonly now: () => Instant;
  readonly grace: Millis;
  readonly concurrency?: number;
  readonly progress?: (done: number, of: number) => void;
}

export interface Findings {
  readonly accepted: number;
  readonly cases: number;
  readonly attached: number;
  readonly merged: number;
  readonly closed: number;
  readonly open: number;
  readonly escalations: number;
  /** Server milliseconds from registered to dispatched: by the automation alone, and where a person had to look. */
  readonly dispatch: { readonly automatic: readonly number[]; readonly manual: readonly number[] };
  /** Whether the server told its ladder, so that missing warnings could be looked for. */
  readonly laddered: boolean;
  /** What does not add up, with the case it is about. Empty: everything does. */
  readonly faults: readonly string[];
}

const PATIENCE = 3;

/**
 * Asks the server about every report it has accepted: each is found on its case or on the case that this was merged into,
 * every case's timeline leads to its row, every due warning went off once, and accepted = cases + attached.
 */
export async function reconcile(q: Question): Promise<Findings> {
  const byCase = new Map<CaseId, Accepted[]>();
  for (const a of q.accepted) byCase.set(a.case, [...(byCase.get(a.case) ?? []), a]);
  const faults: string[] = [];
  const lanes = new Lanes(q.concurrency ?? 8);
  const views = new Map<CaseId, Kept>();
  const opened = q.accepted.filter((a) => !a.attached).length;
  let done = 0;

  const look = async (id: CaseId): Promise<Kept | null> => {
    const known = views.get(id);
    if (known) return known;
    const view = await q.read(id);
    if (view === null) return null;
    const kept = keep(view, q);
    views.set(id, kept);
    return kept;
  };

  await Promise.all([...byCase].map(([id, reports]) => lanes.run(async () => {
    const view = await look(id);
    if (view === null) faults.push(`${id}: ${reports.length} accepted ${reports.length === 1 ? 'report has' : 'reports have'} no case`);
    else {
      for (const fault of view.faults) faults.push(`${view.number}: ${fault}`);
      const lost = reports.filter((r) => r.report !== null && !view.reports.includes(r.report));
      for (let target = view.mergedInto, step = 0; lost.length > 0 && target !== null && step < PATIENCE; step++) {
        const master = await look(target);
        lost.splice(0, lost.length, ...lost.filter((r) => !master?.reports.includes(r.report ?? '')));
        target = master?.mergedInto ?? null;
      }
      for (const r of lost) faults.push(`${view.number}: accepted report ${r.report} (${r.name}) is not found`);
      if (view.mergedInto !== null && (await look(view.mergedInto)) === null) faults.push(`${view.number}: merged into ${view.mergedInto}, which is not there`);
    }
    q.progress?.(++done, byCase.size);
  })));

  const own = [...byCase.keys()].map((id) => views.get(id)).filter((v) => v !== undefined);
  const attached = q.accepted.filter((a) => a.attached).length;
  const strangers = [...byCase.values()].filter((reports) => reports.every((r) => r.attached)).length;
  const merged = own.filter((v) => v.outcome === 'merged').length;
  if (opened !== own.length - strangers) faults.push(`${opened} reports opened a case, but ${own.length - strangers} such cases are there`);
  const twice = q.accepted.length - new Set(q.accepted.map((a) => a.report ?? a.name)).size;
  if (twice > 0) faults.push(`${twice} reports were given a number that another report has`);
  return {
    accepted: q.accepted.length, cases: own.length - strangers, attached, merged, closed: own.filter((v) => v.stage === 'closed').length, open: own.filter((v) => v.stage !== 'closed').length,
    escalations: own.reduce((sum, v) => sum + v.escalations, 0),
    dispatch: { automatic: own.flatMap((v) => (v.dispatched?.automatic === true ? [v.dispatched.ms] : [])), manual: own.flatMap((v) => (v.dispatched?.automatic === false ? [v.dispatched.ms] : [])) },
    laddered: q.ladder !== null, faults,
  };
}

/** As much of a view as is kept: a city's worth of whole views would not fit. */
interface Kept {
  readonly number: string;
  readonly stage: CaseView['stage'];
  readonly outcome: CaseView['outcome'];
  readonly mergedInto: CaseId | null;
  readonly reports: readonly string[];
  readonly escalations: number;
  readonly dispatched: ReturnType<typeof untilDispatched>;
  readonly faults: readonly string[];
}

const keep = (view: CaseView, q: Question): Kept => ({
  number: view.number, stage: view.stage, outcome: view.outcome, mergedInto: view.mergedInto, reports: view.reportList.map((r) => r.id), escalations: escalations(view), dispatched: untilDispatched(view),
  faults: [...faultsOf(view), ...doubled(view), ...(q.ladder ? missing(view, q.ladder, q.now(), q.grace) : [])],
});

/** The findings in lines for people. */
export function summary(f: Findings, rate: number): string[] {
  const ms = (values: readonly number[], q: number): string => { const v = quantile(values, q) / rate; return Number.isNaN(v) ? '–' : v < 10_000 ? `${Math.round(v)} ms` : `${(v / 1000).toFixed(1)} s`; };
  const line = (what: string, values: readonly number[]): string[] => (values.length === 0 ? [] : [`report → dispatched ${what}: p50 ${ms(values, 0.5)}, p99 ${ms(values, 0.99)} (${values.length.toLocaleString('en')} cases)`]);
  return [
    `accepted ${f.accepted.toLocaleString('en')} = ${f.cases.toLocaleString('en')} cases + ${f.attached.toLocaleString('en')} attached to one; of the cases ${f.closed.toLocaleString('en')} closed (${f.merged.toLocaleString('en')} by merging), ${f.open.toLocaleString('en')} open`,
    `escalations ${f.escalations.toLocaleString('en')}`,
    ...line('by the automation', f.dispatch.automatic), ...line('where a person looked first', f.dispatch.manual),
    f.faults.length === 0 ? 'reconciliation clean: every accepted report is found, every timeline leads to its row, no warning doubled' + (f.laddered ? ' or missing' : ' (missing ones not looked for: the server does not tell its ladder)') : `reconciliation: ${f.faults.length} faults`,
    ...f.faults.slice(0, 20).map((fault) => `  ✗ ${fault}`), ...(f.faults.length > 20 ? [`  … and ${f.faults.length - 20} more`] : []),
  ];
}
