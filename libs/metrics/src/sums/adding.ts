import { isShare, SHARES } from '#contract';
import { GRAIN_NAMES, GRAINS, LEFT, LONG_SPANS, OF_SHARES, STOOD, SUM_COLUMNS, SUM_DIMENSIONS, type Grain, type SumDimension } from '#directory';

const column = (name: string): string => `"${name}"`;
const COLUMNS = SUM_COLUMNS.map(column).join(', ');
const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
export const SUM_KEY = ['grain', 'span', 'day', ...SUM_DIMENSIONS] as const;
const KEY = SUM_KEY.join(', ');

/** What counts on a day: rows of `counted_case`, and of what stood a second line on the day it ceased to. `n`: how often each is to be added, once, or less once where it has gone. */
export type Lines = string;
const LINE = 'part, person, department, cell, class_id, source';
/** What never stood at the end of a day is in no stock. */
const STANDS = `part <> 'standing' or until_day is null or until_day > day`;
const LEAVING = `'${LEFT}', person, department, cell, class_id, source`;
/** The lines of rows that have an `n`. */
export const linesOf = (rows: string): Lines => `select day, ${LINE}, n from (${rows}) a where ${STANDS} union all select until_day, ${LEAVING}, n from (${rows}) a where part = 'standing' and until_day > day`;
/** The lines of the days from `$1` to before `$2`; `$3` are all parts, `$4` those of them that are shares. All but what stands is read from indexes alone. */
export const LINES_OF_DAYS: Lines = `select day, part, '' as person, department, cell, class_id, source, 1 as n from counted_case where person = '' and part = any($3::text[]) and part <> 'standing' and day >= $1::date and day < $2::date
  union all select day, ${LINE}, 1 from counted_case where person = '' and part = 'standing' and day >= $1::date and day < $2::date and (${STANDS})
  union all select day, ${LINE}, 1 from counted_case where person <> '' and part = any($4::text[]) and day >= $1::date and day < $2::date
  union all select until_day, ${LEAVING}, 1 from counted_case where person = '' and part = 'standing' and ${STOOD} && daterange($1::date - 1, $2::date) and until_day >= $1::date and until_day < $2::date`;

const isOfShares = (grain: Grain): boolean => OF_SHARES.includes(grain);
/** One row for everything that counts on a day in the same place for the same, of parts or of shares: what people did for themselves alone is neither. */
const WIDE = (lines: Lines, shares: boolean): string =>
  `select l.day, coalesce(left(l.cell, 9), '') as township, coalesce(l.cell, '') as cell, coalesce(l.department, '') as department, coalesce(l.class_id, '') as class_id, l.source, l.person as whose,
    ${SUM_COLUMNS.map((part) => `${(part !== LEFT && isShare(part)) === shares ? `(sum(l.n) filter (where l.part = '${part}'))::int` : 'null::int'} as ${column(part)}`).join(', ')}
  from (${lines}) l where ${shares ? `l.person <> '' and l.part in (${quoted(SHARES)})` : `l.person = ''`} group by 1, 2, 3, 4, 5, 6, 7`;

/** What a grain is added up from: the next that tells apart all that it does, so that each is made of fewer rows than the one before. */
const told = (grain: Grain): readonly SumDimension[] => GRAINS[grain], whole = (shares: boolean): string => (shares ? 'of_shares' : 'of_parts');
function finer(grain: Grain): string {
  const within = GRAIN_NAMES.filter((other) => isOfShares(other) === isOfShares(grain) && told(other).length > told(grain).length && told(grain).every((d) => told(other).includes(d)));
  const next = within.sort((a, b) => told(a).length - told(b).length)[0];
  return next === undefined ? whole(isOfShares(grain)) : `g_${next}`;
}
const sums = SUM_COLUMNS.map((c) => `sum(${column(c)})::int as ${column(c)}`).join(', ');
/** Each grain by days, the finest first. */
const grains = [...GRAIN_NAMES].sort((a, b) => told(b).length - told(a).length).map((grain) =>
  `g_${grain} as (select day, ${SUM_DIMENSIONS.map((d) => (told(grain).includes(d) ? d : `'' as ${d}`)).join(', ')}, ${sums} from ${finer(grain)} group by ${['day', ...told(grain)].join(', ')})`);
/** Each grain of the lines, and all of them as `d`. */
const BY_DAYS = (lines: Lines): string => `with ${[false, true].map((shares) => `${whole(shares)} as (${WIDE(lines, shares)})`).join(', ')}, ${grains.join(', ')}, d as (${GRAIN_NAMES.map((grain) => `select '${grain}' as grain, * from g_${grain}`).join(' union all ')})`;
const SOME = `num_nonnulls(${SUM_COLUMNS.map((c) => `nullif(${column(c)}, 0)`).join(', ')}) > 0`;
/** Without what comes to nothing. */
const NULL_IF_NONE = SUM_COLUMNS.map((c) => `nullif(${column(c)}, 0) as ${column(c)}`).join(', ');
/** Days in the spans that hold them. */
const LONGER = (days: string): string => `select x.grain, s.span, date_trunc(s.span, x.day)::date as day, ${SUM_DIMENSIONS.map((d) => `x.${d}`).join(', ')}, ${SUM_COLUMNS.map((c) => `sum(x.${column(c)})::int as ${column(c)}`).join(', ')}
  from ${days} x cross join unnest(array[${quoted(LONG_SPANS)}]) as s (span) group by ${SUM_KEY.map((_, i) => i + 1).join(', ')}`;
const KEPT = (from: string): string => `select ${KEY}, ${NULL_IF_NONE} from (${from}) r where ${SOME}`;
const DAYS = `select grain, 'day' as span, day, ${SUM_DIMENSIONS.join(', ')}, ${COLUMNS} from d`;

/** What lines come to by days, in every grain; a sum of nothing is null. */
export const DAY_SUMS_OF = (lines: Lines): string => `${BY_DAYS(lines)} ${KEPT(DAYS)}`;
/** The same, and in every longer span. */
export const SUMS_OF = (lines: Lines): string => `${BY_DAYS(lines)} ${KEPT(`${DAYS} union all ${LONGER('d')}`)}`;
/** What the days from `$1` to before `$2` that are kept come to in longer spans. */
export const LONGER_SUMS = KEPT(LONGER(`(select * from counted_sum where span = 'day' and grain in (${quoted(GRAIN_NAMES)}) and day >= $1::date and day < $2::date)`));

/** Adds sums to what is kept, in the order of their key: what is asked for together lies together, and nobody waits for somebody who waits for him. */
export const ADD = (of: string): string =>
  `insert into counted_sum as s (${KEY}, ${COLUMNS}) ${of} order by ${KEY} on conflict (${KEY}) do update set ${SUM_COLUMNS.map((c) => `${column(c)} = nullif(coalesce(s.${column(c)}, 0) + coalesce(excluded.${column(c)}, 0), 0)`).join(', ')}`;
