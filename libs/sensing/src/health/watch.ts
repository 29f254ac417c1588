import type { Health } from '#domain';
import { CONFIG, Clock, Database, Hints, LOG, uuid, type Config, type Log, type Tx } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { DeviceView } from '#contract';
import { Ownership } from '../journal/ownership.js';
import { SENSING_NEWS } from '../news/feed.js';
import { Registry } from '../series/registry.js';
import { FaultNotices } from './tell.js';
import { gatewayIsDown, healthOf, isFault } from './judge.js';

const TURN_MS = 5_000;
/** A kind whose rules do not say how often it is heard: NB-IoT devices of a county report once a day. */
const EVERY = 24 * 3_600_000, MISSED = 3;
/** A fault that was said to be mended waits so long for the device to show it. */
const SHOWN_MS = 24 * 3_600_000;
/** Devices that one transaction looks at. */
const AT_ONCE = 500;
interface Row { device: string; health: Health; inhibited_by: string | null; looked_at: string; next_at: string | null }
interface Heard { device: string; heard_at: string | null; battery: number | null }
type Change = { readonly device: DeviceView; readonly health: Health; readonly before: Health | null; readonly heardAt: number | null; readonly battery: number | null; readonly nextAt: number | null };

/**
 * How devices are, by a predicate: those that were never looked at, whose moment has come, or that were heard since. What stands in the rows decides, never a message, so a crash or a second process changes nothing.
 * A device that is ill has a fault for its department; when most children of a gateway are silent, that is one fault of the gateway and theirs are inhibited. Nothing here ends an alarm or makes a case.
 */
