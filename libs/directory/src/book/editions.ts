import type { Sql } from '../sql.js';
import { bookOf, type RuleBook } from './book.js';
import { KINDS, kinds, type Contents, type Kind } from './content.js';

/** One version of one kind as the table holds it. */
export interface EditionRow { readonly version: number; readonly kind: Kind; readonly effective_from: string; readonly content: unknown }

/** All rule books there ever were and are published to come, by the moment from which they hold. */
export class Editions {
  private readonly built = new Map<number, RuleBook>();
  private readonly starts: readonly number[];

  constructor(private readonly rows: readonly EditionRow[]) {
    const begins = kinds.map((kind) => Math.min(...rows.filter((r) => r.kind === kind).map((r) => Number(r.effective_from))));
    const first = Math.max(...begins);
    this.starts = Number.isFinite(first) ? [...new Set([first, ...rows.map((r) => Number(r.effective_from)).filter((from) => from > first)])].sort((a, b) => a - b) : [];
  }

  /** The book in force at a moment; before the first one, the first one. Null while some kind was never published. */
  at(now: number): RuleBook | null {
    const start = this.starts.findLast((from) => from <= now) ?? this.starts[0];
    if (start === undefined) return null;
    let book = this.built.get(start);
    if (!book) this.built.set(start, (book = this.build(start)));
    return book;
  }

  private build(start: number): RuleBook {
    return bookOf(contentsAt(this.rows, start), this.rows.filter((r) => Number(r.effective_from) <= start).length);
  }
}

/** The row of a kind that holds at a moment; null: none has come yet. */
export const newestAt = <R extends EditionRow>(rows: readonly R[], kind: Kind, at: number): R | null =>
  rows.filter((r) => r.kind === kind && Number(r.effective_from) <= at).reduce<R | null>((best, r) => (best === null || later(r, best) ? r : best), null);

/** What holds at a moment, of every kind. @throws ZodError while a kind has not come */
export const contentsAt = (rows: readonly EditionRow[], at: number): Contents =>
  Object.fromEntries(kinds.map((kind) => [kind, KINDS[kind].parse(newestAt(rows, kind, at)?.content)])) as unknown as Contents;

/** A later date wins; on the same date the later publication, which corrects the earlier one. */
const later = (a: EditionRow, b: EditionRow): boolean => Number(a.effective_from) > Number(b.effective_from) || (Number(a.effective_from) === Number(b.effective_from) && a.version > b.version);

export const loadRows = (sql: Sql): Promise<EditionRow[]> => sql.query<EditionRow>('select version, kind, effective_from, content from rule_book where kind = any($1) order by version', [kinds]);
/** What holds from a moment on, and besides these versions, whenever they held: all that a draft is worked out against, however many versions there were before. */
export const loadRowsFrom = (sql: Sql, at: number, versions: readonly number[] = []): Promise<EditionRow[]> => sql.query<EditionRow>(
  `select version, kind, effective_from, content from rule_book r where kind = any($1) and (version = any($3)
     or (effective_from >= coalesce((select max(effective_from) from rule_book i where i.kind = r.kind and i.effective_from <= $2), 0)
       and not exists (select from rule_book n where n.kind = r.kind and n.effective_from = r.effective_from and n.version > r.version))) order by version`, [kinds, at, versions]);
export const loadEditions = async (sql: Sql): Promise<Editions> => new Editions(await loadRows(sql));
