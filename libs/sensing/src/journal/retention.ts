import type { Database } from '#platform';
import type { Log } from '#platform';

const DAY = 86_400_000;
/** Tables whose days are tables of their own, with the column that says which day. */
const BY_DAY = { journal: 'received_at', seen_key: 'at', reading: 'at' } as const;
type ByDay = keyof typeof BY_DAY;
/** Keys of senders are kept for a week: no sender repeats a message for longer. */
export const KEY_DAYS = 7;
/** So many days are prepared beforehand, today not counted. */
const AHEAD = 3;

export interface Days { readonly journal: number; readonly reading: number }
const nameOf = (table: ByDay, day: number): string => `${table}_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;

/** Makes the tables of the days that come. One that cannot be made (rows of its day lie in the rest already) is left out: the rest holds them. */
export async function prepareDays(database: Database, now: number, log?: Log): Promise<void> {
  const today = Math.floor(now / DAY) * DAY;
  for (const table of Object.keys(BY_DAY) as ByDay[]) for (let day = today; day <= today + AHEAD * DAY; day += DAY) {
    const name = nameOf(table, day);
    if (((await database.query<{ known: boolean }>('select to_regclass($1) is not null as known', [name]))[0]?.known ?? true) === true) continue;
    await database.query(`create table if not exists ${name} partition of ${table} for values from (${day}) to (${day + DAY})`).catch((error: unknown) => log?.warn({ err: error, name }, 'the table of a day was not made; its rows go to the rest'));
    if (table === 'journal') await database.query(`alter table if exists ${name} alter column payload set storage external`);
  }
}

/** Drops the days that are over: of the journal only what every partition has a later snapshot of and the history has taken. Counts of dropped readings stay, so that the books agree. Answers the tables that are gone. */
export async function dropDays(database: Database, now: number, days: Days): Promise<string[]> {
  const gone: string[] = [];
  for (const [table, keep] of [['journal', days.journal], ['seen_key', KEY_DAYS], ['reading', days.reading]] as const) {
    const before = Math.floor(now / DAY) * DAY - keep * DAY;
    const tables = await database.query<{ name: string }>(`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass and c.relname ~ '_[0-9]{8}$' order by 1`, [table]);
    for (const { name } of tables) {
      const day = Date.parse(`${name.slice(-8, -4)}-${name.slice(-4, -2)}-${name.slice(-2)}T00:00:00Z`);
      if (day + DAY <= before && (await dropDay(database, table, name))) gone.push(name);
    }
    await dropRest(database, table, before);
  }
  await database.query('delete from roll_up where ctid in (select ctid from roll_up where step = 60 and at < $1 limit 200000)', [now - days.reading * DAY]);
  return gone;
}

const STILL_NEEDED = `exists (select from %t j join partition_owner o using (partition) left join partition_snapshot s using (partition) where j.seq > least(coalesce(s.seq, 0), o.history_seq))`;
const COUNT_DROPPED = `update partition_owner o set dropped = o.dropped + d.n from (select partition, sum(n) as n from %t j where %w group by partition) d where o.partition = d.partition`;

function dropDay(database: Database, table: ByDay, name: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    if (table === 'journal') {
      const [row] = await tx.query<{ needed: boolean }>(`select ${STILL_NEEDED.replace('%t', name)} as needed`);
      if (row?.needed !== false) return false;
      await tx.query(COUNT_DROPPED.replace('%t', name).replace('%w', 'true'));
    }
    await tx.query(`drop table ${name}`);
    return true;
  });
}

/** What lies outside every prepared day is deleted row by row; there is little of it. */
function dropRest(database: Database, table: ByDay, before: number): Promise<void> {
  return database.transaction(async (tx) => {
    const old = `${BY_DAY[table]} < ${before}`;
    if (table === 'journal') {
      const [row] = await tx.query<{ needed: boolean }>(`select ${STILL_NEEDED.replace('%t j', `(select * from journal_rest where ${old}) j`)} as needed`);
      if (row?.needed !== false) return;
      await tx.query(COUNT_DROPPED.replace('%t', 'journal_rest').replace('%w', old));
    }
    await tx.query(`delete from ${table}_rest where ${old}`);
  });
}
