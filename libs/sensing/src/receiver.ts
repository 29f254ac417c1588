import type { Envelope, Protocol } from './protocols/protocol.js';
import type { Decoded } from './protocols/sample.js';

/** Who sent a frame, and what is needed to read it again after a fix. */
export interface Sender {
  /** The account of the role device whose frame it is. Null: nobody that we know (a logger of an unknown number, a wrong signature): all of it belongs into quarantine. */
  readonly account: string | null;
  readonly protocol: Protocol;
  readonly way: 'http' | 'mqtt' | 'tcp';
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The frame as it came; with the envelope `decode` reads it anew. */
  readonly raw?: Uint8Array;
  readonly envelope?: Envelope;
  /** Only what a life-safety rule watches is taken: what else there is has to wait behind what this sender sent before. */
  readonly urgentOnly?: boolean;
  /** Read again by people: no sender's limit counts. */
  readonly again?: true;
}

/** What became of one sample. All three are durable: a sender need not send it again. */
export type SampleAnswer = 'accepted' | 'duplicate' | 'quarantined';
/** `answers`: one a sample, in their order. `refused`: how many parts that could not be read are kept in quarantine. */
export interface Received { readonly answers: readonly SampleAnswer[]; readonly refused: number }

/** The one door of readings; also its injection token. Every way in goes through it, and acknowledges only what it has resolved. */
export abstract class Receiver {
  /** Resolves after the commit. @throws Busy when nothing was kept and the sender shall come again */
  abstract receive(decoded: Decoded, from: Sender): Promise<Received>;
}

/** Not now: nothing of the frame was kept. Each way says it in its own words (429 and `Retry-After`, a PUBACK that does not come, a socket that is not read). */
export class Busy extends Error {
  /** `why`: everybody has to wait, or this sender has sent more than it may. */
  constructor(readonly retryAfterMs: number, readonly why: 'busy' | 'limit' = 'busy') {
    super('busy');
    this.name = 'Busy';
  }
}
