import type { CaseRow } from '#contract';
import type { CaseId, Instant, ReportId, UserId } from '#domain';
import type { Act, Course } from './move.js';
import type { Occurrence } from './occurrence.js';

/** A report that the server has accepted: what the reconciliation asks the server about afterwards. */
export interface Accepted {
  readonly name: string;
  /** Null: a device's signal, which becomes a case without a report number being told. */
  readonly report: ReportId | null;
  readonly case: CaseId;
  /** The report was attached to a case that was there already. */
  readonly attached: boolean;
}

/** One case on its way. */
export interface Running extends Course {
  readonly id: CaseId;
  /** Real time, and the server's, at which the report was answered. */
  readonly answeredAt: number;
  readonly reportedAt: Instant;
  into: CaseId | 'waiting' | null;
  held: boolean;
  readonly did: Set<string>;
  /** The newest row anybody was shown, and who has been shown it. `anyone`: it was asked for. */
  row: CaseRow | null;
  readonly shown: Set<UserId | 'anyone'>;
  /** The position before that news: whoever is called in because of it follows from here. */
  since: string | null;
  /** The version on which somebody is acting or waiting for the time to act. */
  acting: number;
  timer: NodeJS.Timeout | null;
  busy: boolean;
  dispatched: boolean;
  /** Real time of the last news or act. */
  touched: number;
}

const MOST_UNKNOWN = 20_000;

/** All cases of this run, and the news of cases whose report has not been answered yet. */
export class Courses {
  readonly accepted: Accepted[] = [];
  readonly #running = new Map<CaseId, Running>();
  readonly #ended = new Set<CaseId>();
  readonly #byName = new Map<string, CaseId>();
  readonly #over = new Set<string>();
  readonly #news = new Map<CaseId, { person: UserId; row: CaseRow }[]>();
  readonly #signals = new Map<string, Occurrence>();

  get(id: CaseId): Running | undefined { return this.#running.get(id); }
  named(name: string): Running | undefined { const id = this.#byName.get(name); return id === undefined ? undefined : this.#running.get(id); }
  caseOf(name: string): CaseId | undefined { return this.#byName.get(name); }
  open(): Running[] { return [...this.#running.values()]; }
  get size(): number { return this.#running.size; }

  add(course: Running): void {
    this.#running.set(course.id, course);
    this.#byName.set(course.occurrence.name, course.id);
  }

  /** The case takes no more part; only its name is kept. */
  end(course: Running): void {
    if (course.timer) clearTimeout(course.timer);
    course.timer = null;
    this.#running.delete(course.id);
    this.#ended.add(course.id);
    this.#over.add(course.occurrence.name);
  }

  /** An occurrence without a case of its own: attached, or not accepted. */
  over(name: string, id?: CaseId): void {
    this.#over.add(name);
    if (id !== undefined) this.#byName.set(name, id);
  }
  isOver(name: string): boolean { return this.#over.has(name); }

  /** The case was this run's and takes no more part. */
  ended(id: CaseId): boolean { return this.#ended.has(id); }

  /** News of a case that is not known here: somebody else's, or one whose report is just being answered. */
  keep(person: UserId, row: CaseRow): void {
    this.#news.set(row.id, [...(this.#news.get(row.id) ?? []).filter((n) => n.person !== person), { person, row }]);
    if (this.#news.size > MOST_UNKNOWN) for (const id of this.#news.keys()) { this.#news.delete(id); break; }
  }

  /** The news that came before the answer. */
  take(id: CaseId): readonly { readonly person: UserId; readonly row: CaseRow }[] {
    const news = this.#news.get(id) ?? [];
    this.#news.delete(id);
    return news;
  }

  /** A device has sent this; its case will show up by its words. */
  expect(o: Occurrence): void { this.#signals.set(o.text, o); }
  expected(row: CaseRow): Occurrence | undefined {
    const o = this.#signals.get(row.text);
    if (o !== undefined) this.#signals.delete(row.text);
    return o;
  }
}

export const isAct = (move: { readonly kind: string }): move is Act => move.kind === 'act';
