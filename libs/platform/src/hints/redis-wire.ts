import { Redis } from 'ioredis';
import type { Wire, WireEvents } from './wire.js';

/** Redis pub/sub: one connection speaks, one listens; ioredis brings both back when they drop. */
export class RedisWire implements Wire {
  readonly limit = 64_000;
  private readonly speaker: Redis;
  private readonly listener: Redis;
  private readonly channel: string;

  constructor(url: string, prefix: string, events: WireEvents) {
    this.channel = `${prefix}:hints`;
    const again = (times: number): number => Math.min(100 * times, 2_000);
    this.speaker = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: again, connectionName: 'grid-dispatch-hints' });
    this.listener = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: again, autoResubscribe: false, connectionName: 'grid-dispatch-hints' });
    for (const connection of [this.speaker, this.listener]) connection.on('error', () => undefined);
    this.listener.on('message', (_channel, message: string) => events.heard(message));
    this.listener.on('ready', () => void this.listener.subscribe(this.channel).then(() => events.connected(), () => undefined));
  }

  async send(message: string): Promise<void> { await this.speaker.publish(this.channel, message); }

  async close(): Promise<void> {
    this.speaker.disconnect();
    this.listener.disconnect();
  }
}
