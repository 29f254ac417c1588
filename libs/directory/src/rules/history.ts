import { Clock, Database } from '#platform';
import { Injectable } from '@nestjs/common';
import type { Kind } from '../book/content.js';
import { differences, type Difference } from './differences.js';

/** One version of a kind: from when it holds, who wrote and who published it. `author` null: read in from the rule book's files. */
export interface Version {
  readonly kind: Kind;
  readonly version: number;
  readonly effectiveFrom: number;
  readonly publishedAt: number;
  readonly author: string | null;
  readonly publishedBy: string;
  readonly note: string | null;
  readonly draft: string | null;
  /** Holds now, is to come, or held once (or was corrected before it began). */
  readonly standing: 'in-force' | 'to-come' | 'past';
}

interface Row { readonly kind: Kind; readonly version: number; readonly effective_from: string; readonly published_at: string; readonly published_by: string; readonly author: string | null; readonly note: string | null; readonly draft: string | null }

/** Every version there ever was of every kind, and what changed between them. */
@Injectable()
export class RuleHistory {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** The newest effective date first, of one date the last word first; of one kind, or of all. */
  async versions(kind: Kind | null = null): Promise<readonly Version[]> {
    const rows = await this.database.query<Row>(
      'select kind, version, effective_from, published_at, published_by, author, note, draft from rule_book where $1::text is null or kind = $1 order by kind, effective_from desc, version desc', [kind]);
    const now = this.clock.now(), decided = new Set<string>(), begun = new Set<string>();
    return rows.map((r): Version => {
      const effectiveFrom = Number(r.effective_from), slot = `${r.kind} ${r.effective_from}`, last = !decided.has(slot);
      decided.add(slot);
      const standing = !last ? 'past' : effectiveFrom > now ? 'to-come' : begun.has(r.kind) ? 'past' : 'in-force';
      if (standing === 'in-force') begun.add(r.kind);
      return { kind: r.kind, version: r.version, effectiveFrom, publishedAt: Number(r.published_at), author: r.author, publishedBy: r.published_by, note: r.note, draft: r.draft, standing };
    });
  }

  /** The content of a version, or what holds at a moment (now when neither is said); null: there is none. */
  async content(kind: Kind, { version, at }: { readonly version?: number | undefined; readonly at?: number | undefined }): Promise<{ readonly kind: Kind; readonly version: number; readonly effectiveFrom: number; readonly note: string | null; readonly content: unknown } | null> {
    const [row] = version === undefined
      ? await this.database.query<Row & { content: unknown }>('select * from rule_book where kind = $1 and effective_from <= $2 order by effective_from desc, version desc limit 1', [kind, at ?? this.clock.now()])
      : await this.database.query<Row & { content: unknown }>('select * from rule_book where kind = $1 and version = $2', [kind, version]);
    return row ? { kind, version: row.version, effectiveFrom: Number(row.effective_from), note: row.note, content: row.content } : null;
  }

  /** What changed from one version of a kind to another; null: one of them is not there. */
  async between(kind: Kind, from: number, to: number): Promise<readonly Difference[] | null> {
    const [a, b] = [await this.content(kind, { version: from }), await this.content(kind, { version: to })];
    return a === null || b === null ? null : differences(kind, a.content, b.content);
  }
}
