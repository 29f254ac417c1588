import { decide, evolve, type CaseEvent, type Context } from '#domain';
import type { Held } from '../store/held.js';

/**
 * The facts by which a master takes over the reports of a case that is merged into it, each with the time at which it was made. The master keeps the
 * earliest report time, the graver severity and the earlier total deadline. A case that others were merged into may itself be merged: all it ever
 * took over goes along, and its children are found by following `mergedInto`.
 */
export function absorbed(from: Held, master: Held, ctx: Context): readonly CaseEvent[] {
  let c = master.case;
  const facts: CaseEvent[] = [];
  const { severity, clocks: { total } } = from.case;
  for (const { id: report, at: reportedAt } of from.case.reports) {
    if (c.reports.some((r) => r.id === report)) continue;
    const taken = decide(c.id, c, { type: 'attachReport', report, reportedAt, severity, ...(total && { total }) }, { ...ctx, why: { code: 'absorbed', from: from.case.id } });
    if (!taken.ok) throw new Error(`a case that may be merged refused a report: ${taken.rejection.code}`);
    for (const fact of taken.events) {
      facts.push(fact);
      c = evolve(c, fact);
    }
  }
  return facts;
}

/** The facts by which a master gives back the reports that are another case's own again; a deadline or severity that came with them stays, because no deadline moves back. Nothing when the master would be left without any report. */
export function givenBack(from: Held, master: Held, ctx: Context): readonly CaseEvent[] {
  const theirs = new Set(from.case.reports.map((r) => r.id));
  const reports = master.case.reports.filter((r) => theirs.has(r.id)).map((r) => r.id);
  if (reports.length === 0) return [];
  const given = decide(master.case.id, master.case, { type: 'detachReports', reports }, { ...ctx, why: { code: 'unmerged', from: from.case.id } });
  return given.ok ? given.events : [];
}
