import type { StormCases, StormCasesQuery } from '#contract';
import { SEVERITIES_OF_ALARMS, type AlarmSeverity, type CaseId, type Stage } from '#domain';
import { Database, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { OWN } from './views.js';

interface Row { id: CaseId; number: string; stage: Stage; worst: AlarmSeverity; alarms: number; firing: number; devices: string[]; at: string }
/** Devices that a line names. */
const NAMED = 3;

/** Cases of their own in a storm. A page goes on where the last one ended, whatever was opened meanwhile. */
@Injectable()
export class StormCasesList {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError not-found */
  async of(storm: string, { after, limit }: StormCasesQuery): Promise<StormCases> {
    const [at, id] = after === undefined ? [null, null] : [after.slice(0, after.indexOf('.')), after.slice(after.indexOf('.') + 1)];
    const [total] = await this.database.query<{ n: number }>(`select (select count(distinct a.case_id)::int from alarm a where ${OWN}) as n from storm s where s.id = $1`, [storm]);
    if (total === undefined) throw new ProblemError('not-found');
    const rows = await this.database.query<Row>(
      `select * from (select c.id, c.number, c.stage, min(a.opened_at) as at, count(*)::int as alarms, count(*) filter (where a.cleared_at is null)::int as firing,
          ($5::text[])[max(array_position($5::text[], a.worst))] as worst, (array_agg(coalesce(d.name, a.device) order by a.opened_at, a.id))[1:${NAMED}] as devices
        from storm s join alarm a on ${OWN} join cases c on c.id = a.case_id left join device d on d.id = a.device where s.id = $1 group by c.id, c.number, c.stage) o
       where $2::bigint is null or (at, id) > ($2, $3::uuid) order by at, id limit $4`, [storm, at, id, limit + 1, SEVERITIES_OF_ALARMS]);
    const shown = rows.slice(0, limit), last = shown.at(-1);
    return { items: shown.map(({ at: openedAt, ...r }) => ({ ...r, devices: [...new Set(r.devices)], openedAt: Number(openedAt) })), next: rows.length > limit && last !== undefined ? `${last.at}.${last.id}` : null, total: total.n };
  }
}