@Injectable()
export class HealthWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private turning: Promise<void> | null = null;
  /** What the engines say of devices of which they have said something new. */
  private readonly said = new Map<string, Health>();

  constructor(private readonly database: Database, private readonly registry: Registry, private readonly ownership: Ownership, private readonly clock: Clock, private readonly hints: Hints, private readonly owners: FaultNotices, @Inject(LOG) private readonly log: Log, @Inject(CONFIG) private readonly config: Pick<Config, 'roles'>) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.includes('ingest')) return;
    this.timer = setInterval(() => void this.turn(), TURN_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.turning;
  }

  /** Looks at every device that wants to be looked at by now. */
  turn(): Promise<void> {
    this.turning ??= this.all().catch((error: unknown) => this.log.warn({ err: error }, 'devices were not looked at')).finally(() => { this.turning = null; });
    return this.turning;
  }

  private async all(): Promise<void> {
    const now = this.clock.now();
    await this.registry.fresh();
    this.listen();
    for (let ids = await this.due(now); ids.length > 0; ids = await this.due(now)) {
      // Nobody of them is in the register as it was read: it is read again before the next turn, and they are not asked for over and over until then.
      if ((await this.look(ids, now)) === 0) { this.registry.doubt(); break; }
      if (ids.length < AT_ONCE) break;
    }
    await this.gateways(now);
    await this.faults(now);
    await this.owners.tell(now);
  }

  /** What is out of service has no faults. What was said to be mended and does not show it comes back. */
  private async faults(now: number): Promise<void> {
    await this.database.query('update device_fault f set ended_at = $1 where ended_at is null and not exists (select from device d where d.id = f.device and d.active)', [now]);
    await this.database.query('update device_fault set handled_at = null, handled_by = null, handled_note = null, returned = returned + 1, told_at = null where ended_at is null and handled_at <= $1', [now - SHOWN_MS]);
  }

  /** What the engines of this process have noticed since the last time: one of a device's series that is ill outweighs the others. */
  private listen(): void {
    const { owner } = this.ownership, changed = new Set(owner.healthChanges().flatMap(({ partition, change }) => this.registry.place(partition, change.series)?.device ?? []));
    for (const device of changed) {
      const all = this.registry.ofDevice(device).flatMap((ref) => owner.healthOf(ref.partition, ref.number) ?? []);
      this.said.set(device, all.find(isFault) ?? 'online');
    }
  }

  /** Heard since: compared with what the row knows, because the history is some seconds behind whoever looks. */
  private async due(now: number): Promise<string[]> {
    const rows = await this.database.query<{ device: string }>(
      `select d.id as device from device d left join device_health h on h.device = d.id where d.active and h.device is null
       union select device from device_health where next_at <= $1
       union select h.device from device_health h join series s on s.device = h.device join series_last l on l.series = s.id where h.heard_at is null or l.received_at > h.heard_at limit $2`, [now, AT_ONCE]);
    const told = [...this.said.keys()].filter((device) => !rows.some((r) => r.device === device)).slice(0, AT_ONCE - rows.length);
    return [...rows.map((r) => r.device), ...told];
  }

  /** Answers how many of them could be looked at. */
  private look(ids: readonly string[], now: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      const known = new Map((await tx.query<Row>('select device, health, inhibited_by, looked_at, next_at from device_health where device = any($1) order by device for update', [[...ids].sort()])).map((r) => [r.device, r]));
      const heard = new Map((await tx.query<Heard>(
        `select s.device, max(l.received_at) as heard_at, max(l.value) filter (where s.metric = 'battery') as battery from series s join series_last l on l.series = s.id where s.device = any($1) group by s.device`, [ids])).map((r) => [r.device, r]));
      const changes: Change[] = [];
      for (const id of ids) {
        const device = this.registry.device(id), said = this.said.get(id) ?? null;
        this.said.delete(id);
        if (device === null) continue;
        const before = known.get(id) ?? null, h = heard.get(id), heardAt = h?.heard_at == null ? null : Number(h.heard_at), battery = h?.battery ?? null, { every, missed } = this.rhythm(device.kind);
        // Heard since: what was said of it before holds until the engine says otherwise.
        const stays = before !== null && isFault(before.health) && before.health !== 'silent' && before.health !== 'low-battery' ? before.health : null;
        const { health, nextAt } = healthOf({ heardAt, every, missed, said: said ?? stays, battery }, now);
        changes.push({ device, health, before: before?.health ?? null, heardAt, battery, nextAt });
      }
      await this.write(tx, changes, now);
      return changes.length;
    });
  }

  private async write(tx: Tx, changes: readonly Change[], now: number): Promise<void> {
    await tx.query(
      `insert into device_health as h (device, health, since, heard_at, battery, gateway, looked_at, next_at) select device, health, $2, heard_at, battery, gateway, $2, next_at
       from jsonb_to_recordset($1::jsonb) as c(device text, health text, heard_at bigint, battery float8, gateway text, next_at bigint)
       on conflict (device) do update set since = case when h.health = excluded.health then h.since else excluded.since end, health = excluded.health, heard_at = excluded.heard_at, battery = excluded.battery, gateway = excluded.gateway, looked_at = excluded.looked_at, next_at = excluded.next_at,
         inhibited_by = case when excluded.health = 'silent' then h.inhibited_by end`,
      [JSON.stringify(changes.map((c) => ({ device: c.device.id, health: c.health, heard_at: c.heardAt, battery: c.battery, gateway: c.device.gateway, next_at: c.nextAt === null ? null : Math.ceil(c.nextAt) }))), now]);
    const moved = changes.filter((c) => c.health !== c.before);
    if (moved.length === 0) return;
    tx.afterCommit(() => this.hints.publish(SENSING_NEWS));
    await tx.query('insert into device_health_change (device, at, health) select device, $2, health from jsonb_to_recordset($1::jsonb) as c(device text, health text) on conflict (device, at) do update set health = excluded.health', [JSON.stringify(moved.map((c) => ({ device: c.device.id, health: c.health }))), now]);
    for (const { device, health, before } of moved) {
      if (before !== null && isFault(before)) await tx.query('update device_fault set ended_at = $2 where device = $1 and ended_at is null and alarm is null', [device.id, now]);
      if (isFault(health)) await tx.query('insert into device_fault (id, device, health, department, gateway, began_at) values ($1, $2, $3, $4, $5, $6) on conflict (device) where ended_at is null do nothing', [uuid(), device.id, health, device.department, device.kind === 'gateway', now]);
    }
  }

  /** One fault of a gateway instead of its children's; theirs come back when it is up again and they are not. */
  private async gateways(now: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ gateway: string; silent: number; children: number; down: boolean }>(
        `select h.gateway, count(*) filter (where h.health = 'silent')::int as silent, count(*)::int as children, 
           exists (select from device_fault f left join device_health g on g.device = f.device where f.device = h.gateway and f.ended_at is null and f.gateway and g.health is distinct from 'silent') as down from device_health h join device d on d.id = h.device and d.active
         where h.gateway is not null and h.gateway <> h.device and h.health <> 'unknown' group by h.gateway`);
      for (const { gateway, silent, children, down } of rows) {
        const isDown = gatewayIsDown(silent, children);
        if (isDown) {
          const device = this.registry.device(gateway);
          await tx.query(`insert into device_fault (id, device, health, department, gateway, began_at) values ($1, $2, 'silent', $3, true, $4) on conflict (device) where ended_at is null do nothing`, [uuid(), gateway, device?.department ?? null, now]);
          await tx.query(`update device_health set inhibited_by = $1 where gateway = $1 and device <> $1 and health = 'silent' and inhibited_by is null`, [gateway]);
          // Of all of them each time: an alarm may have begun one at the very moment when its device was taken out.
          await tx.query('update device_fault f set ended_at = $2 from device_health h where h.device = f.device and h.inhibited_by = $1 and f.ended_at is null', [gateway, now]);
        } else if (down) {
          await tx.query('update device_fault set ended_at = $2 where device = $1 and ended_at is null', [gateway, now]);
          const freed = await tx.query<{ device: string; health: Health }>('update device_health set inhibited_by = null where inhibited_by = $1 returning device, health', [gateway]);
          for (const { device, health } of freed) if (isFault(health)) await tx.query('insert into device_fault (id, device, health, department, gateway, began_at) values ($1, $2, $3, $4, false, $5) on conflict (device) where ended_at is null do nothing', [uuid(), device, health, this.registry.device(device)?.department ?? null, now]);
        }
      }
    });
  }

  /** How often a kind is heard, as the rules that watch it say. */
  private rhythm(kind: string): { readonly every: number; readonly missed: number } {
    const beats = this.ownership.rules.rules.flatMap((r) => (r.heartbeat !== undefined && (r.scope.kinds.length === 0 || r.scope.kinds.includes(kind)) ? [r.heartbeat] : []));
    return beats.length === 0 ? { every: EVERY, missed: MISSED } : beats.reduce((a, b) => (b.every < a.every ? b : a));
  }
}
