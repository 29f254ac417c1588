import type { CaseId, Instant, ReportId, UserId } from '#domain';
import type { Database, Tx } from '#platform';

export interface CallerRow { readonly report_id: ReportId; readonly case_id: CaseId; readonly anonymous: boolean; readonly sealed: Buffer; readonly received_at: string }
export interface RevealRow { readonly report_id: ReportId; readonly actor: UserId; readonly at: string; readonly reason: string }
type Sql = Pick<Database, 'query'> | Pick<Tx, 'query'>;

/** The moment after which nothing of a caller is kept: some days after its case was closed. A case that is still open keeps its caller. */
const KEPT = (before: string): string => `not exists (select 1 from cases where cases.id = report.case_id and cases.stage = 'closed' and cases.closed_at < ${before})`;

export const BY_NUMBER = `select caller.report_id, report.case_id, caller.anonymous, caller.sealed, caller.received_at from caller join report on report.id = caller.report_id
  where caller.number_mark = $1 and ${KEPT('$2')} order by caller.received_at desc, caller.report_id desc limit $3`;
export const BY_TAIL = `select caller.report_id, report.case_id, caller.anonymous, caller.sealed, caller.received_at from caller join report on report.id = caller.report_id
  where caller.tail = $1 and ${KEPT('$2')} order by caller.received_at desc, caller.report_id desc limit $3`;

export const byNumber = (sql: Sql, mark: Buffer, keptSince: Instant, most: number): Promise<CallerRow[]> => sql.query<CallerRow>(BY_NUMBER, [mark, keptSince, most]);
export const byTail = (sql: Sql, tail: string, keptSince: Instant, most: number): Promise<CallerRow[]> => sql.query<CallerRow>(BY_TAIL, [tail, keptSince, most]);

export const ofReports = (sql: Sql, reports: readonly ReportId[], keptSince: Instant): Promise<CallerRow[]> =>
  sql.query<CallerRow>(`select caller.report_id, report.case_id, caller.anonymous, caller.sealed, caller.received_at from caller join report on report.id = caller.report_id
    where caller.report_id = any($1::uuid[]) and ${KEPT('$2')} order by caller.received_at, caller.report_id`, [reports, keptSince]);

export const revealsOf = (sql: Sql, reports: readonly ReportId[]): Promise<RevealRow[]> =>
  sql.query<RevealRow>('select report_id, actor, at, reason from caller_reveal where report_id = any($1::uuid[]) order by at desc, id desc', [reports]);

/** Erases callers whose time of keeping is over, the oldest first; answers how many. */
export async function erase(sql: Sql, keptSince: Instant, most: number): Promise<number> {
  const rows = await sql.query<{ report_id: string }>(
    `delete from caller where report_id in (
       select caller.report_id from caller join report on report.id = caller.report_id join cases on cases.id = report.case_id
       where cases.stage = 'closed' and cases.closed_at < $1 and caller.received_at < $1 order by caller.received_at limit $2) returning report_id`, [keptSince, most]);
  return rows.length;
}
