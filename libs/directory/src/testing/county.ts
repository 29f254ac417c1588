import { Clock, Database, Hints, MovableClock, testing } from '#platform';
import { join } from 'node:path';
import { Access } from '../access/access.js';
import { Directory } from '../directory.js';
import { migrations } from '../migrations/index.js';
import { seed } from '../seed/seed.js';
import { entities } from '../tables/tables.js';

export const RULEBOOK = join(import.meta.dirname, '../../../../rulebook');
export const PASSWORD = 'mouding-2026';
/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const NOW = Date.UTC(2026, 10, 24, 1);

/** Joins the hints of several processes that a test plays in one; `silence` loses everything, as a broken wire does. */
export class Air {
  private readonly ears = new Set<(message: string) => void>();
  silence = false;
  hints(): Hints {
    return new Hints((events) => {
      this.ears.add(events.heard);
      return {
        limit: 8000,
        send: async (message) => { if (!this.silence) for (const ear of this.ears) setImmediate(() => ear(message)); },
        close: async () => void this.ears.delete(events.heard),
      };
    });
  }
}

export interface Process { readonly directory: Directory; readonly access: Access; readonly hints: Hints; close(): Promise<void> }

/** What one process of the program has of the directory. */
export async function startProcess(database: Database, air = new Air(), clock: Clock = new MovableClock(NOW)): Promise<Process> {
  const hints = air.hints();
  const directory = await Directory.open(database, hints, clock);
  const access = new Access(database, directory, hints, { publicUrl: null, trustProxy: false });
  return { directory, access, hints, async close() { access.onModuleDestroy(); directory.onModuleDestroy(); await hints.close(); } };
}

/** A database with the demo county in it. */
export async function seededDatabase(postgres: testing.TestPostgres): Promise<Database> {
  const { database } = await postgres.open({ entities, migrations }, { filled: { as: 'county', by: (empty) => seed(empty, RULEBOOK, { demo: true, password: PASSWORD }) } });
  return database;
}
