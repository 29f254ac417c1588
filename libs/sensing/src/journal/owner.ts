import type { Health, HealthChange } from '#domain';
import { Clock, Database, isUnavailable, type Log, type Tx } from '#platform';
import type { AlarmWriter } from '../alarms/writer.js';
import { Busy } from '../receiver.js';
import type { Registry } from '../series/registry.js';
import { arrangedFor, type RulesNow } from './arrange.js';
import type { Chunk } from './chunk.js';
import type { Desk } from './desk.js';
import { countRecords, drained as drainedReadings, duplicatesSeen, flushes, journalled, lagSeconds, rebuilds } from './gauges.js';
import { clearInbox, fullInboxes, readInbox, type Drained } from './inbox.js';
import type { Judges } from './judge.js';
import { AT_ONCE, Lanes } from './lanes.js';
import { Fenced, type Lease } from './lease.js';
import { writeRecords } from './records.js';
import { knownKeys, writeKeys } from './seen.js';
import { keepSnapshot, rebuild } from './snapshots.js';

export interface Owning {
  readonly database: Database;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly rules: RulesNow;
  readonly alarms: AlarmWriter;
  readonly judges: Judges;
  readonly log: Log;
  /** What cannot be judged whatever is tried: kept apart, so that the partition goes on; out of the inbox where it lay there, in one transaction. Resolves after the commit. */
  setAside(chunk: Chunk, error: Error, inbox?: Drained): Promise<void>;
  /** This process is no longer the owner: what waited goes to whoever is. */
  handOver(chunks: readonly Chunk[]): Promise<void>;
}

/** A plain reading waits so long for others to be written with; a life-safety one so long. */
const GATHER_MS = 10, URGENT_MS = 1;
/** So many readings are not kept waiting. */
const FULL = 2_000;
/** A partition that fails is left alone so long at first, twice as long each time, and never longer than the second. */
const PAUSE_MS = 20, LONGEST_PAUSE_MS = 15_000;
/** Backlog beyond which senders are asked to wait: readings, or the age of the oldest. */
export const MOST_WAITING = 50_000, MOST_LAG_MS = 200;
const SNAPSHOT_MS = 60_000, SNAPSHOT_READINGS = 1_000_000;

/** `most`: readings that are tried at once. `probing`: one chunk failed by itself, and it is seen whether the partition goes on without it. */
interface Held { readonly lease: Lease; readonly lanes: Lanes; desk: Desk | null; failures: number; retryAt: number; most: number; probing: boolean; snapshotAt: number; arrangedBy: string; inbox: boolean; lastError?: Error }
interface Work { readonly held: Held; readonly desk: Desk; readonly chunks: readonly Chunk[]; readonly drained: Drained | null }

/**
 * The partitions this process owns, and the one loop that writes for them. While a transaction is under way what comes is gathered; the next takes all of it, of every partition, in one commit: journal, alarm rows, keys of the senders
 * and where the journals stand, or nothing. A sender is answered after that. What fails is tried by partition, then by parts, so that the frame that breaks something is found and set aside, and no other waits for it.
 */
export class Owner {
  private readonly held = new Map<number, Held>();
  private timer: NodeJS.Timeout | null = null;
  private timerUrgent = false;
  private pausing = false;
  private running: Promise<void> | null = null;
  private again = false;
  private waitingSince: number | null = null;
  private closed = false;

  constructor(private readonly own: Owning) {}

  owns(partition: number): boolean { return this.held.has(partition); }
  get leases(): Lease[] { return [...this.held.values()].map((h) => h.lease); }
  get waiting(): number { let n = 0; for (const h of this.held.values()) n += h.lanes.readings; return n; }
  /** Whether readings that can wait shall come again later. */
  get overrun(): boolean { return this.waiting > MOST_WAITING || (this.waitingSince !== null && performance.now() - this.waitingSince > MOST_LAG_MS && this.waiting > FULL); }
  /** What the engines have noticed of devices since the last time of asking. */
  healthChanges(): { readonly partition: number; readonly change: HealthChange }[] { return this.desks().flatMap((d) => d.health().map((change) => ({ partition: d.partition, change }))); }
  /** What the readings of a series say by now; null: another process judges it. */
  healthOf(partition: number, series: number): Health | null { return this.held.get(partition)?.desk?.healthOf(series) ?? null; }
  desks(): Desk[] { return [...this.held.values()].flatMap((h) => (h.desk === null ? [] : [h.desk])); }

  take(lease: Lease): void {
    this.held.set(lease.partition, { lease, lanes: new Lanes(), desk: null, failures: 0, retryAt: 0, most: AT_ONCE, probing: false, snapshotAt: performance.now(), arrangedBy: '', inbox: true });
    this.soon(true);
  }

  /** Stops writing for partitions; what waits goes to the inbox. Settles when nothing of theirs is under way. */
  async drop(partitions: readonly number[]): Promise<void> {
    const dropped = partitions.flatMap((p) => { const held = this.held.get(p); this.held.delete(p); return held === undefined ? [] : [held]; });
    await this.running?.catch(() => undefined);
    for (const { lanes } of dropped) if (!lanes.empty) await this.giveAway(lanes.take(Infinity));
  }

