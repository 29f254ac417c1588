import { randomToken } from '../ids.js';
import type { Log } from '../log.js';
import type { Wire, WireEvents } from './wire.js';

/** At most one message a process in this time: a NOTIFY takes a lock that all committing sessions share. */
const INTERVAL_MS = 50;

/** Lossy "something changed" between processes: whoever hears it looks at the database, whoever misses it looks a little later. */
export class Hints {
  private readonly subscribers = new Map<string, Set<() => void>>();
  private readonly origin = randomToken(6);
  private readonly wire: Wire;
  private readonly near = new Set<string>();
  private readonly far = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(connect: (events: WireEvents) => Wire, private readonly log?: Log) {
    let first = true;
    this.wire = connect({
      heard: (message) => this.heard(message),
      connected: () => {
        if (!first) for (const topic of this.subscribers.keys()) this.deliverSoon(topic);
        first = false;
        if (this.far.size > 0) this.sendSoon();
      },
    });
  }

  /** Tells every process, this one included; several of one topic at once arrive as one. After commit only. Never throws. */
  publish(topic: string): void {
    if (this.closed) return;
    this.deliverSoon(topic);
    this.far.add(topic);
    this.sendSoon();
  }

  /** Answers how to stop listening. `run` is also called when the connection was away, as something may have been missed. */
  subscribe(topic: string, run: () => void): () => void {
    const runs = this.subscribers.get(topic) ?? new Set();
    this.subscribers.set(topic, runs.add(run));
    return () => void runs.delete(run);
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.wire.close();
  }

  /** Within the process without the detour over the wire. */
  private deliverSoon(topic: string): void {
    if (this.near.size === 0) setImmediate(() => this.deliver());
    this.near.add(topic);
  }

  private deliver(): void {
    const topics = [...this.near];
    this.near.clear();
    if (this.closed) return;
    for (const topic of topics) {
      for (const run of this.subscribers.get(topic) ?? []) {
        try { run(); } catch (error) { this.log?.error({ err: error, topic }, 'a subscriber of a hint failed'); }
      }
    }
  }

  /** The first at once, those that follow together when the interval is over. */
  private sendSoon(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => { this.timer = null; if (this.far.size > 0) this.sendSoon(); }, INTERVAL_MS).unref();
    for (const message of this.messages()) void this.wire.send(message).catch(() => this.keep(message));
  }

  private messages(): string[] {
    const messages: string[] = [];
    let message = this.origin;
    for (const topic of this.far) {
      if (Buffer.byteLength(message) + Buffer.byteLength(topic) + 1 > this.wire.limit) { messages.push(message); message = this.origin; }
      message += `\n${topic}`;
    }
    this.far.clear();
    return [...messages, message];
  }

  /** Said again as soon as the wire is back. */
  private keep(message: string): void { for (const topic of message.split('\n').slice(1)) this.far.add(topic); }

  private heard(message: string): void {
    const [origin, ...topics] = message.split('\n');
    if (origin !== this.origin) for (const topic of topics) if (this.subscribers.has(topic)) this.deliverSoon(topic);
  }
}
