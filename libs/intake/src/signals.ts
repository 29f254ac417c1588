import { Injectable } from '@nestjs/common';
import type { SignalBody } from '#contract';
import type { Actor } from '#domain';

/** Alarms of devices: stored first and acknowledged, then read by the `ingest` queue. */
@Injectable()
export class Signals {
  /** Stores an alarm; the same device and message id again is `replayed` and changes nothing. */
  async store(body: SignalBody, device: Actor): Promise<{ id: string; replayed: boolean }> {
    void body; void device;
    throw new Error('not written yet');
  }
}
