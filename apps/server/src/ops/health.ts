import { OPS_QUEUES, type HealthPart, type HealthState, type OpsHealth } from '#contract';
import { LiveGateway } from '#live';
import { Clock, CONFIG, Database, Meta, Work, type Config } from '#platform';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { statfs } from 'node:fs/promises';
import { LAST_BACKUP } from '../commands/backup.js';
import { migrationsOf } from '../database.js';
import { VERSION } from '../root.js';
import { Doctor } from './doctor-run.js';

type Part = OpsHealth['parts'][number];
type Figures = Part['figures'];
interface Seen { readonly state: HealthState; readonly code: string; readonly figures?: Figures }

const HOUR = 3_600_000, GB = 1024 ** 3, MB = 1024 ** 2;
/** Longest that a part is waited for. */
const PATIENCE = 3_000;
const started = Date.now();
const at = (state: HealthState, code: string, figures: Figures = {}): Seen => ({ state, code, figures });

/** Looks at every part of the program now. A part that cannot be looked at is broken, and the others are still told. */
@Injectable()
export class Health {
  private readonly meta: Meta;

  constructor(private readonly database: Database, private readonly work: Work, private readonly clock: Clock, private readonly doctor: Doctor, private readonly modules: ModuleRef, @Inject(CONFIG) private readonly config: Config) { this.meta = new Meta(database); }

  async look(): Promise<OpsHealth> {
    const looks: Readonly<Record<HealthPart, () => Promise<Seen>>> = {
      database: () => this.lookAtDatabase(), migrations: () => this.migrations(), queue: () => this.queue(), automation: () => this.automation(), live: async () => this.live(), feed: () => this.feed(), backup: () => this.backup(), disk: () => this.disk(),
      clock: () => this.clocks(), doctor: () => this.examined(),
    };
    const parts = await Promise.all(Object.entries(looks).map(async ([part, look]): Promise<Part> => ({ part: part as HealthPart, figures: {}, ...(await inTime(look)) })));
    const counts = await this.work.counts().catch(() => null);
    return {
      state: parts.some((p) => p.state === 'broken') ? 'broken' : parts.some((p) => p.state === 'attention') ? 'attention' : 'ok', at: this.clock.now(), version: VERSION, roles: [...this.config.roles], startedAt: started, node: process.version,
      parts, queues: counts === null ? [] : OPS_QUEUES.filter((queue) => queue in counts).map((queue) => ({ queue, ...counts[queue] })),
    };
  }

  private async lookAtDatabase(): Promise<Seen> {
    const begun = performance.now();
    const [row] = await this.database.query<{ version: string; bytes: string; connections: number }>(
      `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes, (select count(*)::int from pg_stat_activity where datname = current_database()) as connections`);
    const milliseconds = Math.round(performance.now() - begun);
    return at(milliseconds > 500 ? 'attention' : 'ok', milliseconds > 500 ? 'slow' : 'ok', { milliseconds, version: row?.version ?? '', bytes: Number(row?.bytes ?? 0), connections: row?.connections ?? 0, embedded: this.config.databaseUrl === null });
  }

  private async migrations(): Promise<Seen> {
    const { pending, unknown } = await this.database.lend((client) => migrationsOf(client));
    return pending.length > 0 ? at('broken', 'pending', { pending: pending.length }) : unknown.length > 0 ? at('attention', 'newer', { unknown: unknown.length }) : at('ok', 'ok');
  }

  private async queue(): Promise<Seen> {
    await this.work.queues[0]?.getJobCounts('waiting');
    return at('ok', 'ok', { backend: this.config.redisUrl === null ? 'postgres' : 'redis' });
  }

