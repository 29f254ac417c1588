import type { Actor, CellId, Place, UserId } from '#domain';
import { Clock, Database, Hints } from '#platform';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { RuleBook } from './book/book.js';
import { actorOf, type PeopleFilter, type PersonRecord } from './people/person.js';

/** Who is responsible for a cell. */
export interface Responsible {
  readonly main: UserId | null;
  readonly backups: readonly UserId[];
}

/** Who and where, answered from memory. Follows the tables: at once when this or another process hints, else within 5 s. */
@Injectable()
export class Directory implements OnModuleInit, OnModuleDestroy {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly clock: Clock) {}

  async onModuleInit(): Promise<void> { await this.refresh(); }
  onModuleDestroy(): void {}

  /** The rule book in force now. Throws only before the start has finished or when nothing was ever seeded. */
  book(): RuleBook { throw new Error('not written yet'); }
  /** The cell that holds the place (WGS-84); on a boundary the lowest code; null outside the county. */
  locate(_place: Pick<Place, 'lon' | 'lat'>): CellId | null { throw new Error('not written yet'); }
  responsible(_cell: CellId): Responsible { throw new Error('not written yet'); }
  person(_id: UserId | string): PersonRecord | null { throw new Error('not written yet'); }
  people(_filter: PeopleFilter = {}): readonly PersonRecord[] { throw new Error('not written yet'); }
  /** The name for people to read; `system` is 系统, an unknown account its own id. */
  name(_id: UserId | string): string { throw new Error('not written yet'); }
  /** The name of a cell, e.g. 茅阳社区017网格; an unknown one its code. */
  cellName(_cell: CellId): string { throw new Error('not written yet'); }
  actorOf(person: PersonRecord): Actor { return actorOf(person); }
  /** Calls back after people, cells or the rule book have changed. Answers the way to stop. */
  onChange(_run: () => void): () => void { throw new Error('not written yet'); }
  /** Reads the tables again, when they changed. Resolves when the new state is the one answered from. */
  async refresh(): Promise<void> { throw new Error('not written yet'); }
}
