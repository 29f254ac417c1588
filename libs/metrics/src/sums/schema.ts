import { SPANS, SUM_COLUMNS, SUM_DIMENSIONS } from '#directory';
import { ADD, linesOf, SUM_KEY, SUMS_OF } from './adding.js';
import { COLUMN_TABLES, COLUMNS_DRAWN, LENGTHS_CHANGED } from './columns.js';

interface Runs { query(sql: string): Promise<unknown> }

const CHANGES = { insert: 'select c.*, 1 as n from come c', delete: 'select g.*, -1 as n from gone g', update: 'select c.*, 1 as n from come c union all select g.*, -1 as n from gone g' } as const;
const TABLES = { insert: 'new table as come', delete: 'old table as gone', update: 'old table as gone new table as come' } as const;
type Change = keyof typeof CHANGES;
const KINDS = Object.keys(CHANGES) as Change[];
const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/**
 * The sums follow every change of `counted_case` in its own transaction, whoever makes it: this release, the one before it, or a hand. Days from `counted_added.before` on are not added up yet, and
 * whoever moves that day forward locks out whoever adds. Lengths that are kept in columns are thrown away where one of them has changed.
 */
const FOLLOWS = (change: Change): string => `create or replace function counted_sum_${change}() returns trigger language plpgsql as $follows$
  declare until date;
  begin
    select w.before into until from counted_added w for share;
    ${ADD(SUMS_OF(`select x.* from (${linesOf(CHANGES[change])}) x where x.day < until`))};
    ${LENGTHS_CHANGED(CHANGES[change]).join(';\n    ')};
    return null;
  end $follows$`;

/**
 * Draws the sums from the list of what is counted: their columns, and the triggers that keep them. Whoever adds to that list, or to the grains or spans, draws anew in a migration of their own that adds up everything again
 * (`ADD_UP_ANEW`), so that old and new databases end the same.
 */
export async function drawSums(run: Runs): Promise<void> {
  await run.query(`create table if not exists counted_sum (grain text not null, span text not null, day date not null, ${SUM_DIMENSIONS.map((d) => `${d} text not null`).join(', ')},
    constraint counted_sum_pkey primary key (${SUM_KEY.join(', ')}))`);
  await run.query('alter table counted_sum drop constraint if exists counted_sum_span');
  await run.query(`alter table counted_sum add constraint counted_sum_span check (span in (${list(SPANS)}))`);
  for (const part of SUM_COLUMNS) await run.query(`alter table counted_sum add column if not exists "${part}" int`);
  await run.query('create table if not exists counted_added (id int primary key, before date not null, parked_at bigint, parked_reason text, parked_attempts int)');
  for (const sql of COLUMNS_DRAWN) await run.query(sql);
  for (const change of KINDS) {
    await run.query(FOLLOWS(change));
    await run.query(`create or replace trigger counted_sum_${change} after ${change} on counted_case referencing ${TABLES[change]} for each statement execute function counted_sum_${change}()`);
  }
  await run.query(`create or replace function counted_sum_truncate() returns trigger language plpgsql as $$ begin truncate counted_sum, ${COLUMN_TABLES}; return null; end $$`);
  await run.query('create or replace trigger counted_sum_truncate after truncate on counted_case for each statement execute function counted_sum_truncate()');
}

/** Nothing is added up yet; where nothing is counted either, everything is. */
export const ADD_UP_ANEW: readonly string[] = [
  `insert into counted_added as w (id, before) select 1, case when exists (select 1 from counted_case) then '-infinity'::date else 'infinity'::date end
    on conflict (id) do update set before = excluded.before, parked_at = null, parked_reason = null, parked_attempts = null`,
  `truncate counted_sum, ${COLUMN_TABLES}`,
];

export async function dropSums(run: Runs): Promise<void> {
  for (const change of [...KINDS, 'truncate']) { await run.query(`drop trigger counted_sum_${change} on counted_case`); await run.query(`drop function counted_sum_${change}`); }
  await run.query(`drop table counted_summed, counted_added, counted_sum, ${COLUMN_TABLES}`);
}
