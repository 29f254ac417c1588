import type { Database } from './database.js';

/** The small facts of the `meta` table. */
export class Meta {
  constructor(private readonly database: Database) {}

  async get<T>(key: string): Promise<T | null> {
    const [row] = await this.database.query<{ value: T }>('select value from meta where key = $1', [key]);
    return row ? row.value : null;
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.database.query('insert into meta (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [key, JSON.stringify(value)]);
  }

  /** The value kept under `key`; where there is none, `first()` is kept. Processes starting together agree on one. */
  async once<T>(key: string, first: () => T): Promise<T> {
    const kept = await this.get<T>(key);
    if (kept !== null) return kept;
    await this.database.query('insert into meta (key, value) values ($1, $2::jsonb) on conflict (key) do nothing', [key, JSON.stringify(first())]);
    return (await this.get<T>(key)) as T;
  }
}
