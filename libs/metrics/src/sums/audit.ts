import { COUNTABLE, SHARES } from '#contract';
import { LONG_SPANS, SUM_COLUMNS } from '#directory';
import type { Database } from '#platform';
import { DAY_SUMS_OF, LINES_OF_DAYS, LONGER_SUMS, SUM_KEY } from './adding.js';
import { COLUMNS_KEPT, COLUMNS_RIGHT, TIMED_PARTS } from './columns.js';

/** A sum that is not what its rows come to: `what` is its key. */
export interface SumFault { readonly what: string; readonly kept: string; readonly right: string }
export interface SumAudit { readonly months: number; readonly of: number }

/** So many differences of a month are told. */
const TOLD = 20;
const VALUES = SUM_COLUMNS.map((c) => `"${c}"`).join(', ');

/** From the first month that anything is counted in to the last one, one probe a part, and whatever is kept beside; what is not added up yet is left out. */
const MONTHS = `with e as (select min(f) as first, max(l) as last from unnest($1::text[]) p cross join lateral (select
    least((select min(day) from counted_case where part = p and person = ''), (select min(day) from counted_case where part = p and person <> '')) as f,
    greatest((select max(day) from counted_case where part = p and person = ''), (select max(day) from counted_case where part = p and person <> '')) as l) x)
  select m.month::text as month from (select generate_series(date_trunc('month', first), last, '1 month')::date as month from e union select day from counted_sum where span = 'month' and grain in ('department', 'whose')) m
  cross join counted_added w where m.month < w.before order by 1`;
/** Added up anew beside what is kept, of one moment both: it may run beside a working server. */
const compared = (key: readonly string[], kept: string, right: string): string =>
  `select concat_ws(' ', ${key.map((k) => `nullif(${k}::text, '')`).join(', ')}) as what, coalesce(k.said, '-') as kept, coalesce(r.said, '-') as "right"
  from (${kept}) k full join (${right}) r using (${key.join(', ')}) where k.said is distinct from r.said order by 1 limit ${TOLD}`;
const saying = (key: readonly string[], columns: string, from: string): string => `select ${key.join(', ')}, (select string_agg(c.key || ' ' || c.value, ', ' order by c.key) from json_each_text((select row_to_json(v) from (select ${columns}) v)) c where c.value is not null) as said from (${from}) x`;
const kept = (where: string): string => saying(SUM_KEY, VALUES, `select * from counted_sum where ${where} and num_nonnulls(${VALUES}) > 0`);
const DAYS = compared(SUM_KEY, kept(`span = 'day' and day >= $1::date and day < $2::date`), saying(SUM_KEY, VALUES, DAY_SUMS_OF(LINES_OF_DAYS)));
/** What a month, quarter or year holds is what its days hold: of the year that a month lies in. */
const YEAR_LONG = `span in (${LONG_SPANS.map((s) => `'${s}'`).join(', ')}) and day >= $1::date and day < $2::date`;
const LONGER = compared(SUM_KEY, kept(YEAR_LONG), saying(SUM_KEY, VALUES, LONGER_SUMS));
const COLUMNS = compared(['part', 'day'], `select part, day, said from (${COLUMNS_KEPT}) k`, `select part, day, said from (${COLUMNS_RIGHT}) r`);

/** Adds up whole months anew and compares with what is kept: every month, or one, another each day that `salt` says. Of each year that is looked into, the longer spans are added up from its days. */
export async function* auditSums(db: Database, { whole, salt }: { readonly whole: boolean; readonly salt: string }): AsyncGenerator<SumFault, SumAudit> {
  const all = await db.query<{ month: string }>(MONTHS, [COUNTABLE]), chosen = [...salt].reduce((n, c) => (n * 31 + (c.codePointAt(0) ?? 0)) % 1_000_003, 0);
  const months = whole ? all : all.filter((_, i) => i === chosen % all.length), years = new Set(months.map(({ month }) => month.slice(0, 4)));
  for (const { month } of months) {
    const [next] = await db.query<{ day: string }>(`select ($1::date + interval '1 month')::date::text as day`, [month]);
    yield* await db.query<SumFault>(DAYS, [month, next?.day, COUNTABLE, SHARES]);
    yield* await db.query<SumFault>(COLUMNS, [month, next?.day, TIMED_PARTS]);
  }
  for (const year of years) yield* await db.query<SumFault>(LONGER, [`${year}-01-01`, `${String(Number(year) + 1).padStart(4, '0')}-01-01`]);
  return { months: months.length, of: all.length };
}
