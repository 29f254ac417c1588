import type { DeviceHealthFilter, DeviceHealths, DeviceHealthView } from '#contract';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import { Registry } from '../series/registry.js';

interface Row { device: string; name: string; kind: string; department: DeviceHealthView['department']; gateway: string | null; health: DeviceHealthView['health']; since: string; heard_at: string | null; battery: number | null; inhibited_by: string | null; fault: string | null; began_at: string | null; of_gateway: boolean | null; handled: boolean; label: string | null; asset: string | null }

/** How devices are, for a list: the ill ones first, then by how long they have been so. */
@Injectable()
export class HealthList {
  constructor(private readonly database: Database, private readonly registry: Registry) {}

  async list({ health, department, gateway, faulty }: DeviceHealthFilter): Promise<DeviceHealths> {
    const from = `from device d join device_health h on h.device = d.id left join device_fault f on f.device = d.id and f.ended_at is null where d.active and ($1::text is null or d.department = $1) and ($2::text is null or d.gateway = $2)`, params = [department ?? null, gateway ?? null];
    await this.registry.fresh();
    const [rows, counts] = await Promise.all([
      this.database.query<Row>(`select d.id as device, d.name, d.kind, d.department, d.gateway, h.health, h.since, h.heard_at, h.battery, h.inhibited_by, f.id as fault, f.began_at, f.gateway as of_gateway, f.handled_at is not null as handled, d.label, d.asset ${from}
        and ($3::text is null or h.health = $3) and ($4::boolean is null or (f.id is not null) = $4) order by (f.id is null), h.since, d.id limit 5000`, [...params, health ?? null, faulty === undefined ? null : faulty === 'true']),
      this.database.query<{ health: string; n: number }>(`select h.health, count(*)::int as n ${from} group by h.health`, params),
    ]);
    return {
      counts: Object.fromEntries(counts.map((c) => [c.health, c.n])),
      rows: rows.map((r) => ({ device: r.device, name: r.name, kind: r.kind, department: r.department, gateway: r.gateway, health: r.health, since: Number(r.since), heardAt: r.heard_at === null ? null : Number(r.heard_at), battery: r.battery, inhibitedBy: r.inhibited_by, fault: r.fault === null ? null : { id: r.fault, beganAt: Number(r.began_at), gateway: r.of_gateway === true, handled: r.handled }, label: r.label, cell: this.registry.device(r.device)?.cell ?? null, asset: r.asset })),
    };
  }
}
