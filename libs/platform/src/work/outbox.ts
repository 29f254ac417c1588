import type { QueueName } from './source.js';

const ROOM = 20_000;
const DOWN_MS = 1_000;

/** Collects the pokes of one turn and hands them to the store together; whoever pokes never waits for the store. */
export class Outbox {
  private readonly waiting = new Map<QueueName, Set<string>>();
  private sending = false;
  private downUntil = 0;

  constructor(private readonly send: (queue: QueueName, ids: string[]) => Promise<void>, private readonly undelivered: (queue: QueueName, ids: string[]) => void) {}

  /** The store failed a moment ago. */
  get down(): boolean { return Date.now() < this.downUntil; }

  /** The store failed somebody. */
  fell(): void { this.downUntil = Date.now() + DOWN_MS; }

  /** Ids not yet taken by the store. */
  get size(): number { return [...this.waiting.values()].reduce((sum, ids) => sum + ids.size, this.sending ? 1 : 0); }

  put(queue: QueueName, id: string): void {
    const ids = this.waiting.get(queue) ?? new Set();
    if (ids.size < ROOM) this.waiting.set(queue, ids.add(id));
    if (this.sending) return;
    this.sending = true;
    setImmediate(() => void this.flush());
  }

  private async flush(): Promise<void> {
    for (let next = this.take(); next; next = this.take()) {
      try {
        await this.send(next.queue, next.ids);
        this.downUntil = 0;
      } catch {
        this.fell();
        this.undelivered(next.queue, next.ids);
      }
    }
    this.sending = false;
  }

  private take(): { queue: QueueName; ids: string[] } | null {
    for (const [queue, ids] of this.waiting) {
      this.waiting.delete(queue);
      return { queue, ids: [...ids] };
    }
    return null;
  }
}
