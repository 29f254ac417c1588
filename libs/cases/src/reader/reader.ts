import { Injectable } from '@nestjs/common';
import type { CaseFilter, CaseQuery, CaseRow, Counts, CaseView } from '#contract';
import type { Actor, CaseId, Likeness, Place } from '#domain';

/** Reading cases, each reader within what he may see. */
@Injectable()
export class CaseReader {
  /** Null when there is none or this actor may not see it. */
  async row(id: CaseId, actor: Actor): Promise<CaseRow | null> { void id; void actor; throw new Error('not written yet'); }

  /** Rows in the order of `ids`; what is not there or not to be seen is left out. */
  async rows(ids: readonly CaseId[], actor: Actor): Promise<CaseRow[]> { void ids; void actor; throw new Error('not written yet'); }

  async view(id: CaseId, actor: Actor): Promise<CaseView | null> { void id; void actor; throw new Error('not written yet'); }

  /** A page of the queue. Throws ProblemError `invalid-cursor`. */
  async page(query: CaseQuery, actor: Actor): Promise<{ items: CaseRow[]; next: string | null; total?: number; asOf: number }> { void query; void actor; throw new Error('not written yet'); }

  async counts(filter: CaseFilter, actor: Actor): Promise<Counts> { void filter; void actor; throw new Error('not written yet'); }

  /** Open cases within `metres` of the place, and those about the same asset or device wherever they are. */
  async nearby(place: Pick<Place, 'lon' | 'lat'> | null, metres: number, same: { asset?: string | null; device?: string | null } = {}): Promise<Likeness[]> { void place; void metres; void same; throw new Error('not written yet'); }

  /** What the actor may see, as an SQL predicate over `cases`; `$n` placeholders start at `first`. */
  visible(actor: Actor, first: number): { sql: string; params: readonly unknown[] } { void actor; void first; throw new Error('not written yet'); }
}
