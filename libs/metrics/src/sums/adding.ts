import { SHARES } from '#contract';
import { GRAIN_NAMES, GRAINS, OF_SHARES, SUM_COLUMNS, SUM_DIMENSIONS, type SumDimension } from '#directory';
import { LENGTH_SPANS, ROUNDED, type LengthSpan } from './lengths.js';

const KEY = ['grain', 'span', 'day', ...SUM_DIMENSIONS];
const column = (name: string): string => `"${name}"`;
const COLUMNS = SUM_COLUMNS.map(column);

/** Rows of `counted_case` with `n`, how often each is to be added: once, or less once where it has gone. */
export type Source = string;

/** One line for everything that counts on a day in the same place for the same: what people did for themselves alone is left out. */
const WIDE = (from: Source): string =>
  `select r.day, coalesce(left(r.cell, 9), '') as township, coalesce(r.cell, '') as cell, coalesce(r.department, '') as department, coalesce(r.class_id, '') as class_id, r.source, r.person as whose,
    ${SUM_COLUMNS.map((part) => `(sum(r.n) filter (where r.part = '${part}'))::int as ${column(part)}`).join(', ')}
  from (${from}) r where r.person = '' or r.part in (${SHARES.map((share) => `'${share}'`).join(', ')}) group by 1, 2, 3, 4, 5, 6, 7`;

/** A grain by days and by months: what it does not tell apart is ''. */
const TARGETS = GRAIN_NAMES.flatMap((grain) => {
  const told: readonly SumDimension[] = GRAINS[grain], key = SUM_DIMENSIONS.map((d) => (told.includes(d) ? `w.${d}` : `''`)).join(', ');
  return [`('${grain}', 'day', w.day, ${key})`, `('${grain}', 'month', date_trunc('month', w.day)::date, ${key})`];
}).join(', ');

/** What rows come to, in every grain; a sum of nothing is null. */
export const SUMS_OF = (from: Source): string =>
  `select ${KEY.map((k) => `g.${k}`).join(', ')}, ${COLUMNS.map((c) => `nullif(sum(w.${c}), 0)::int as ${c}`).join(', ')}
  from (${WIDE(from)}) w cross join lateral (values ${TARGETS}) as g (${KEY.join(', ')}) where (g.grain in (${OF_SHARES.map((grain) => `'${grain}'`).join(', ')})) = (w.whose <> '')
  group by ${KEY.map((_, i) => i + 1).join(', ')} having num_nonnulls(${COLUMNS.map((c) => `nullif(sum(w.${c}), 0)`).join(', ')}) > 0`;

/** Adds rows to what is kept. */
export const ADD_SUMS = (from: Source): string =>
  `insert into counted_sum as s (${[...KEY, ...COLUMNS].join(', ')}) ${SUMS_OF(from)}
  on conflict (${KEY.join(', ')}) do update set ${COLUMNS.map((c) => `${c} = nullif(coalesce(s.${c}, 0) + coalesce(excluded.${c}, 0), 0)`).join(', ')}`;

export const LENGTH_KEY = ['span', 'day', 'department', 'part', 'timing', 'length'] as const;
/** How many lengths of a department were so long, in each span of time: what medians are looked up in. */
export const LENGTHS_OF = (from: Source, spans: readonly LengthSpan[] = LENGTH_SPANS): string =>
  `select s.span, date_trunc(s.span, m.day)::date as day, m.department, m.part, m.timing, m.length, sum(m.n)::int as n from (
    select date_trunc('month', r.day)::date as day, coalesce(r.department, '') as department, r.part, t.timing, ${ROUNDED('t.length')} as length, sum(r.n) as n
    from (${from}) r cross join lateral (values ('working', r.worth), ('wall', r.worth_wall)) as t (timing, length) where r.person = '' and t.length is not null group by 1, 2, 3, 4, 5
  ) m cross join (values ${spans.map((span) => `('${span}')`).join(', ')}) as s (span) group by 1, 2, 3, 4, 5, 6 having sum(m.n) <> 0`;

export const ADD_LENGTHS = (from: Source): string =>
  `insert into counted_length as l (${LENGTH_KEY.join(', ')}, n) ${LENGTHS_OF(from)} on conflict (${LENGTH_KEY.join(', ')}) do update set n = l.n + excluded.n`;
