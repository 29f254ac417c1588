import { decide, evolve, type CaseEvent, type Context } from '#domain';
import type { Held } from '../store/held.js';

/**
 * The facts by which a master takes over the reports of a case that is merged into it. A case that others were merged into may
 * itself be merged: all it ever took over goes along, and its children are found by following `mergedInto`. The master keeps the earliest report time.
 */
export function absorbed(from: Held, master: Held, ctx: Context): readonly CaseEvent[] {
  let c = master.case;
  const facts: CaseEvent[] = [];
  for (const report of from.case.reports) {
    if (c.reports.includes(report)) continue;
    const taken = decide(c.id, c, { type: 'attachReport', report, reportedAt: from.case.reportedAt }, { ...ctx, why: { code: 'absorbed', from: from.case.id } });
    if (!taken.ok) throw new Error(`a case that may be merged refused a report: ${taken.rejection.code}`);
    for (const fact of taken.events) {
      facts.push(fact);
      c = evolve(c, fact);
    }
  }
  return facts;
}