  /** @returns false where the partition is not this process's */
  put(chunk: Chunk): boolean {
    const held = this.held.get(chunk.partition);
    if (held === undefined || this.closed) return false;
    held.lanes.put(chunk);
    this.waitingSince ??= performance.now();
    if (held.lanes.readings >= FULL) this.run();
    else this.soon(chunk.urgent);
    return true;
  }

  /** Something came into the inbox, the rules or the register changed, or time has passed. */
  look(): void { this.run(); }

  /** Settles when what was there has been written, or cannot be just now. */
  async rest(): Promise<void> {
    while (this.running !== null || (this.timer !== null && !this.pausing)) {
      if (this.timer !== null) this.run();
      await this.running?.catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.rest();
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    for (const { lanes } of this.held.values()) if (!lanes.empty) await this.giveAway(lanes.take(Infinity));
    for (const held of this.held.values()) if (held.desk !== null) await this.snapshot(held, held.desk).catch(() => undefined);
  }

  private soon(urgent: boolean): void {
    if (this.running !== null) { this.again = true; return; }
    if (this.timer !== null) {
      if (!this.pausing && (!urgent || this.timerUrgent)) return;
      clearTimeout(this.timer);
    }
    this.timerUrgent = urgent;
    this.pausing = false;
    this.timer = setTimeout(() => this.run(), urgent ? URGENT_MS : GATHER_MS);
  }

  private run(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.running !== null || this.closed) { this.again = true; return; }
    this.running = this.cycle().catch((error: unknown) => this.own.log.error({ err: error }, 'writing readings failed')).finally(() => {
      this.running = null;
      const left = [...this.held.values()].filter((h) => !h.lanes.empty || h.inbox || h.probing), pause = Math.min(...left.map((h) => h.retryAt)) - performance.now();
      if (left.length === 0) this.waitingSince = null;
      if (this.closed || (left.length === 0 && !this.again)) return;
      this.again = false;
      this.pausing = pause > GATHER_MS && left.length > 0;
      if (this.pausing) this.timer = setTimeout(() => this.run(), pause);
      else this.soon(left.some((h) => h.lanes.hasUrgent));
    });
  }

  private async cycle(): Promise<void> {
    const ready: Work[] = [], taken: { readonly held: Held; readonly own: Chunk[] }[] = [], now = performance.now();
    for (const held of this.held.values()) {
      if (held.retryAt > now) continue;
      try {
        held.desk ??= await this.made(held);
        taken.push({ held, own: held.probing ? [] : held.lanes.take(held.most) });
      } catch (error) { await this.failed([held], error as Error); }
    }
    // Only now: what lies in the inbox was answered before what was taken just now was sent, and is judged before it.
    const full = await fullInboxes(this.own.database, taken.map((t) => t.held.lease.partition)).catch((error: Error) => error);
    if (full instanceof Error) {
      for (const { held, own } of taken) held.lanes.back(own);
      return this.failed(taken.map((t) => t.held), full);
    }
    for (const { held, own } of taken) {
      try {
        const work = await this.prepare(held, own, full.has(held.lease.partition));
        if (work !== null) ready.push(work);
      } catch (error) { await this.failed([held], error as Error); }
    }
    const together = ready.filter((w) => w.held.failures === 0), alone = ready.filter((w) => w.held.failures > 0);
    if (together.length > 0) await this.write(together);
    for (const work of alone) await this.write([work]);
    for (const held of this.held.values()) {
      const { desk } = held;
      if (desk === null || (desk.sinceSnapshot < SNAPSHOT_READINGS && (desk.sinceSnapshot === 0 || performance.now() - held.snapshotAt < SNAPSHOT_MS))) continue;
      await this.snapshot(held, desk).catch((error: unknown) => this.failed([held], error as Error));
    }
  }

  private async made(held: Held): Promise<Desk> {
    held.arrangedBy = '';
    rebuilds.inc();
    return rebuild(this.own.database, held.lease, this.own.judges);
  }

  /** Judges what was taken for a partition, after what lies in its inbox; null where there is nothing to do. */
  private async prepare(held: Held, waiting: Chunk[], full: boolean): Promise<Work | null> {
    const { desk } = held;
    let own = waiting;
    if (desk === null) { held.lanes.back(own); return null; }
    try {
      const inbox = full && !held.probing ? await readInbox(this.own.database, held.lease.partition, held.most) : null, drained = inbox !== null && inbox.chunks.length > 0 ? inbox : null;
      held.inbox = full && (held.probing || inbox?.more === true);
      if (drained !== null && (drained.more || held.failures > 0)) { held.lanes.back(own); own = []; }
      const chunks = [...(drained?.chunks ?? []), ...own], now = this.own.clock.now(), { revision, change } = await arrangedFor(desk, held.arrangedBy, chunks, this.own.registry, this.own.rules);
      held.arrangedBy = revision;
      if (change !== null) desk.rearrange(change, now);
      desk.tick(now);
      if (chunks.length > 0) desk.take(chunks, now, await knownKeys(this.own.database, chunks));
      if (desk.entry() !== null || drained !== null || own.length > 0) return { held, desk, chunks: own, drained };
    } catch (error) {
      held.lanes.back(own);
      throw error;
    }
    if (held.probing) await this.setAside(held);
    return null;
  }

