import { COUNTABLE, SHARES } from '#contract';
import { SUM_COLUMNS, SUM_DIMENSIONS } from '#directory';
import type { Database } from '#platform';
import { LENGTH_KEY, LENGTHS_OF, SUMS_OF } from './adding.js';
import { LENGTH_SPANS } from './lengths.js';
import { COUNTED_FROM_TO } from './sums.js';

/** A sum that is not what its rows come to: `what` is its key. */
export interface SumFault { readonly what: string; readonly kept: string; readonly right: string }
export interface SumAudit { readonly months: number; readonly of: number }

/** So many differences of a month are told. */
const TOLD = 20;
const KEY = ['grain', 'span', 'day', ...SUM_DIMENSIONS];
const VALUES = SUM_COLUMNS.map((c) => `"${c}"`).join(', ');

/** From the first month that anything is counted in to the last one, one probe a part, and whatever is kept beside; what is not added up yet is left out. */
const MONTHS = `with e as (select min(f) as first, max(l) as last from unnest($1::text[]) p cross join lateral (select
    least((select min(day) from counted_case where part = p and person = ''), (select min(day) from counted_case where part = p and person <> '')) as f,
    greatest((select max(day) from counted_case where part = p and person = ''), (select max(day) from counted_case where part = p and person <> '')) as l) x)
  select m.month::text as month from (select generate_series(date_trunc('month', first), last, '1 month')::date as month from e union select day from counted_sum where span = 'month' and grain in ('department', 'whose')) m
  cross join counted_summed w where m.month < w.before order by 1`;
/** Added up anew beside what is kept, of one moment both: it may run beside a working server. */
const compared = (key: readonly string[], kept: string, right: string): string =>
  `select concat_ws(' ', ${key.map((k) => `nullif(${k}::text, '')`).join(', ')}) as what, coalesce(k.said, '-') as kept, coalesce(r.said, '-') as "right"
  from (${kept}) k full join (${right}) r using (${key.join(', ')}) where k.said is distinct from r.said order by 1 limit ${TOLD}`;
const saying = (key: readonly string[], columns: string, from: string): string => `select ${key.join(', ')}, (select string_agg(c.key || ' ' || c.value, ', ' order by c.key) from json_each_text((select row_to_json(v) from (select ${columns}) v)) c where c.value is not null) as said from (${from}) x`;
const SUMS = compared(KEY, saying(KEY, VALUES, `select * from counted_sum where day >= $1::date and day < $2::date and num_nonnulls(${VALUES}) > 0`), saying(KEY, VALUES, SUMS_OF(COUNTED_FROM_TO)));
const LENGTHS = compared(LENGTH_KEY, saying(LENGTH_KEY, 'n', `select * from counted_length where span = 'month' and day = $1::date and n <> 0`), saying(LENGTH_KEY, 'n', LENGTHS_OF(COUNTED_FROM_TO, ['month'])));
/** What a quarter and a year hold is what their months hold. */
const LONGER = LENGTH_SPANS.filter((span) => span !== 'month').map((span) => `(span = '${span}' and day = date_trunc('${span}', $1::date)::date)`).join(' or ');
const LONG_LENGTHS = compared(LENGTH_KEY, saying(LENGTH_KEY, 'n', `select * from counted_length where (${LONGER}) and n <> 0`),
  saying(LENGTH_KEY, 'n', LENGTH_SPANS.filter((span) => span !== 'month').map((span) => `select '${span}' as span, date_trunc('${span}', day)::date as day, department, part, timing, length, sum(n)::int as n from counted_length where span = 'month' and date_trunc('${span}', day) = date_trunc('${span}', $1::date) group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0`).join(' union all ')));

/** Adds up whole months anew and compares with what is kept: every month, or one, another each day that `salt` says. */
export async function* auditSums(db: Database, { whole, salt }: { readonly whole: boolean; readonly salt: string }): AsyncGenerator<SumFault, SumAudit> {
  const all = await db.query<{ month: string }>(MONTHS, [COUNTABLE]), chosen = [...salt].reduce((n, c) => (n * 31 + (c.codePointAt(0) ?? 0)) % 1_000_003, 0);
  const months = whole ? all : all.filter((_, i) => i === chosen % all.length);
  for (const { month } of months) {
    const [next] = await db.query<{ day: string }>(`select ($1::date + interval '1 month')::date::text as day`, [month]), span = [month, next?.day, COUNTABLE, SHARES];
    yield* await db.query<SumFault>(SUMS, span);
    yield* await db.query<SumFault>(LENGTHS, span);
    yield* await db.query<SumFault>(LONG_LENGTHS, [month]);
  }
  return { months: months.length, of: all.length };
}
