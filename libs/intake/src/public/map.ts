import type { PublicFigures, PublicMap } from '#contract';
import { Directory, type RuleBook } from '#directory';
import { DAY, localDay, type Instant } from '#domain';
import { Clock, Database } from '#platform';
import { Injectable } from '@nestjs/common';

/** Fewer than this are not told: a reader who knows the street must not learn of one report. */
export const FEWEST = 3;
/** About people rather than about places: begging, petitions, quarrels of neighbours. They are in no public figure. */
const PRIVATE: readonly string[] = ['E0403', 'E0698', 'E0699'];
const OTHER = 'other';

interface Row { cell: string; grp: string; open: number; closed30: number; closed90: number; days: number | null }

/** Walks `cases_public`: what is open and what was closed lately, not the years before. */
export const COUNTED = `select c.cell, coalesce(g.grp, '${OTHER}') as grp, count(*) filter (where c.closed_at is null or c.closed_at >= $1)::int as open,
    count(*) filter (where c.closed_at >= $2 and c.closed_at < $1)::int as closed30, count(*) filter (where c.closed_at < $1)::int as closed90,
    percentile_cont(0.5) within group (order by c.closed_at - c.reported_at) filter (where c.closed_at < $1) / ${DAY} as days
  from cases c left join unnest($4::text[], $5::text[]) g(class_id, grp) on g.class_id = c.class_id
  where c.cell is not null and c.reported_at < $1 and (c.closed_at is null or c.closed_at >= $3) and (c.outcome is null or c.outcome in ('fixed', 'self-handled', 'forced')) and not coalesce(c.class_id, '') = any($6)
  group by 1, 2 order by 1, 2`;

/**
 * The public ecological map: what stood open as the county's day began, and what was closed in the 30 and 90 days before. Only one table is told, by cell and group; it has no sums beside it,
 * and of two numbers whose difference would be a small one only the larger is told. So nothing that is withheld can be worked out, and from one look to the next nothing moves but once a day.
 */
@Injectable()
export class EcologicalMap {
  private made: { readonly day: string; readonly book: RuleBook; readonly map: Promise<PublicMap> } | null = null;
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly clock: Clock) {}

  /** The same object for the whole day, while the rule book is the same. */
  map(): Promise<PublicMap> {
    const book = this.directory.book(), now = this.clock.now(), day = new Date(localDay(book.calendar, now) * DAY).toISOString().slice(0, 10);
    if (this.made?.day !== day || this.made.book !== book) {
      const made = { day, book, map: this.make(day, book, localDay(book.calendar, now) * DAY - book.calendar.offset) };
      this.made = made;
      made.map.catch(() => { if (this.made === made) this.made = null; });
    }
    return this.made.map;
  }

  private async make(day: string, book: RuleBook, began: Instant): Promise<PublicMap> {
    const classes = [...book.classes.values()].filter((c) => !PRIVATE.includes(c.id)), group = (c: { kind: string; major: { code: string } }): string => `${c.kind}-${c.major.code}`;
    const rows = await this.database.query<Row>(COUNTED, [began, began - 30 * DAY, began - 90 * DAY, classes.map((c) => c.id), classes.map(group), PRIVATE]);
    const cells = new Map<string, PublicFigures[]>();
    for (const row of rows) cells.set(row.cell, [...(cells.get(row.cell) ?? []), told(row)]);
    const groups = new Map(classes.map((c) => [group(c), { id: group(c), kind: c.kind, zh: c.major.zh, en: c.major.en }] as const));
    const townshipOf = (cell: string): { zh: string; en: string } | null => { const found = book.townships.find((t) => cell.startsWith(t.code)); return found === undefined ? null : { zh: found.zh, en: found.en }; };
    return {
      day, fewerThan: FEWEST, groups: [...groups.values(), { id: OTHER, kind: null, zh: '类别待定', en: 'Not yet classed' }],
      cells: [...cells].map(([cell, figures]) => ({ cell, township: townshipOf(cell), figures })),
    };
  }
}

/** What of a row may be told. */
export function told({ grp, open, closed30, closed90, days }: Pick<Row, 'grp' | 'open' | 'closed30' | 'closed90' | 'days'>): PublicFigures {
  const small = (n: number): boolean => n > 0 && n < FEWEST;
  return {
    group: grp, open: small(open) ? null : open, closed30: small(closed30) || small(closed90 - closed30) ? null : closed30, closed90: small(closed90) ? null : closed90,
    days: days === null || closed90 < FEWEST ? null : Math.round(days * 10) / 10,
  };
}
