import { countyDays, picture, Stage } from '#simulator';
import { DAY, HOUR, type CaseId, type ClassId, type ConditionId } from '#domain';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { redisVersion } from './machine.js';
import { cpuSeconds, postgres, redis, server, undone, type Backend, type Undo } from './services.js';
import { quantile } from './statistics.js';

const OPEN = Number(process.env['BENCH_OPEN'] ?? 100_000);
const RUNGS = Number(process.env['BENCH_RUNGS'] ?? 2_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 120);
/** From the moment at which the rungs are set until the first of them is due. */
const AHEAD = 10_000;
/** The events of the copies lie this many days back, so that counting the daily figures is over before anything is measured. */
const DAYS_BACK = 60;

/**
 * How late escalations go off: a county's worth of open cases with timers that are still to come, a few of which come within the measured time.
 * The server is a process of its own with its real settings and clock; nobody does anything meanwhile, and nothing tells it of the timers but the database.
 */
export async function escalations(print: (line: string) => void): Promise<void> {
  print(`settings ${OPEN.toLocaleString('en')} open cases with a pending timer each, ${RUNGS.toLocaleString('en')} of them due within ${SECONDS} s at even chance; one server process, clock of the machine, commits are durable`);
  const backends: Backend[] = redisVersion() === null ? ['postgres'] : ['postgres', 'redis'];
  for (const backend of backends) print(`${backend.padEnd(9)} ${await undone((undo) => measured(undo, backend))}`);
  if (backends.length === 1) print('redis     not measured: there is no redis-server on the PATH');
}

async function measured(undo: Undo, backend: Backend): Promise<string> {
  const env: Record<string, string> = { DATABASE_URL: await postgres(undo), ...(backend === 'redis' && { REDIS_URL: (await redis(undo)).url }) };
  const pool = new pg.Pool({ connectionString: env['DATABASE_URL'], max: 2 });
  // Whoever asks it next is told that the database has gone.
  pool.on('error', () => undefined);
  undo.push(() => pool.end());
  const first = await server(undo, env);
  const pattern = await dispatched(first.url, pool);
  await first.stop();
  await copied(pool, pattern);
  const { pid } = await server(undo, env);
  await counted(pool);
  const from = await due(pool);
  await sleep(Math.max(0, from - Date.now()));
  const before = cpuSeconds(pid);
  const late = await fired(pool, from + SECONDS * 1000 + 30_000);
  const cpu = ((cpuSeconds(pid) ?? NaN) - (before ?? NaN)) / ((Date.now() - from) / 1000);
  const ms = (q: number): string => `${Math.round(quantile(late.ms, q)).toLocaleString('en')} ms`;
  const wrong = late.once === RUNGS ? '' : `; NOT ONCE EACH: ${late.once} of ${RUNGS} cases have exactly one`;
  return `late by p50 ${ms(0.5)}, p99 ${ms(0.99)}, max ${ms(1)} (${late.ms.length.toLocaleString('en')} rungs, each once); server ${(cpu * 100).toFixed(0)} % of a core${wrong}`;
}

/** A real case that waits for its department to sign for it. */
async function dispatched(url: string, pool: pg.Pool): Promise<CaseId> {
  const stage = await Stage.set({ url, run: 'escalations' });
  try {
    const place = [...countyDays(stage.county, 1, 20)].find((o) => o.place !== null && stage.county.cellAt(o.place) !== null)?.place;
    if (!place) throw new Error('the county has no place to report from');
    const session = await stage.play.crew.session(stage.county.member(stage.county.cellAt(place), 0));
    const answer = await session.report({ text: '违法建设一处', classId: 'E0101' as ClassId, conditionId: 'E0101-2' as ConditionId, photos: await session.upload([picture('escalations')]), position: { lon: place.lon, lat: place.lat, crs: 'wgs84' } }, 'bench/escalations');
    if (!answer.ok) throw new Error(`the report was refused: ${answer.problem.code}`);
    for (const until = Date.now() + 30_000; ; await sleep(200)) {
      const [row] = (await pool.query<{ stage: string; ready: boolean }>('select stage, settled_version = version and wake_at is not null as ready from cases where id = $1', [answer.value.id])).rows;
      if (row?.stage === 'acceptance' && row.ready) return answer.value.id;
      if (Date.now() > until) throw new Error(`the pattern stays in ${row?.stage ?? 'nothing'}`);
    }
  } finally { stage.close(); }
}

/** As many copies of the case and its history as are asked for, due between one hour and ten days from now. */
async function copied(pool: pg.Pool, pattern: CaseId): Promise<void> {
  await pool.query('create table bench_copy as select gen_random_uuid() as id, n, $1::bigint + (random() * $2)::bigint as due from generate_series(1, $3::int) n', [Date.now() + HOUR, 10 * DAY - HOUR, OPEN]);
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
async function counted(pool: pg.Pool): Promise<void> {
  for (const until = Date.now() + 300_000; ; await sleep(1_000)) {
    const [left] = (await pool.query<{ days: number }>('select count(*)::int as days from (select distinct day from case_event) e where not exists (select 1 from figure_watermark w where w.day = e.day)')).rows;
    if (left?.days === 0) break;
    if (Date.now() > until) throw new Error('the daily figures were not counted within five minutes');
  }
  await sleep(5_000);
}

/** Moves the moments of some cases into the measured time; answers when it begins. */
async function due(pool: pg.Pool): Promise<number> {
  const from = Date.now() + AHEAD;
  await pool.query('create table bench_due as select id, $1::bigint + (random() * $2)::bigint as due from bench_copy where n <= $3', [from, SECONDS * 1000, RUNGS]);
  await pool.query(`update cases c set wake_at = d.due, due_at = d.due, state = jsonb_set(c.state, '{clocks,acceptance,dueAt}', to_jsonb(d.due)) from bench_due d where d.id = c.id`);
  return from;
}

/** By how much each rung was late, once all have gone off or the time is over. */
async function fired(pool: pg.Pool, until: number): Promise<{ readonly ms: number[]; readonly once: number }> {
  for (;;) {
    await sleep(5_000);
    const { rows } = await pool.query<{ late: string; times: string }>(`select e.at - d.due as late, count(*) over (partition by d.id) as times from bench_due d join case_event e on e.case_id = d.id where e.type = 'CaseEscalated'`);
    if (rows.length >= RUNGS || Date.now() > until) return { ms: rows.map((r) => Number(r.late)), once: rows.filter((r) => Number(r.times) === 1).length };
  }
}