  private async write(works: readonly Work[]): Promise<void> {
    const began = performance.now(), now = this.own.clock.now();
    try {
      await this.own.database.transaction((tx) => this.writeAll(tx, works, now));
    } catch (error) {
      for (const { held, chunks } of works) held.lanes.back(chunks);
      if (error instanceof Fenced) return this.fenced(error, works.map((w) => w.held));
      return this.failed(works.map((w) => w.held), error as Error);
    }
    for (const { held, desk, chunks, drained } of works) {
      const entry = desk.entry();
      journalled.inc(entry?.readings ?? 0);
      duplicatesSeen.inc(entry?.duplicates ?? 0);
      drainedReadings.inc(drained?.chunks.reduce((sum, c) => sum + c.count, 0) ?? 0);
      countRecords(entry?.records ?? []);
      desk.wrote();
      if (held.probing) { await this.setAside(held); continue; }
      held.failures = 0;
      held.most = Math.min(AT_ONCE, held.most * 2);
      for (const chunk of chunks) chunk.done();
    }
    flushes.observe((performance.now() - began) / 1000);
    if (this.waitingSince !== null) { lagSeconds.set((performance.now() - this.waitingSince) / 1000); this.waitingSince = this.waiting > 0 ? began : null; }
  }

  private async writeAll(tx: Tx, works: readonly Work[], now: number): Promise<void> {
    await writeRecords(tx, works.map(({ held, desk, chunks }) => ({ ...(desk.entry() ?? { partition: held.lease.partition, epoch: held.lease.epoch, seq: desk.seq, readings: 0, duplicates: 0, records: [] }), accepted: chunks.reduce((sum, c) => sum + c.count, 0) })));
    for (const { desk, chunks, drained } of works) {
      await writeKeys(tx, [...(drained?.chunks ?? []), ...chunks], now);
      if (drained !== null) await clearInbox(tx, drained);
      for (const { record, transitions, arrangement } of desk.entry()?.judged ?? []) {
        if (transitions.length > 0) await this.own.alarms.write(tx, transitions, { partition: desk.partition, seq: record.seq, receivedAt: record.receivedAt, rules: arrangement.rules, series: arrangement.series });
      }
    }
  }

  /** The engine is ahead of the disk: it is thrown away. Nobody is told yet; what waited is tried again, alone and in smaller parts. */
  private async failed(some: readonly Held[], error: Error): Promise<void> {
    if (error instanceof Fenced) return this.fenced(error, some);
    const away = isUnavailable(error);
    this.own.log.warn({ err: error, partitions: some.map((h) => h.lease.partition) }, 'readings were not written; the partition is made anew');
    for (const held of some) {
      held.desk = null;
      held.retryAt = performance.now() + (away ? 500 : Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** held.failures));
      if (away) { for (const chunk of held.lanes.take(Infinity)) chunk.failed(new Busy(5_000)); continue; }
      if (++held.failures === 1) { held.retryAt = 0; continue; }
      const tried = Math.min(held.most, held.lanes.readings);
      if (tried > 1) held.most = Math.ceil(tried / 4);
      else { held.most = 1; held.probing = !held.probing; }
      held.lastError = error;
    }
  }

  /** The partition goes on without the chunk that stands first: it is that chunk which cannot be judged. */
  private async setAside(held: Held): Promise<void> {
    held.probing = false;
    const error = held.lastError ?? new Error('cannot be judged'), inbox = await readInbox(this.own.database, held.lease.partition, 1), foreign = inbox.chunks[0];
    if (foreign !== undefined) await this.own.setAside(foreign, error, inbox);
    else for (const chunk of held.lanes.take(1)) await this.own.setAside(chunk, error).then(() => chunk.done(), (e: Error) => chunk.failed(e));
    held.retryAt = 0;
  }

  private async fenced(error: Fenced, some: readonly Held[]): Promise<void> {
    for (const held of some) {
      held.desk = null;
      if (!error.partitions.includes(held.lease.partition)) continue;
      this.held.delete(held.lease.partition);
      this.own.log.warn({ partition: held.lease.partition }, 'another process owns the partition now');
      await this.giveAway(held.lanes.take(Infinity));
    }
  }

  private async giveAway(chunks: readonly Chunk[]): Promise<void> {
    if (chunks.length > 0) await this.own.handOver(chunks).catch(() => { for (const chunk of chunks) chunk.failed(new Busy(1_000)); });
  }

  private async snapshot(held: Held, desk: Desk): Promise<void> {
    await keepSnapshot(this.own.database, desk, this.own.clock.now());
    held.snapshotAt = performance.now();
  }
}
