import { CITIZEN, SYSTEM, type Actor, type CellId, type Place, type UserId } from '#domain';
import { Clock, Database, Hints, isUnavailable, type Log } from '#platform';
import type { OnModuleDestroy } from '@nestjs/common';
import type { RuleBook } from './book/book.js';
import { actorOf, type PeopleFilter, type PersonRecord } from './people/person.js';
import type { CellEditions } from './cells/editions.js';
import type { Cell, Geography } from './places/geography.js';
import { loadSnapshot, revisionOf, select, type Responsible, type Snapshot } from './snapshot.js';

/** Said after people, cells or the rule book have changed and were committed. */
export const REFERENCE = 'reference';
/** A change that nobody hinted at is seen after this many real milliseconds at most. */
const POLL = 3000;
const NOBODY: Responsible = { main: null, backups: [] };

/** Who and where, answered from memory. Follows the tables: at once when this or another process hints, else within 3 s; a book or cells that come into force by their date, at once. */
export class Directory implements OnModuleDestroy {
  private snapshot: Snapshot | null = null;
  private reading: Promise<void> | null = null;
  private again = false;
  private announced = 0;
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[] = [];

  constructor(private readonly database: Database, private readonly hints: Hints, private readonly clock: Clock, private readonly log?: Log) {}

  /** A directory that has read its tables and keeps following them. */
  static async open(database: Database, hints: Hints, clock: Clock, log?: Log): Promise<Directory> {
    const directory = new Directory(database, hints, clock, log);
    await directory.refresh();
    const timer = setInterval(() => void directory.poll(), POLL);
    timer.unref();
    directory.stops.push(() => clearInterval(timer), hints.subscribe(REFERENCE, () => void directory.poll()));
    return directory;
  }

  onModuleDestroy(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.listeners.clear();
  }

  /** The rule book in force now. @throws Error when none was ever seeded */
  book(): RuleBook { return this.bookAt(this.clock.now()); }

  /** The rule book in force at a moment; before the first one, the first one. @throws Error when none was ever seeded */
  bookAt(moment: number): RuleBook {
    const book = this.now.editions.at(moment);
    if (book === null) throw new Error('no rule book has been seeded');
    return book;
  }

  /** The cell that holds the place (WGS-84); on a border the lowest code; null outside the county. */
  locate(place: Pick<Place, 'lon' | 'lat'>): CellId | null { return this.geography.locate(place); }
  cell(code: CellId | string): Cell | null { return this.geography.cell(code); }
  /** All cells in force, by code. */
  cells(): readonly Cell[] { return this.geography.cells; }
  /** The cells of every day, past and decided. */
  cellEditions(): CellEditions { return this.now.places; }
  /** The name of a cell, e.g. 茅阳社区017网格; an unknown one its code. */
  cellName(code: CellId, language: 'zh' | 'en' = 'zh'): string { return this.cell(code)?.[language] ?? code; }
  responsible(cell: CellId): Responsible { return this.now.responsible.get(cell) ?? NOBODY; }

  person(id: UserId | string): PersonRecord | null { return this.now.people.get(id) ?? null; }
  /** By account name. */
  people(filter: PeopleFilter = {}): readonly PersonRecord[] { return select(this.now, filter); }
  /** The name for people to read; `system` is 系统, `citizen` 上报人, an unknown account its own id. */
  name(id: UserId | string): string { return id === SYSTEM.id ? '系统' : id === CITIZEN.id ? '上报人' : (this.person(id)?.name ?? id); }
  /** The person as the core sees them now; the department's level is the rule book's in force. */
  actorOf(person: PersonRecord): Actor {
    return actorOf(person, person.department === null ? undefined : this.now.editions.at(this.clock.now())?.departments.get(person.department)?.level);
  }

  /** Grows with every change to people, cells or rules that this process has read. */
  get revision(): string { return this.now.revision; }

  /** Calls back after people, cells or the rule book have changed, or another book came into force. Answers the way to stop. */
  onChange(run: () => void): () => void {
    this.listeners.add(run);
    return () => void this.listeners.delete(run);
  }

  /** Reads the tables again. Resolves when what was committed before the call is answered from. */
  async refresh(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.read().finally(() => { this.reading = null; });
    return this.reading;
  }

  private async read(): Promise<void> {
    do {
      this.again = false;
      const before = this.snapshot?.revision ?? null;
      let next = await loadSnapshot(this.database, this.snapshot);
      // Read without a transaction: when something was committed in between, once more.
      for (let i = 0; i < 5 && (await revisionOf(this.database)) !== next.revision; i++) next = await loadSnapshot(this.database, next);
      this.snapshot = next;
      if (before === null) this.announced = this.version();
      else if (before !== next.revision) this.announce();
    } while (this.again);
  }

  private async poll(): Promise<void> {
    try {
      if ((await revisionOf(this.database)) !== this.snapshot?.revision) await this.refresh();
      else if (this.version() !== this.announced) this.announce();
    } catch (error) {
      if (!isUnavailable(error)) this.log?.error({ err: error }, 'the directory could not be read again; answering from what was read before');
    }
  }

  private announce(): void {
    this.announced = this.version();
    for (const run of this.listeners) {
      try { run(); } catch (error) { this.log?.error({ err: error }, 'a listener of the directory failed'); }
    }
  }

  private version(): number { const at = this.clock.now(); return (this.now.editions.at(at)?.version ?? 0) + this.now.places.edition(at) * 1e6; }
  private get geography(): Geography { return this.now.places.at(this.clock.now()); }

  private get now(): Snapshot {
    if (this.snapshot === null) throw new Error('the directory has not been read yet');
    return this.snapshot;
  }
}
