import type { SensingNews } from '#contract';
import type { AlarmSeverity, CaseId, DepartmentId, Health } from '#domain';
import { Database, type NewsFeed, type NewsPage } from '#platform';
import { Injectable } from '@nestjs/common';

/** Said when alarms or devices may have changed; who misses it is a second late. */
export const SENSING_NEWS = 'sensing-news';

interface Row { xact: string; id: string; alarm: string | null; device: string; department: DepartmentId | null; rule: string | null; severity: AlarmSeverity | null; firing: boolean; trial: boolean | null; case_id: CaseId | null; health: Health | null; fault: boolean }
const NOW = `(extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`, HORIZON = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
/** A place says when it was read: what is older than this may have been forgotten. The rows are kept for longer. */
const KEPT_MS = 50 * 60_000;
const TRIM_MS = 5 * 60_000;

/** News of alarms and devices, in commit order and without gaps: `<xact>.<id>.<milliseconds>` is a place in them. */
@Injectable()
export class SensingFeed implements NewsFeed<SensingNews> {
  private trimmedAt = -Infinity;
  constructor(private readonly database: Database) {}

  async head(): Promise<string> {
    const [row] = await this.database.query<{ xact: string; ms: string }>(`select ${HORIZON}::text as xact, ${NOW}`);
    return `${row?.xact ?? '0'}.0.${row?.ms ?? '0'}`;
  }

  /** What came after a place, at most `limit` rows of it, the newest state of each alarm and device once. `gone`: too long ago, or of another life of the database. */
  async after(since: string, limit: number): Promise<NewsPage<SensingNews> | 'gone'> {
    const place = /^(\d{1,19})\.(\d{1,19})\.(\d{1,15})$/.exec(since);
    if (place === null) return 'gone';
    const [head] = await this.database.query<{ horizon: string; ms: string }>(`select ${HORIZON}::text as horizon, ${NOW}`), horizon = head?.horizon ?? '0', ms = Number(head?.ms ?? 0);
    if (BigInt(place[1] ?? 0) > BigInt(horizon) || ms - Number(place[3]) > KEPT_MS) return 'gone';
    await this.trim();
    const rows = await this.database.query<Row>(
      `with n as materialized (select xact, id, alarm, device from sensing_news where (xact, id) > ($1::bigint, $2::bigint) and xact < $3::bigint order by xact, id limit $4)
       select n.xact, n.id, n.alarm, n.device, d.department, a.rule, a.severity, a.id is not null and a.cleared_at is null as firing, a.trial, a.case_id, h.health, exists (select from device_fault f where f.device = n.device and f.ended_at is null) as fault
       from n left join alarm a on a.id = n.alarm left join device d on d.id = n.device left join device_health h on h.device = n.device order by n.xact, n.id`, [place[1], place[2], horizon, limit], 'sensing news');
    const last = rows.at(-1), latest = new Map<string, { item: SensingNews; department: DepartmentId | null }>();
    for (const r of rows) {
      const of = r.alarm ?? `device ${r.device}`;
      latest.delete(of);
      if (r.alarm === null) latest.set(of, { department: r.department, item: { kind: 'device', device: r.device, health: r.health ?? 'unknown', fault: r.fault } });
      else if (r.rule !== null && r.severity !== null) latest.set(of, { department: r.department, item: { kind: 'alarm', id: r.alarm, device: r.device, rule: r.rule, severity: r.severity, firing: r.firing, trial: r.trial === true, case: r.case_id } });
    }
    return { items: [...latest.values()], position: last === undefined ? `${place[1]}.${place[2]}.${ms}` : `${last.xact}.${last.id}.${ms}`, more: rows.length === limit };
  }

  private async trim(): Promise<void> {
    if (performance.now() - this.trimmedAt < TRIM_MS) return;
    this.trimmedAt = performance.now();
    await this.database.query(`delete from sensing_news where at < now() - interval '1 hour'`);
  }
}
