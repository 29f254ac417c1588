import type { Sql } from '../sql.js';
import { bookOf, type RuleBook } from './book.js';
import { KINDS, kinds, type Contents, type Kind } from './content.js';

interface Row { readonly version: number; readonly kind: Kind; readonly effective_from: string; readonly content: unknown }

/** All rule books there ever were and are published to come, by the moment from which they hold. */
export class Editions {
  private readonly built = new Map<number, RuleBook>();
  private readonly starts: readonly number[];

  constructor(private readonly rows: readonly Row[]) {
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
    const inForce = this.rows.filter((r) => Number(r.effective_from) <= start);
    const newest = (kind: Kind): unknown => inForce.filter((r) => r.kind === kind).reduce<Row | null>((best, r) => (best === null || later(r, best) ? r : best), null)?.content;
    const contents = Object.fromEntries(kinds.map((kind) => [kind, KINDS[kind].parse(newest(kind))])) as unknown as Contents;
    return bookOf(contents, inForce.length);
  }
}

/** A later date wins; on the same date the later publication, which corrects the earlier one. */
const later = (a: Row, b: Row): boolean => Number(a.effective_from) > Number(b.effective_from) || (a.effective_from === b.effective_from && a.version > b.version);

export async function loadEditions(sql: Sql): Promise<Editions> {
  return new Editions(await sql.query<Row>('select version, kind, effective_from, content from rule_book where kind = any($1) order by version', [kinds]));
}
