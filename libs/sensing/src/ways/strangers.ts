import type { PlainDetailCode, ReadingDetail } from '#contract';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../journal/buckets.js';
import type { Protocol } from '../protocols/protocol.js';
import type { Reason } from '../protocols/sample.js';
import { strangersDropped } from './gauges.js';
import { Inlet, type From } from './inlet.js';

/** As much is kept of what somebody sent who could not prove who it is. */
const BYTES_KEPT = 2_048;
/** And of one address so many messages a minute: what comes beyond is answered and counted, and not written. */
const A_MINUTE = 120;

/** What comes from somebody who could not prove who it is. Anybody can send it, so it costs little: what is kept of it is bounded by address here, and by protocol and reason in the quarantine. */
@Injectable()
export class Strangers {
  private readonly buckets = new Buckets();
  constructor(private readonly inlet: Inlet) {}

  /** @throws Busy */
  async refuse(protocol: Protocol, reason: Reason, detail: PlainDetailCode | ReadingDetail, raw: Uint8Array, address: string, way: From['way'], part = ''): Promise<void> {
    if (this.tooMany(protocol, reason, address)) return;
    await this.inlet.refuse(protocol, reason, detail, raw.subarray(0, BYTES_KEPT), { account: null, way }, part);
  }

  /** Whether an address has sent so much already that this is counted and nothing else. */
  tooMany(protocol: Protocol, reason: Reason, address: string): boolean {
    const over = this.buckets.take(address, 1, A_MINUTE, performance.now()) > 0;
    if (over) strangersDropped.inc({ protocol, reason });
    return over;
  }
}
