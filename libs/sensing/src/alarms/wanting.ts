import { AlarmSeeker } from './seek.js';
import { StormWatch } from './storms.js';
import { CaseWatch } from './watch.js';
import { wishOf, type Wish } from './wishes.js';
import type { CaseId } from '#domain';
import { Clock, Database, Work, type Parked, type WorkSource } from '#platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** What wants attention: alarms whose moment has come or whose device is out of service, cases with alarms that have moved since these looked or whose moment has come, storms that may be over. */
const WANTING = `select id from (
  (select 'alarm/' || id as id, wants_at as at from alarm where wants_at <= $1 and parked_at is null order by wants_at limit $2) union all
  (select 'alarm/' || a.id, 0 from alarm a join device d on d.id = a.device where a.cleared_at is null and not d.active and a.parked_at is null limit $2) union all
  (select 'case/' || w.case_id, 0 from alarm_watch w join cases c on c.id = w.case_id where not w.over and w.parked_at is null and c.version > w.looked_version limit $2) union all
  (select 'case/' || case_id, look_at from alarm_watch where look_at <= $1 and parked_at is null order by look_at limit $2) union all
  (select 'storm/' || id, look_at from storm where look_at <= $1 and released_at is null and parked_at is null order by look_at limit $2)) w group by id order by min(at) limit $2`;
const TABLES: Readonly<Record<Wish['of'], { readonly table: string; readonly id: string }>> = { alarm: { table: 'alarm', id: 'id' }, case: { table: 'alarm_watch', id: 'case_id' }, storm: { table: 'storm', id: 'id' } };

/** The queue `trigger`: from alarms to cases and back. */
@Injectable()
export class Wanting implements WorkSource, OnModuleInit {
  readonly queue = 'trigger';

  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly seeker: AlarmSeeker, private readonly watch: CaseWatch, private readonly storms: StormWatch) {}

  onModuleInit(): void { this.work.register(this); }

  async due(now: number, limit: number): Promise<string[]> {
    return (await this.database.query<{ id: string }>(WANTING, [now, limit], 'trigger due')).map((r) => r.id);
  }

  handle(id: string): Promise<number | null> {
    const wish = wishOf(id);
    switch (wish.of) {
      case 'alarm': return this.seeker.seek(wish.id);
      case 'case': return this.watch.look(wish.id as CaseId);
      case 'storm': return this.storms.look(wish.id);
    }
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    const wish = wishOf(id), { table, id: key } = TABLES[wish.of];
    await this.database.query(`update ${table} set parked_at = $2, parked_reason = $3, attempts = $4 where ${key} = $1`, [wish.id, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string | null; parked_at: string; attempts: number }>(
      Object.entries(TABLES).map(([of, { table, id }]) => `(select '${of}/' || ${id} as id, parked_reason, parked_at, attempts from ${table} where parked_at is not null order by parked_at limit 500)`).join(' union all '));
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason ?? '', since: Number(r.parked_at), attempts: r.attempts }));
  }

  async unpark(id: string): Promise<boolean> {
    const [of, rest = ''] = id.split('/'), known = TABLES[of as Wish['of']] as (typeof TABLES)['alarm'] | undefined;
    if (known === undefined) return false;
    return (await this.database.query(`update ${known.table} set parked_at = null, parked_reason = null where ${known.id}::text = $1 and parked_at is not null returning 1`, [rest])).length > 0;
  }
}
