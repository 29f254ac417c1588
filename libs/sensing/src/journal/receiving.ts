import { readingDetail, type ReadingDetail } from '#contract';
import { QUALITIES } from '#domain';
import { Database, Hints } from '#platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { keepPictures, type SeenPicture } from '../pictures/keep.js';
import type { Decoded, Reason, Sample } from '../protocols/sample.js';
import { frameDigest, Quarantine, sampleRaw, type Kept } from '../quarantine/quarantine.js';
import { Busy, Receiver, type Received, type SampleAnswer, type Sender } from '../receiver.js';
import { Registry, type SeriesRef, type Unresolved } from '../series/registry.js';
import { Chunk } from './chunk.js';
import { handedOver, received, turnedAway } from './gauges.js';
import { putInbox } from './inbox.js';
import { Ownership } from './ownership.js';
import { Limits } from './limits.js';
import { momentOf } from './moment.js';

/** Said when something was put into the inbox. */
export const INBOX = 'reading-inbox';
const UNRESOLVED = { 'unknown-device': 'unregistered-device', 'unknown-metric': 'unregistered-metric', 'not-allowed': 'foreign-device', unit: 'no-unit' } as const satisfies Record<Unresolved, string>;
/** When a sender that was turned away shall come again. */
const AGAIN_MS = 1_000;
const QUALITY = new Map(QUALITIES.map((q, i) => [q, i]));
type Fault = readonly [reason: Reason, detail: ReadingDetail];

/** The one door of readings: finds out whose they are, hands them to the owners of their partitions, keeps in quarantine what cannot be, and answers when all of it is on the disk. */
@Injectable()
export class Receiving extends Receiver {
  constructor(private readonly database: Database, private readonly registry: Registry, private readonly quarantine: Quarantine, private readonly ownership: Ownership, private readonly limits: Limits, private readonly hints: Hints) { super(); }

  async receive(decoded: Decoded, from: Sender): Promise<Received> {
    await this.registry.fresh();
    const { samples } = decoded, refs = await this.resolved(samples, from), answers: SampleAnswer[] = [], kept: Kept[] = [], chunks = new Map<string, Chunk>(), pictures: SeenPicture[] = [], busy = this.waits(refs, decoded, from);
    let away = 0;
    for (const [i, sample] of samples.entries()) {
      const ref = refs[i] as SeriesRef | Fault, fault = Array.isArray(ref) ? (ref as Fault) : this.place(chunks, i, sample, ref as SeriesRef, from, busy !== null);
      if (fault === null) pictures.push(...pictureOf(ref as SeriesRef, sample, from));
      else if (fault === 'busy') away++;
      else {
        answers[i] = 'quarantined';
        kept.push({ reason: fault[0], part: `sample ${i}`, detail: fault[1], protocol: from.protocol, account: from.account, device: sample.device, metric: sample.metric, form: 'sample', raw: sampleRaw(withoutBytes(sample)), envelope: from.account === null ? (from.envelope ?? null) : null, frame: null });
      }
    }
    await keepPictures(this.database, pictures, from.receivedAt);
    await Promise.all([this.deliver([...chunks.values()]), busy !== null && (away > 0 || busy.why === 'limit') ? undefined : this.keep(kept, decoded, from)]);
    for (const chunk of chunks.values()) {
      received.inc(chunk.count);
      for (const [n, place] of chunk.places.entries()) answers[place] = chunk.answers[n] as SampleAnswer;
    }
    if (busy !== null && (away > 0 || busy.why === 'limit')) {
      if (from.urgentOnly !== true) turnedAway.inc({ why: busy.why }, away + kept.length + decoded.refused.length);
      throw busy;
    }
    received.inc(kept.length + decoded.refused.length);
    return { answers, refused: decoded.refused.length };
  }

  /** For what another process left behind, or this one may no longer write. */
  async handOver(chunks: readonly Chunk[]): Promise<void> {
    await putInbox(this.database, chunks);
    for (const chunk of chunks) {
      handedOver.inc(chunk.count);
      for (let i = 0; i < chunk.count; i++) chunk.answers[i] = 'accepted';
      chunk.done();
    }
    this.hints.publish(INBOX);
  }

