import { readingDetail } from '#contract';
import { Clock, Database, LOG, randomToken, type Log } from '#platform';
import { Inject, Injectable } from '@nestjs/common';
import { hostname } from 'node:os';
import { ALARM_WRITER, RULE_SOURCE, type AlarmWriter, type RuleSource } from '../alarms/writer.js';
import type { Sample } from '../protocols/sample.js';
import { Quarantine, sampleRaw, type Kept } from '../quarantine/quarantine.js';
import { PARTITIONS } from '../series/partition.js';
import { Registry } from '../series/registry.js';
import { RulesNow } from './arrange.js';
import type { Chunk } from './chunk.js';
import { drained } from './gauges.js';
import { clearInbox, type Drained } from './inbox.js';
import { JUDGES, type Judges } from './judge.js';
import { Leases, RENEW_MS } from './lease.js';
import { Owner } from './owner.js';
import { QUALITIES } from '#domain';

/** Timers, and rules that were changed without a hint, are looked at so often. */
const LOOK_MS = 1_000;

/** Takes this process's share of the partitions, keeps its leases, and lets its owner look at them when something may be due. Without `start` it owns nothing, and what it receives goes to the inbox. */
@Injectable()
export class Ownership {
  readonly owner: Owner;
  readonly host = `${hostname()}-${process.pid}-${randomToken(6)}`;
  readonly rules: RulesNow;
  private readonly leases: Leases;
  private handOver: (chunks: readonly Chunk[]) => Promise<void> = () => Promise.reject(new Error('nobody takes what is handed over'));
  private timers: NodeJS.Timeout[] = [];
  private renewing: Promise<void> | null = null;
  private stopped = false;
  private turns = 0;

  constructor(private readonly database: Database, private readonly registry: Registry, private readonly quarantine: Quarantine, private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log, @Inject(PARTITIONS) partitions: number, @Inject(RULE_SOURCE) rules: RuleSource, @Inject(ALARM_WRITER) alarms: AlarmWriter, @Inject(JUDGES) judges: Judges) {
    this.rules = new RulesNow(rules, registry);
    this.leases = new Leases(database, this.host, partitions);
    this.owner = new Owner({ database, clock, registry, rules: this.rules, alarms, judges, log, setAside: (chunk, error, inbox) => this.setAside(chunk, error, inbox), handOver: (chunks) => this.handOver(chunks) });
  }

  /** Settles when this process has the partitions that were free. `handOver`: where chunks go that are no longer ours to write. */
  async start(handOver: (chunks: readonly Chunk[]) => Promise<void>): Promise<void> {
    this.handOver = handOver;
    await this.leases.prepare();
    await this.renew();
    this.timers = [setInterval(() => void this.renew(), RENEW_MS), setInterval(() => void this.look(), LOOK_MS)];
    for (const timer of this.timers) timer.unref();
  }

  /** Lets everything that is due by now be done: partitions that nobody has, timers, the inbox, changed rules. Settles when it is written. */
  async settle(): Promise<void> {
    await this.renew();
    this.registry.doubt();
    await this.rules.fresh();
    this.owner.look();
    await this.owner.rest();
  }

  /** Something may be in the inbox. */
  inbox(): void { this.owner.look(); }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.renewing?.catch(() => undefined);
    await this.owner.close();
    await this.leases.leave(this.owner.leases).catch(() => undefined);
  }

  /** One turn at a time: keeps what is held, lets go of what is lost or too much, takes what is free. */
  private renew(): Promise<void> {
    this.renewing ??= this.turn().catch((error: unknown) => this.log.warn({ err: error }, 'leases were not renewed')).finally(() => { this.renewing = null; });
    return this.renewing;
  }

  private async turn(): Promise<void> {
    await this.rules.fresh();
    if (this.turns++ % 15 === 0) this.registry.doubt();
    const held = this.owner.leases, kept = await this.leases.renew(held), lost = held.filter((l) => !kept.includes(l.partition)), share = await this.leases.share();
    if (lost.length > 0) await this.owner.drop(lost.map((l) => l.partition));
    const still = held.filter((l) => kept.includes(l.partition)), spare = still.slice(share);
    if (spare.length > 0) {
      await this.owner.drop(spare.map((l) => l.partition));
      await this.leases.release(spare);
    } else if (!this.stopped) for (const lease of await this.leases.take(share - still.length)) this.owner.take(lease);
  }

  /** Timers may be due, or rules changed. */
  async look(): Promise<void> {
    if (this.stopped) return;
    await this.rules.fresh().catch((error: unknown) => this.log.warn({ err: error }, 'the trigger rules could not be read'));
    this.owner.look();
  }

  /** Readings that the engine, or what writes its alarms, breaks on: kept with the fault, to be replayed when it is mended. */
  private async setAside(chunk: Chunk, error: Error, inbox?: Drained): Promise<void> {
    this.log.error({ err: error, partition: chunk.partition, readings: chunk.count }, 'readings cannot be judged and are set aside');
    const kept = chunk.series.map((number, i): Kept => {
      const ref = this.registry.place(chunk.partition, number), device = ref?.device ?? `partition ${chunk.partition}`, metric = ref?.metric ?? String(number), codes = [...(ref?.codes.keys() ?? [])], code = codes[chunk.code[i] ?? -1];
      const sample: Sample = { device, metric, at: chunk.at[i] as number, value: chunk.value[i] as number, unit: ref?.unit ?? null, quality: QUALITIES[chunk.quality[i] as number] ?? 'uncertain', key: null, ...(code !== undefined && { code }) };
      return { reason: 'unsupported', part: 'reading', detail: readingDetail('not-judged', { why: error.message }), protocol: 'thingsboard', account: this.registry.device(device)?.account ?? null, device, metric, form: 'sample', raw: sampleRaw(sample), envelope: null, frame: null };
    });
    for (let i = 0; i < chunk.count; i++) chunk.answers[i] = 'quarantined';
    if (inbox === undefined) return this.quarantine.keep(kept, this.clock.now());
    // It was accepted when it was put there.
    await this.database.transaction(async (tx) => {
      await this.quarantine.keep(kept, this.clock.now(), { tx, accepted: true });
      await clearInbox(tx, inbox);
    });
    drained.inc(chunk.count);
  }
}
