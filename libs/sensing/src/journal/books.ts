import { Database, LOG, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { unaccountedReadings } from './gauges.js';

/**
 * What came of all readings and unreadable parts since the books were begun, in all processes. `accepted`: what senders were told is kept, counted at the door in the transaction that keeps it; `waiting`: of these,
 * what lies in an inbox. The others are counted where they end, so the two sides are written by different hands.
 */
export interface Books { readonly accepted: number; readonly journalled: number; readonly duplicates: number; readonly quarantined: number; readonly waiting: number }

/** One statement, one moment: whatever commits meanwhile, the sides belong together. */
const READ = `select (select coalesce(sum(accepted), 0) from partition_owner) + (select coalesce(sum(accepted), 0) from reading_door) as accepted, (select coalesce(sum(journalled), 0) from partition_owner) as journalled,
  (select coalesce(sum(duplicates), 0) from partition_owner) as duplicates, (select coalesce(sum(count), 0) from quarantine) as quarantined, (select coalesce(sum(n), 0) from reading_inbox) as waiting`;

export async function readBooks(database: Pick<Database, 'query'>): Promise<Books> {
  const [row] = await database.query<Record<keyof Books, string>>(READ), of = (name: keyof Books): number => Number(row?.[name] ?? 0);
  return { accepted: of('accepted'), journalled: of('journalled'), duplicates: of('duplicates'), quarantined: of('quarantined'), waiting: of('waiting') };
}

/** Accepted and nowhere to be found; below zero: found and never accepted. 0 in a sound house, at every moment. */
export const unaccounted = ({ accepted, journalled, duplicates, quarantined, waiting }: Books): number => accepted - journalled - duplicates - quarantined - waiting;

const EVERY_MS = 60_000;

/** Adds the books up every minute, and says it where they do not agree. */
@Injectable()
export class Bookkeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private adding: Promise<void> | null = null;

  constructor(private readonly database: Database, @Inject(LOG) private readonly log: Log) {}

  onApplicationBootstrap(): void { this.timer = setInterval(() => void this.add(), EVERY_MS).unref(); void this.add(); }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.adding;
  }

  add(): Promise<void> {
    this.adding ??= this.look().catch((error: unknown) => this.log.warn({ err: error }, 'the books of readings could not be read')).finally(() => { this.adding = null; });
    return this.adding;
  }

  private async look(): Promise<void> {
    const books = await readBooks(this.database), difference = unaccounted(books);
    unaccountedReadings.set(difference);
    if (difference !== 0) this.log.error({ ...books, difference }, 'readings that were accepted and what became of them do not agree');
  }
}