  /** Why what can wait of a frame has to; null: nothing has to. Whoever is turned away because all are has not sent anything by his own account. */
  private waits(refs: readonly (SeriesRef | Fault)[], { refused }: Decoded, { account, urgentOnly, again }: Sender): Busy | null {
    const plain = refs.filter((ref) => Array.isArray(ref) || !(ref as SeriesRef).urgent).length + refused.length;
    if (urgentOnly === true) return plain > 0 ? new Busy(AGAIN_MS, 'limit') : null;
    if (this.ownership.owner.overrun) return new Busy(AGAIN_MS);
    const wait = account === null || again === true ? 0 : this.limits.wait(account, plain);
    return wait > 0 ? new Busy(Math.max(wait, AGAIN_MS), 'limit') : null;
  }

  private async resolved(samples: readonly Sample[], { account }: Sender): Promise<(SeriesRef | Fault)[]> {
    const look = (): (SeriesRef | Fault | null)[] => samples.map((sample) => { const ref = this.registry.resolve(account, sample); return typeof ref === 'string' ? ([ref, readingDetail(UNRESOLVED[ref])] as const) : ref; });
    let first = look();
    // A device may have been registered a moment ago, by another process: asked once more before it is said to be unknown. Keeping it in quarantine would cost more.
    if (first.some((found) => Array.isArray(found))) {
      this.registry.doubt();
      await this.registry.fresh();
      first = look();
    }
    const fresh = samples.filter((_, i) => first[i] === null);
    if (fresh.length === 0 || account === null) return first.map((r) => r ?? ['unknown-device', readingDetail('unregistered-device')]);
    await this.registry.admit(account, fresh);
    return look().map((r) => r ?? ['unsupported', readingDetail('many-codes')]);
  }

  /** Puts a sample into its partition's chunk; else what is wrong with it. */
  private place(chunks: Map<string, Chunk>, i: number, sample: Sample, ref: SeriesRef, from: Sender, busy: boolean): Fault | 'busy' | null {
    const value = this.registry.valueOf(ref, sample);
    if (value === null) return ['unit', readingDetail('unit-differs', { said: sample.unit ?? '', kept: ref.unit ?? '' })];
    if (!Number.isFinite(value)) return ['value', readingDetail('not-finite', { value: String(value) })];
    if (busy && !ref.urgent) return 'busy';
    const id = `${ref.partition}${ref.urgent ? '!' : ''}`, { at, quality } = momentOf(sample.at, from.receivedAt, sample.quality);
    let chunk = chunks.get(id);
    if (chunk === undefined) chunks.set(id, (chunk = new Chunk(ref.partition, ref.urgent)));
    chunk.push(i, ref.number, at, value, QUALITY.get(quality) ?? 0, sample.code === undefined ? -1 : (ref.codes.get(sample.code) ?? -1), sample.key === null ? null : keyDigest(ref, sample));
    return null;
  }

  private async deliver(chunks: readonly Chunk[]): Promise<void> {
    const elsewhere = chunks.filter((chunk) => !this.ownership.owner.put(chunk));
    if (elsewhere.length > 0) await this.handOver(elsewhere);
    await Promise.all(chunks.map((chunk) => chunk.committed));
  }

  /** What could not be read is kept with the frame it stood in, once a frame. */
  private async keep(kept: readonly Kept[], { refused }: Decoded, { protocol, account, raw, envelope, receivedAt }: Sender): Promise<void> {
    const frame = raw === undefined || refused.length === 0 ? null : frameDigest(raw);
    const parts = refused.map((r, i): Kept => ({
      reason: r.reason, part: r.part, detail: r.detail, protocol, account, device: null, metric: null, envelope: envelope ?? null, frame,
      ...(i === 0 && raw !== undefined ? { form: 'frame', raw: Buffer.from(raw) } : { form: 'part', raw: Buffer.from(r.raw as string) }),
    }));
    await this.quarantine.keep([...kept, ...parts], receivedAt);
  }
}

/** A sender's key marks one reading of one series: a frame's key covers several. */
const keyDigest = (ref: SeriesRef, { key, at }: Sample): Buffer => createHash('sha256').update(`${ref.id}\n${at ?? ''}\n${key ?? ''}`).digest().subarray(0, 16);

const pictureOf = ({ device, metric }: SeriesRef, { code, at, value, quality, picture }: Sample, { receivedAt }: Sender): SeenPicture[] =>
  picture === undefined || code === undefined ? [] : [{ device, metric, code, at: momentOf(at, receivedAt, quality).at, confidence: value, picture }];

/** Quarantine keeps what is read again after a fix; the bytes of a picture would make it too long to be kept at all. */
const withoutBytes = ({ picture, ...sample }: Sample): Sample => (picture === undefined || 'base64' in picture ? sample : { ...sample, picture });