  /** Read from the rows themselves: what a queue believes does not matter. */
  private async automation(): Promise<Seen> {
    const [row] = await this.database.query<{ at: string | null }>(`select min(wake_at)::text as at from cases where wake_at <= $1 and parked_at is null and stage <> 'closed'`, [this.clock.now()]);
    const parked = Object.values(await this.work.parked()).reduce((sum, list) => sum + list.length, 0), overdue = row?.at ? Math.max(0, this.clock.now() - Number(row.at)) : 0, sweep = this.work.lastSweep === null ? null : Date.now() - this.work.lastSweep;
    const figures = { parked, overdue, sweep };
    return overdue > 10 * 60_000 ? at('broken', 'late', figures) : overdue > 60_000 ? at('attention', 'late', figures) : sweep !== null && sweep > 60_000 ? at('attention', 'asleep', figures) : parked > 0 ? at('attention', 'parked', figures) : at('ok', 'ok', figures);
  }

  private live(): Seen {
    let gateway: LiveGateway | null = null;
    try { gateway = this.modules.get(LiveGateway, { strict: false }); } catch { /* a process without people */ }
    if (gateway === null) return at('ok', 'elsewhere');
    const { sockets, following } = gateway.figures();
    return at('ok', 'ok', { sockets, following });
  }

  /** Changes are told in the order of their transactions: the oldest that writes and has not ended holds back all after it. */
  private async feed(): Promise<Seen> {
    const [row] = await this.database.query<{ lag: string | null; last: string | null }>(
      `select (extract(epoch from max(clock_timestamp() - xact_start)) * 1000)::bigint as lag, (select max(at) from case_event where position = (select max(position) from case_event)) as last
       from pg_stat_activity where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()`);
    const lag = Number(row?.lag ?? 0), figures = { lag, last: row?.last === null || row?.last === undefined ? null : Number(row.last) };
    return at(lag > 30_000 ? 'attention' : 'ok', lag > 30_000 ? 'held-back' : 'ok', figures);
  }

  private async backup(): Promise<Seen> {
    const last = await this.meta.get<{ at: number; rows: number; photos: number }>(LAST_BACKUP);
    if (last === null) return at('attention', 'never');
    const age = Math.max(0, Date.now() - last.at);
    return at(age > 48 * HOUR ? 'attention' : 'ok', age > 48 * HOUR ? 'old' : 'ok', { at: last.at, age, rows: last.rows, photos: last.photos });
  }

  private async disk(): Promise<Seen> {
    const { bavail, blocks, bsize } = await statfs(this.config.dataDir), free = bavail * bsize, total = blocks * bsize, share = total === 0 ? 1 : free / total;
    const state = free < 200 * MB || share < 0.01 ? 'broken' : free < 2 * GB || share < 0.05 ? 'attention' : 'ok';
    return at(state, state === 'ok' ? 'ok' : 'full', { free, total });
  }

  private async clocks(): Promise<Seen> {
    const before = Date.now(), [row] = await this.database.query<{ at: string }>('select (extract(epoch from clock_timestamp()) * 1000)::bigint as at');
    const apart = Number(row?.at ?? before) - (before + Date.now()) / 2, rate = this.config.clockRate;
    return Math.abs(apart) > 2_000 ? at('attention', 'apart', { apart: Math.round(apart), rate }) : rate !== 1 ? at('attention', 'rehearsal', { rate }) : at('ok', 'ok', { apart: Math.round(apart), rate });
  }

  private async examined(): Promise<Seen> {
    const last = await this.doctor.last();
    if (last === null) return at('attention', 'never');
    const figures = { at: last.endedAt ?? last.startedAt, faults: last.faults, warnings: last.warnings };
    return last.state === 'running' ? at('ok', 'running', figures) : last.state === 'failed' ? at('attention', 'failed', figures) : last.faults > 0 ? at('broken', 'faults', figures) : last.warnings > 0 ? at('attention', 'warnings', figures) : at('ok', 'ok', figures);
  }
}

async function inTime(look: () => Promise<Seen>): Promise<Seen> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen>((answer) => { timer = setTimeout(() => answer(at('broken', 'no-answer')), PATIENCE); });
  try {
    return await Promise.race([look(), late]);
  } catch {
    return at('broken', 'unavailable');
  } finally {
    clearTimeout(timer);
  }
}
