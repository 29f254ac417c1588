import { QUALITIES, type AlarmTransition, type Health, type HealthChange, type Readings } from '#domain';
import type { Chunk } from './chunk.js';
import type { Arrangement, Judge } from './judge.js';
import type { Lease } from './lease.js';
import { Recent } from './recent.js';
import { rearrange, type Entry, type JournalRecord, type Rearranged } from './records.js';

/** A record and what the engine made of it. */
export interface Judged { readonly record: JournalRecord; readonly transitions: readonly AlarmTransition[]; readonly arrangement: Arrangement }
const GOOD = QUALITIES.indexOf('good'), UNCERTAIN = QUALITIES.indexOf('uncertain'), LATE = QUALITIES.indexOf('late');

/** One partition in its owner's memory: the engine, what it must remember to know a resent reading, and where its journal stands. It runs ahead of the disk by one transaction at most; when that fails it is made anew. */
export class Desk {
  /** Of the newest reading of each series. */
  private newest = new Float64Array(64).fill(-Infinity);
  private readonly recent = new Recent();
  private judged: Judged[] = [];
  private taken = { readings: 0, duplicates: 0 };
  private written: bigint;
  /** Readings and records, about: what a rebuild would have to go through. */
  sinceSnapshot = 0;

  constructor(readonly lease: Lease, public seq: bigint, public receivedAt: number, public arrangement: Arrangement, private readonly judge: Judge) { this.written = seq; }

  get partition(): number { return this.lease.partition; }

  /** Judges the readings of some chunks that came by now. Resent ones are told apart and go no further; `seen` knows the digests of keys that came before. Fills in the chunks' answers. */
  take(chunks: readonly Chunk[], now: number, seen: (key: Buffer) => boolean): void {
    const size = chunks.reduce((sum, c) => sum + c.count, 0);
    const series = new Int32Array(size), at = new Float64Array(size), value = new Float64Array(size), quality = new Uint8Array(size), code = new Int16Array(size), keys = new Set<string>();
    let n = 0;
    for (const chunk of chunks) for (let i = 0; i < chunk.count; i++) {
      const s = chunk.series[i] as number, t = chunk.at[i] as number, v = chunk.value[i] as number, key = chunk.keys[i] ?? null;
      const newest = this.newestOf(s), again = (key !== null && (seen(key) || keys.has(key.toString('latin1')))) || (t <= newest && this.recent.has(s, t, v));
      chunk.answers[i] = again ? 'duplicate' : 'accepted';
      if (again) { this.taken.duplicates++; continue; }
      if (key !== null) keys.add(key.toString('latin1'));
      const q = chunk.quality[i] as number;
      series[n] = s; at[n] = t; value[n] = v; code[n] = chunk.code[i] as number;
      quality[n] = t < newest && (q === GOOD || q === UNCERTAIN) ? LATE : q;
      if (t > newest) this.newest[s] = t;
      this.recent.add(s, t, v);
      n++;
    }
    if (n === 0) return;
    const cut = n === size ? { series, at, value, quality, code } : { series: series.slice(0, n), at: at.slice(0, n), value: value.slice(0, n), quality: quality.slice(0, n), code: code.slice(0, n) };
    this.taken.readings += n;
    this.sinceSnapshot += n;
    this.advance(now);
    const readings: Readings = { count: n, receivedAt: this.receivedAt, ...cut };
    this.add({ kind: 'readings', seq: ++this.seq, receivedAt: this.receivedAt, readings }, this.judge.apply(readings));
  }

  /** Lets the timers run out that are due by now; writes nothing where none is. */
  tick(now: number): void {
    this.advance(now);
    const due = this.judge.dueAt();
    if (due === null || due > this.receivedAt) return;
    this.add({ kind: 'tick', seq: ++this.seq, receivedAt: this.receivedAt }, this.judge.tick(this.receivedAt));
  }

  health(): readonly HealthChange[] { return this.judge.health(); }
  healthOf(series: number): Health { return this.judge.healthOf(series); }

  get dueAt(): number | null { return this.judge.dueAt(); }

  rearrange(rearranged: Rearranged, now: number): void {
    this.advance(now);
    this.arrangement = rearrange(this.arrangement, rearranged);
    this.add({ kind: 'arrangement', seq: ++this.seq, receivedAt: this.receivedAt, rearranged }, this.judge.arrange(this.arrangement));
  }

  /** Goes through a record that is in the journal already. Answers what the engine made of it, as it did the first time. */
  replay(record: JournalRecord): readonly AlarmTransition[] {
    this.seq = this.written = record.seq;
    this.receivedAt = record.receivedAt;
    if (record.kind === 'tick') return this.judge.tick(record.receivedAt);
    if (record.kind === 'arrangement') {
      this.arrangement = rearrange(this.arrangement, record.rearranged);
      return this.judge.arrange(this.arrangement);
    }
    this.remember(record.readings);
    this.sinceSnapshot += record.readings.count;
    return this.judge.apply(record.readings);
  }

  /** Readings that the engine's snapshot knows of already. */
  remember({ count, series, at, value }: Readings): void {
    for (let i = 0; i < count; i++) {
      const s = series[i] as number, t = at[i] as number;
      if (t > this.newestOf(s)) this.newest[s] = t;
      this.recent.add(s, t, value[i] as number);
    }
  }

  /** What is to be written; null where there is nothing. */
  entry(): (Omit<Entry, 'accepted'> & { readonly judged: readonly Judged[] }) | null {
    if (this.judged.length === 0 && this.taken.duplicates === 0) return null;
    return { partition: this.partition, epoch: this.lease.epoch, seq: this.written, ...this.taken, records: this.judged.map((j) => j.record), judged: this.judged };
  }

  /** The transaction stands. */
  wrote(): void {
    this.written = this.seq;
    this.judged = [];
    this.taken = { readings: 0, duplicates: 0 };
  }

  /** The state after the last record, with the newest instant of every series. */
  snapshot(): { readonly state: Uint8Array; readonly newest: Float64Array } { return { state: this.judge.snapshot(), newest: this.newest.slice(0, this.arrangement.series.length) }; }

  begin(newest: Float64Array): void { for (let i = 0; i < newest.length; i++) { this.newestOf(i); this.newest[i] = newest[i] as number; } }

  private add(record: JournalRecord, transitions: readonly AlarmTransition[]): void {
    this.sinceSnapshot++;
    this.judged.push({ record, transitions, arrangement: this.arrangement });
  }

  /** A partition's time never goes back, whatever the machine's clock does. */
  private advance(now: number): void { if (now > this.receivedAt) this.receivedAt = now; }

  private newestOf(series: number): number {
    if (series >= this.newest.length) {
      const wider = new Float64Array(Math.max(series + 1, this.newest.length * 2)).fill(-Infinity);
      wider.set(this.newest);
      this.newest = wider;
    }
    return this.newest[series] as number;
  }
}
