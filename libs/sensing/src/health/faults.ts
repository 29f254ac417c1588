import type { DeviceCourse, DeviceFaultFilter, DeviceFaultView } from '#contract';
import { Directory } from '#directory';
import type { Actor, DepartmentId, Health } from '#domain';
import { Clock, Database, Hints, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { SENSING_NEWS } from '../news/feed.js';
import { sightOf } from './sight.js';

interface Row { id: string; device: string; name: string; kind: string; department: DepartmentId | null; health: Health; gateway: boolean; began_at: string; ended_at: string | null; handled_at: string | null; handled_by: string | null; handled_note: string | null; returned: number; behind: number }
const SHOWN = `select f.id, f.device, d.name, d.kind, d.department, f.health, f.gateway, f.began_at, f.ended_at, f.handled_at, f.handled_by, f.handled_note, f.returned, (select count(*)::int from device_health h where f.gateway and f.ended_at is null and h.inhibited_by = f.device) as behind from device_fault f join device d on d.id = f.device`;
const STATES: Readonly<Record<NonNullable<DeviceFaultFilter['state']>, string>> = { open: 'f.ended_at is null and f.handled_at is null', handled: 'f.ended_at is null and f.handled_at is not null', ended: 'f.ended_at is not null' };
/** What a device page shows of the past. */
const CHANGES = 500, FAULTS = 100;

/** Faults of devices as their owners see and settle them. They are no cases: they stand in no queue of the city and in none of its figures. */
@Injectable()
export class DeviceFaults {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly hints: Hints) {}

  /** What waits the longest first; those that are over, the newest first. */
  async list(actor: Actor, { state, limit }: DeviceFaultFilter): Promise<DeviceFaultView[]> {
    const order = state === 'ended' ? 'f.ended_at desc' : 'f.began_at';
    const rows = await this.database.query<Row>(`${SHOWN} where ($1::text is null or d.department = $1) and ${state === undefined ? 'f.ended_at is null' : STATES[state]} order by ${order}, f.id limit $2`, [sightOf(actor), limit]);
    return rows.map((r) => this.view(r));
  }

  /** How a device has been, the newest first, with its faults. */
  async course(device: string): Promise<DeviceCourse> {
    const [changes, faults] = await Promise.all([
      this.database.query<{ at: string; health: Health; until: string | null }>(`select at, health, lag(at) over (order by at desc) as until from device_health_change where device = $1 order by at desc limit ${CHANGES}`, [device]),
      this.database.query<Row>(`${SHOWN} where f.device = $1 order by f.began_at desc limit ${FAULTS}`, [device]),
    ]);
    return { changes: changes.map((c) => ({ at: Number(c.at), until: c.until === null ? null : Number(c.until), health: c.health })), faults: faults.map((r) => this.view(r)) };
  }

  /** Its owner says that it is mended. The device has the last word: the fault is over when it is heard to be well, and comes back when it is not. Said again it changes nothing. @throws ProblemError no-right, not-found, wrong-stage */
  async handled(actor: Actor, id: string, note: string): Promise<DeviceFaultView> {
    if (actor.role === 'leader') throw new ProblemError('no-right');
    const before = await this.one(actor, id);
    if (before.endedAt !== null) throw new ProblemError('wrong-stage');
    if (before.handled === null) {
      await this.database.query('update device_fault set handled_at = $2, handled_by = $3, handled_note = $4 where id = $1 and ended_at is null and handled_at is null', [id, this.clock.now(), actor.id, note]);
      this.hints.publish(SENSING_NEWS);
    }
    return this.one(actor, id);
  }

  private async one(actor: Actor, id: string): Promise<DeviceFaultView> {
    const [row] = await this.database.query<Row>(`${SHOWN} where f.id = $1 and ($2::text is null or d.department = $2)`, [id, sightOf(actor)]);
    if (row === undefined) throw new ProblemError('not-found');
    return this.view(row);
  }

  private view(r: Row): DeviceFaultView {
    return {
      id: r.id, device: r.device, name: r.name, kind: r.kind, department: r.department, health: r.health, gateway: r.gateway, beganAt: Number(r.began_at), endedAt: r.ended_at === null ? null : Number(r.ended_at), returned: r.returned, behind: r.behind,
      handled: r.handled_at === null || r.handled_by === null ? null : { at: Number(r.handled_at), by: { id: r.handled_by, name: this.directory.name(r.handled_by) }, note: r.handled_note ?? '' },
    };
  }
}
