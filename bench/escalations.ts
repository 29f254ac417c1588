import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copied, counted, dispatched } from './copies.js';
import { redisVersion } from './machine.js';
import { cpuSeconds, postgres, redis, server, undone, type Backend, type Undo } from './services.js';
import { quantile } from './statistics.js';

const OPEN = Number(process.env['BENCH_OPEN'] ?? 100_000);
const RUNGS = Number(process.env['BENCH_RUNGS'] ?? 2_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 120);
/** From the moment at which the rungs are set until the first of them is due. */
const AHEAD = 10_000;

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
  const pattern = await dispatched(first.url, pool, 'escalations');
  await first.stop();
  await copied(pool, pattern, OPEN);
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
