import { DAY, HOUR, type CaseId, type ClassId, type ConditionId } from '#domain';
import { countyDays, picture, Stage } from '#simulator';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** A county full of open cases in seconds: one real case, its history, and copies of both. */

/** The events of the copies lie this many days back, so that counting the daily figures is over before anything is measured. */
const DAYS_BACK = 60;

/** A real case that waits for its department to sign for it. */
export async function dispatched(url: string, pool: pg.Pool, run: string): Promise<CaseId> {
  const stage = await Stage.set({ url, run });
  try {
    const place = [...countyDays(stage.county, 1, 20)].find((o) => o.place !== null && stage.county.cellAt(o.place) !== null)?.place;
    if (!place) throw new Error('the county has no place to report from');
    const session = await stage.play.crew.session(stage.county.member(stage.county.cellAt(place), 0));
    const answer = await session.report({ text: '违法建设一处', classId: 'E0101' as ClassId, conditionId: 'E0101-2' as ConditionId, photos: await session.upload([picture(run)]), position: { lon: place.lon, lat: place.lat, crs: 'wgs84' } }, `bench/${run}`);
    if (!answer.ok) throw new Error(`the report was refused: ${answer.problem.code}`);
    for (const until = Date.now() + 30_000; ; await sleep(200)) {
      const [row] = (await pool.query<{ stage: string; ready: boolean }>('select stage, settled_version = version and wake_at is not null as ready from cases where id = $1', [answer.value.id])).rows;
      if (row?.stage === 'acceptance' && row.ready) return answer.value.id;
      if (Date.now() > until) throw new Error(`the pattern stays in ${row?.stage ?? 'nothing'}`);
    }
  } finally { stage.close(); }
}

/** As many copies of the case and its history as are asked for, due between one hour and ten days from now. */
export async function copied(pool: pg.Pool, pattern: CaseId, count: number): Promise<void> {
  await pool.query('create table bench_copy as select gen_random_uuid() as id, n, $1::bigint + (random() * $2)::bigint as due from generate_series(1, $3::int) n', [Date.now() + HOUR, 10 * DAY - HOUR, count]);
  await pool.query('alter table bench_copy add primary key (id)');
  const columns = async (table: string, but: readonly string[]): Promise<string[]> =>
    (await pool.query<{ name: string }>(`select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public' and is_generated = 'NEVER' and is_identity = 'NO'`, [table])).rows.map((r) => r.name).filter((name) => !but.includes(name));
  const copy = async (table: string, but: readonly string[], instead: Readonly<Record<string, string>>, key: string): Promise<void> => {
    const names = await columns(table, but);
    await pool.query(`insert into ${table} (${names.join(', ')}) select ${names.map((name) => instead[name] ?? `t.${name}`).join(', ')} from bench_copy b cross join ${table} t where t.${key} = $1`, [pattern]);
  };
  await copy('cases', [], {
    id: 'b.id', number: `'B-' || b.n`, wake_at: 'b.due', due_at: 'b.due',
    state: `jsonb_set(t.state || jsonb_build_object('id', b.id, 'number', 'B-' || b.n), '{clocks,acceptance,dueAt}', to_jsonb(b.due))`,
  }, 'id');
  await copy('case_event', ['position', 'xact'], { case_id: 'b.id', at: `t.at - (1 + b.n % ${DAYS_BACK}) * ${DAY}::bigint`, day: `t.day - (1 + b.n % ${DAYS_BACK})::int` }, 'case_id');
  for (const table of ['cases', 'case_event', 'bench_copy']) await pool.query(`vacuum analyze ${table}`);
}

/** Resolves when the daily figures of all days have been counted and the server has come to rest. */
export async function counted(pool: pg.Pool): Promise<void> {
  for (const until = Date.now() + 300_000; ; await sleep(1_000)) {
    const [left] = (await pool.query<{ days: number }>('select count(*)::int as days from (select distinct day from case_event) e where not exists (select 1 from figure_watermark w where w.day = e.day)')).rows;
    if (left?.days === 0) break;
    if (Date.now() > until) throw new Error('the daily figures were not counted within five minutes');
  }
  await sleep(5_000);
}
