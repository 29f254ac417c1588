import { DOUBTFUL, REACH_METRES, suggestions, type Case, type CaseId } from '#domain';
import type { RuleBook } from '#directory';
import { openNear } from '../reader/nearby.js';
import type { Sql } from '../store/read.js';

/** Of the cases that the automation would file: those with a likely original among the open cases reported before them. */
export async function doubtful(sql: Sql, cases: readonly Case[], book: RuleBook): Promise<ReadonlySet<CaseId>> {
  const asked = cases.filter((c) => c.stage === 'triage' && c.classId !== null && c.conditionId !== null && book.triages(c));
  const near = await openNear(sql, asked.map((c) => ({ key: c.id, place: c.place, asset: c.asset, device: c.device })), REACH_METRES);
  return new Set(asked.filter((c) => {
    const before = (near.get(c.id) ?? []).filter((o) => o.id !== c.id && (o.reportedAt < c.reportedAt || (o.reportedAt === c.reportedAt && o.id < c.id)));
    return suggestions(c, before, 1).some((s) => s.certain || s.score >= DOUBTFUL);
  }).map((c) => c.id));
}
