import { readingDetail, type PlainDetailCode, type ReadingDetail } from '#contract';
import { Clock } from '#platform';
import { Injectable } from '@nestjs/common';
import { FrameCounters, frameOf } from '../protocols/chirpstack.js';
import { decode } from '../protocols/decode.js';
import type { Envelope, Protocol } from '../protocols/protocol.js';
import type { Decoded, Reason } from '../protocols/sample.js';
import { Busy, Receiver, type Received, type Sender } from '../receiver.js';
import { frames, lostUplinks, unreadable } from './gauges.js';

/** A frame that was decoded, and what became of its parts. */
export interface Taken<D extends Decoded = Decoded> { readonly decoded: D; readonly received: Received }
/** Who sends, and by which way. */
export type From = Pick<Sender, 'account' | 'way' | 'urgentOnly'>;

/** What all ways have in common: from the bytes of a frame to the receiver's word that they are kept. */
@Injectable()
export class Inlet {
  private readonly counters = new FrameCounters();
  constructor(private readonly receiver: Receiver, private readonly clock: Clock) {}

  now(): number { return this.clock.now(); }

  /** Decodes and hands over; resolves after the commit. @throws Busy */
  take(protocol: Protocol, raw: Uint8Array, from: From, envelope: Omit<Envelope, 'receivedAt'> = {}): Promise<Taken> {
    const receivedAt = this.clock.now();
    if (protocol === 'chirpstack') this.heard(raw);
    return this.hand(protocol, decode(protocol, raw, { ...envelope, receivedAt }), raw, from, envelope, receivedAt);
  }

  /** Hands over what a way decoded by itself. @throws Busy */
  async hand<D extends Decoded>(protocol: Protocol, decoded: D, raw: Uint8Array, { account, way, urgentOnly = false }: From, envelope: Omit<Envelope, 'receivedAt'> = {}, receivedAt = this.clock.now()): Promise<Taken<D>> {
    const count = (answer: string): void => frames.inc({ protocol, way, answer });
    try {
      const received = await this.receiver.receive(decoded, { account, protocol, way, receivedAt, raw, urgentOnly, envelope: { ...envelope, receivedAt } });
      for (const { reason } of decoded.refused) unreadable.inc({ protocol, reason });
      count(decoded.refused.length === 0 ? 'taken' : decoded.samples.length > 0 ? 'part' : 'unreadable');
      return { decoded, received };
    } catch (error) {
      if (!urgentOnly || !(error instanceof Busy)) count(error instanceof Busy ? error.why : 'failed');
      throw error;
    }
  }

  /** Keeps a frame that its way turned away before it was read; `raw`: as much of it as is worth keeping. @throws Busy */
  async refuse(protocol: Protocol, reason: Reason, detail: PlainDetailCode | ReadingDetail, raw: Uint8Array, from: From, part = ''): Promise<void> {
    await this.hand(protocol, { samples: [], refused: [{ reason, part, detail: typeof detail === 'string' ? readingDetail(detail) : detail, raw }] }, raw, from);
  }

  private heard(raw: Uint8Array): void {
    const frame = frameOf(raw);
    if (frame !== null) lostUplinks.inc(this.counters.lost(frame.device, frame.counter));
  }
}
