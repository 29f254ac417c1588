import { CHANNELS, DAY, localDay, type CaseId, type Channel } from '#domain';
import { lifeOf, rowsOf } from '#metrics';
import { random, type Random } from '#simulator';
import type pg from 'pg';
import { CALENDAR, recorded } from './story.js';

/** Years of counted cases in a database: real lives, told by the core and counted by the program's own counting, laid over days, cells, classes and departments by SQL. */

export const YEARS = 5;
const LIVES = 2_000;
const CHUNK = 250_000;
/** How often each channel is first. */
const OFTEN: Readonly<Partial<Record<Channel, number>>> = { 'grid-member': 50, patrol: 15, hotline: 15, public: 12, sensor: 5, 'video-ai': 2, media: 1 };

type Print = (line: string) => void;
type Row = readonly [life: number, part: string, person: string, at: number, day: number, department: number | null, source: string, worth: number | null, wall: number | null, until: number | null];

const drawn = (random: Random): Channel => {
  let left = random.next() * CHANNELS.reduce((sum, c) => sum + (OFTEN[c] ?? 0), 0);
  return CHANNELS.find((c) => (left -= OFTEN[c] ?? 0) < 0) ?? 'grid-member';
};

/** Counted lives that have ended, each from its first day on; departments as numbers. */
function counted(): Row[] {
  const dice = random(20261126), rows: Row[] = [], departments: string[] = [];
  for (let n = 0, life = 0; life < LIVES; n++) {
    const log = recorded(n + 1, dice), first = log[0];
    if (first === undefined || log.at(-1)?.stage !== 'closed' || first.type !== 'CaseRegistered') continue;
    const told = lifeOf(`018f0000-0000-7000-8000-${String(n).padStart(12, '0')}` as CaseId, [{ ...first, data: { ...first.data, source: drawn(dice) } }, ...log.slice(1)], () => CALENDAR, null);
    const day = localDay(CALENDAR, first.at), midnight = day * DAY - CALENDAR.offset, numbered = (department: string): number => { if (!departments.includes(department)) departments.push(department); return departments.indexOf(department); };
    const dayOf = (date: string): number => Date.parse(date) / DAY - day;
    for (const r of rowsOf(told)) rows.push([life, r.part, r.part.startsWith('task-') ? String(numbered(r.person)) : r.person, r.at - midnight, dayOf(r.day), r.department === null ? null : numbered(r.department), r.source, r.worth, r.worth_wall, r.until_day === null ? null : dayOf(r.until_day)]);
    life++;
  }
  return rows;
}

export interface Filled { readonly cases: number; readonly rows: number; readonly from: string; readonly to: string }
/** What the county has, as the server says it. */
export interface Places { readonly cells: readonly string[]; readonly classes: readonly string[]; readonly departments: readonly string[] }

/** Fills `counted_case` with so many cases that began in the last years, the latest yesterday. The sums are left to the program: it finds that they are wanting. */
export async function filled(pool: pg.Pool, cases: number, { cells, classes, departments }: Places, print: Print): Promise<void> {
  const rows = counted(), column = (i: number): unknown[] => rows.map((r) => r[i]);
  await pool.query('create table bench_life (life int, part text, person text, at bigint, day int, department int, source text, worth bigint, wall bigint, until int)');
  await pool.query('insert into bench_life select * from unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::int[], $6::int[], $7::text[], $8::bigint[], $9::bigint[], $10::int[])', Array.from({ length: 10 }, (_, i) => column(i)));
  await pool.query('create index on bench_life (life)');
  await pool.query('analyze bench_life');
  const { rows: indexes } = await pool.query<{ def: string; name: string }>(`select pg_get_indexdef(indexrelid) as def, indexrelid::regclass::text as name from pg_index where indrelid = 'counted_case'::regclass and not indisprimary`);
  for (const { name } of indexes) await pool.query(`drop index ${name}`);
  await pool.query('alter table counted_case drop constraint counted_case_pkey');
  await pool.query('alter table counted_case disable trigger user');
  await pool.query(`update counted_added set before = '-infinity'`);
  // Two at a time, for two cores.
  let next = 0, laid = 0;
  await Promise.all([0, 1].map(async () => {
    for (let done = next; done < cases; done = next) {
      const until = (next = Math.min(cases, done + CHUNK));
      await pool.query(MULTIPLIED, [done, until, cases, YEARS * 365, cells, classes, departments, LIVES]);
      laid += until - done;
      print(`          ${laid.toLocaleString('en')} cases laid out, ${await size(pool)} on the disk`);
    }
  }));
  const client = await pool.connect();
  try { for (const sql of [`set maintenance_work_mem = '2GB'`, 'alter table counted_case add primary key (case_id, part, person)', ...indexes.map((i) => i.def), 'alter table counted_case enable trigger user', 'drop table bench_life', 'vacuum analyze counted_case', `create table bench_years as select ${cases} as cases, (current_date - ${YEARS * 365})::text as "from", current_date::text as "to"`]) await client.query(sql); } finally { client.release(); }
}

/** What has been filled, by this run or by an earlier one; null when nothing has, or not all. */
export async function found(pool: pg.Pool): Promise<Filled | null> {
  const [there] = (await pool.query<{ there: boolean }>(`select to_regclass('bench_years') is not null as there`)).rows;
  return there?.there !== true ? null : (await pool.query<Filled>(`select cases, "from", "to", (select count(*) from counted_case)::int as rows from bench_years`)).rows[0] ?? null;
}

/** Some cells and classes have many cases and most have few; a class goes mostly to one department. */
const MULTIPLIED = `with c as materialized (select ('019' || lpad(to_hex(n), 9, '0') || '40008000' || lpad(to_hex((random() * 2147483647)::int), 12, '0'))::uuid as id, n, current_date - 1 - ($4::int - 1) + floor(n::float8 * ($4::int - 1) / $3)::int as day,
    floor(random() * $8)::int as life, 1 + floor(cardinality($5::text[]) * random() ^ 1.5)::int as cell, 1 + floor(cardinality($6::text[]) * random() ^ 2.5)::int as class from generate_series($1::int, $2::int - 1) n)
  insert into counted_case (case_id, part, person, at, day, department, cell, class_id, source, worth, worth_wall, until_day)
  select c.id, l.part, case when l.person = '' or l.part like 'alarm-%' then l.person when l.part like 'task-%' then ($7::text[])[1 + (c.class + l.person::int) % cardinality($7::text[])] else l.person || '-' || c.cell % 5 end,
    (extract(epoch from c.day::timestamp at time zone 'Asia/Shanghai') * 1000)::bigint + l.at, c.day + l.day, ($7::text[])[1 + (c.class + l.department) % cardinality($7::text[])], ($5::text[])[c.cell], ($6::text[])[c.class], l.source, l.worth, l.wall, c.day + l.until
  from c join bench_life l on l.life = c.life order by c.n`;

/** What the database takes on the disk. */
export async function size(pool: pg.Pool): Promise<string> {
  const [row] = (await pool.query<{ n: string }>('select pg_database_size(current_database()) as n')).rows;
  return `${(Number(row?.n ?? 0) / 2 ** 30).toFixed(1)} GiB`;
}
