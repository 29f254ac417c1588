import { Busy } from '../receiver.js';

/**
 * One sender's frames on a connection that stays open. They are handed over as they come; when the receiver is busy, that one and all behind it wait and are tried again in their order,
 * so the acknowledgement that the sender waits for does not come, and its own window closes. What a life-safety rule watches does not wait behind them.
 */
export class Flow {
  private gate: Promise<void> = Promise.resolve();
  private shut = false;
  private ended = false;
  /** Frames that were begun and not yet finished. */
  running = 0;

  /** Resolves when `work` has; tried again for as long as it is Busy. Rejects with anything else, and when the connection has ended. `urgentOnly`: others wait already, only what goes first may be taken. */
  async pass<T>(work: (urgentOnly: boolean) => Promise<T>): Promise<T> {
    this.running++;
    try {
      for (let urgentOnly = this.shut; ; urgentOnly = false) {
        const { gate } = this;
        if (!urgentOnly) await gate;
        if (this.ended) throw new Gone();
        try {
          return await work(urgentOnly);
        } catch (error) {
          if (!(error instanceof Busy)) throw error;
          // Whoever finds it busy first says how long all wait; the others queue behind the same pause.
          if (!urgentOnly && this.gate === gate) this.wait(error.retryAfterMs);
        }
      }
    } finally {
      this.running--;
    }
  }

  private wait(ms: number): void {
    this.shut = true;
    const gate: Promise<void> = pause(ms).then(() => { if (this.gate === gate) this.shut = false; });
    this.gate = gate;
  }

  /** What still waits is given up: its sender has not been answered and will send it again. */
  end(): void { this.ended = true; }
}

/** The connection ended before its frame was kept. */
export class Gone extends Error {}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, Math.min(Math.max(ms, 10), 60_000)).unref(); });
