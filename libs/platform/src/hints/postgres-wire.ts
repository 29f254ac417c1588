import pg from 'pg';
import type { Wire, WireEvents } from './wire.js';

const CHANNEL = 'grid_hints';
const AGAIN_MS = [100, 250, 500, 1_000, 2_000] as const;

/** LISTEN/NOTIFY over one connection of its own (a pooled one would forget its LISTEN), made again whenever it drops. */
export class PostgresWire implements Wire {
  readonly limit = 7_900;
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failures = 0;
  private closed = false;
  private connecting: Promise<void>;

  constructor(private readonly url: string, private readonly events: WireEvents) { this.connecting = this.connect(); }

  async send(message: string): Promise<void> {
    if (!this.client) throw new Error('not connected');
    await this.client.query('select pg_notify($1, $2)', [CHANNEL, message]);
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.connecting;
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: 10_000, application_name: 'grid-dispatch hints' });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ payload }) => this.events.heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch {
      void client.end().catch(() => undefined);
      return this.again();
    }
    this.failures = 0;
    this.client = client;
    if (!this.closed) this.events.connected();
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    void client.end().catch(() => undefined);
    this.again();
  }

  private again(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => { this.connecting = this.connect(); }, AGAIN_MS[Math.min(this.failures++, AGAIN_MS.length - 1)]).unref();
  }
}
