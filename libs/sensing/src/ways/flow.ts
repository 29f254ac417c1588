import { Busy } from '../receiver.js';

/**
 * One sender's frames on a connection that stays open. They are handed over as they come; when the receiver is busy, that one and all behind it wait and are tried again in their order,
 * so the acknowledgement that the sender waits for does not come, and its own window closes.
 */
export class Flow {
  private gate: Promise<void> = Promise.resolve();
  private ended = false;
  /** Frames that were begun and not yet finished. */
  running = 0;

  /** Resolves when `work` has; tried again for as long as it is Busy. Rejects with anything else, and when the connection has ended. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      for (;;) {
        const { gate } = this;
        await gate;
        if (this.ended) throw new Gone();
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof Busy)) throw error;
          // Whoever finds it busy first says how long all wait; the others queue behind the same pause.
          if (this.gate === gate) this.gate = pause(error.retryAfterMs);
        }
      }
    } finally {
      this.running--;
    }
  }

  /** What still waits is given up: its sender has not been answered and will send it again. */
  end(): void { this.ended = true; }
}

/** The connection ended before its frame was kept. */
export class Gone extends Error {}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, Math.min(Math.max(ms, 10), 60_000)).unref(); });
