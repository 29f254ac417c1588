import { PARTS, type Comparison, type Part } from '#contract';
import { random, type Random } from '#simulator';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copied, counted, dispatched } from './copies.js';
import type { Duck } from './duck.js';
import { cpuSeconds, postgres, server, undone, type Undo } from './services.js';
import { quantile } from './statistics.js';
import { filled, found, size, YEARS, type Filled, type Places } from './years.js';

const CASES = Number(process.env['BENCH_CASES'] ?? 5_000_000), OPEN = Number(process.env['BENCH_OPEN'] ?? 10_000), ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 60), RAW = Number(process.env['BENCH_RAW'] ?? 2), DUCK = Number(process.env['BENCH_DUCK'] ?? 10), SUPERVISORS = 200;
/** A directory whose database stays: what takes an hour to lay out can be asked again. */
const KEPT = process.env['BENCH_KEPT'];
/** Only the questions whose name has this in it. */
const ONLY = process.env['BENCH_ONLY'] ?? '';
const PASSWORD = 'mouding-2026';
/** What a case takes on the disk at most, in the database and the other one together. */
const BYTES = 12_000;
type Print = (line: string) => void;
interface Days { readonly from: string; readonly to: string }

/** Figures over years of a city: every question of the board and of its pages, any filters over any days, and 200 supervisors who open it at once; beside the rows, the sums by hand, and DuckDB. */
export async function board(print: Print): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir()), free = bavail * bsize;
  print(`settings ${CASES.toLocaleString('en')} cases of ${YEARS} years, ${OPEN.toLocaleString('en')} open; ${ROUNDS} questions of a kind one after the other through HTTP, ${RAW} where the rows are counted, ${DUCK} of DuckDB; ${SUPERVISORS} supervisors at once; server, database and askers share this machine`);
  if (KEPT === undefined && free < CASES * BYTES) { print(`not measured: ${tmpdir()} has ${(free / 2 ** 30).toFixed(0)} GiB, this takes up to ${(CASES * BYTES / 2 ** 30).toFixed(0)}; BENCH_CASES makes it smaller`); return; }
  await undone(async (undo) => measured(undo, print));
}

async function measured(undo: Undo, print: Print): Promise<void> {
  const env = { DATABASE_URL: await postgres(undo, KEPT), GRID_DEMO_PASSWORD: PASSWORD }, pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
  pool.on('error', () => undefined);
  undo.push(() => pool.end());
  if (await found(pool) === null) await laid(undo, env, pool, print);
  const { url, pid } = await server(undo, env), cookie = await session(url), places = await placesOf(url), of = await found(pool);
  if (of === null) throw new Error('nothing was laid out');
  print(`rows      ${of.rows.toLocaleString('en')} counted of ${of.cases.toLocaleString('en')} cases, ${await size(pool)} on the disk`);
  await summed(pool, print);
  await counted(pool);
  const ask = asker(url, cookie, SUPERVISORS), dice = random(7);
  undo.push(() => Promise.resolve(ask.close()));
  const duck = DUCK === 0 ? null : await loaded(undo, pool, print);

  print(`\n${'p50 / p95 ms'.padEnd(38)} ${['sums', 'rows', 'sums by hand', 'DuckDB'].map((s) => s.padStart(17)).join(' ')}`);
  for (const [name, kind] of questions(of, places, dice).filter(([n]) => n.includes(ONLY))) {
    const asked = Array.from({ length: ROUNDS }, () => kind.ask()), few = asked.slice(0, RAW);
    await ask(asked[0]?.path ?? '');
    const kept = await each(asked, (q) => ask(q.path)), hand = await each(asked, (q) => (q.hand === undefined ? null : pool.query(q.hand))), other = await each(asked.slice(0, DUCK), (q) => (q.duck === undefined || duck === null ? null : duck.query(q.duck)));
    // Not ready: the program counts the rows.
    await pool.query(`update counted_added set before = '-infinity', parked_at = 0`);
    const rows = await each(few, (q) => ask(q.path));
    await pool.query(`update counted_added set before = 'infinity', parked_at = null`);
    print(`${name.padEnd(38)} ${[kept, rows, hand, other].map((t) => said(t).padStart(17)).join(' ')}`);
  }
  await together(ask, of, pid, print);
}

/** The same rows in DuckDB. */
async function loaded(undo: Undo, pool: pg.Pool, print: Print): Promise<Duck> {
  const dir = mkdtempSync(join(tmpdir(), 'grid-bench-duck-')), began = Date.now();
  undo.push(() => Promise.resolve(rmSync(dir, { recursive: true, force: true })));
  // Only here: no other scenario needs it.
  const duck = await (await import('./duck.js')).Duck.of(pool, dir);
  undo.push(() => Promise.resolve(duck.close()));
  print(`duckdb    loaded in ${seconds(Date.now() - began)}, ${duck.size}`);
  return duck;
}

/** Open cases in work and counted ones of years, as the server's own county has places for them. */
async function laid(undo: Undo, env: Readonly<Record<string, string>>, pool: pg.Pool, print: Print): Promise<void> {
  const first = await server(undo, env), pattern = await dispatched(first.url, pool, 'board'), places = await placesOf(first.url), began = Date.now();
  await first.stop();
  await copied(pool, pattern, OPEN);
  await filled(pool, CASES, places, print);
  print(`laid out in ${seconds(Date.now() - began)}`);
}

interface Asked { readonly path: string; readonly hand?: string; readonly duck?: string }
interface Kind { readonly ask: () => Asked }

const shift = (date: string, by: number): string => new Date(Date.parse(date) + by * 86_400_000).toISOString().slice(0, 10);
const text = (query: Readonly<Record<string, string | undefined>>): string => new URLSearchParams(Object.entries(query).filter((e): e is [string, string] => e[1] !== undefined)).toString();
const TILES: readonly Part[] = ['reported', 'filed', 'closed', 'handle-due', 'handled-on-time', 'close-due', 'closed-on-time', 'closed-of-due', 'dispatch-due', 'dispatched-on-time', 'resolved', 'reworked', 'dispatched', 'returned', 'recurred', 'complaint', 'escalated'];
const FLOW = PARTS.filter((p) => p !== 'standing');
const sums = (parts: readonly Part[]): string => parts.map((p) => `sum("${p}") as "${p}"`).join(', '), list = (parts: readonly Part[]): string => parts.map((p) => `'${p}'`).join(', ');

function questions({ from, to }: Filled, { cells, classes, departments }: Places, dice: Random): [string, Kind][] {
  const month = `${to.slice(0, 7)}-01`, last = shift(month, -1), year = `${to.slice(0, 4)}-01-01`, now = Date.now();
  const lately = (): Days => dice.pick([{ from: month, to }, { from: `${last.slice(0, 7)}-01`, to: last }, { from: shift(to, -29), to }, { from: shift(to, -89), to }, { from: year, to }, { from: shift(to, -364), to }]);
  const anyDays = (): Days => { const length = dice.pick([7, 30, 92, 365, 800, YEARS * 365]), end = shift(to, -dice.below(Math.max(1, YEARS * 365 - length))); return { from: shift(end, 1 - length) < from ? from : shift(end, 1 - length), to: end }; };
  /** One to three filters of four. */
  const look = (): Record<string, string> => {
    const cell = dice.pick(cells), all: [string, string][] = [['area', cell.slice(0, dice.pick([9, 9, 12, 15]))], ['department', dice.pick(departments)], ['category', dice.pick(classes).slice(0, dice.pick([1, 3, 5]))], ['source', dice.pick(['patrol', 'public,hotline', 'grid-member'])]];
    return Object.fromEntries([...all].sort(() => dice.next() - 0.5).slice(0, 1 + dice.below(3)));
  };
  const filter = (l: Readonly<Record<string, string>>): string => [
    ...(l['area'] === undefined ? [] : [`cell like '${l['area']}%'`]), ...(l['department'] === undefined ? [] : [`department = '${l['department']}'`]), ...(l['category'] === undefined ? [] : [`class_id like '${l['category']}%'`]), ...(l['source'] === undefined ? [] : [`source in (${l['source'].split(',').map((s) => `'${s}'`).join(', ')})`]),
  ].map((c) => ` and ${c}`).join('');
  const within = ({ from: a, to: b }: Days): string => `day between '${a}' and '${b}'`, before = ({ from: a, to: b }: Days): string => { const n = (Date.parse(b) - Date.parse(a)) / 86_400_000 + 1; return within({ from: shift(a, -n), to: shift(b, -n) }); };
  const figures = (by: string, days: Days, more: Readonly<Record<string, string>> = {}): string => `/api/assessment/figures?${text({ by, ...days, ...more })}`;
  return [
    ['board, every tile and its course', { ask: () => { const d = lately(); return { path: `/api/board?${text({ ...d, compare: 'previous' satisfies Comparison })}`, hand: `select day, ${sums(TILES)} from counted_sum where grain = 'department' and span = 'day' and (${within(d)} or ${before(d)}) group by 1`, duck: `select part, day, count(*) from counted where part in (${list(TILES)}) and (${within(d)} or ${before(d)}) and happened <= ${now} group by 1, 2` }; } }],
    ['board, departments with median and p90', { ask: () => { const d = lately(); return { path: `/api/board/departments?${text({ ...d })}`, duck: `select department, part, count(*), quantile_disc(worth, [0.5, 0.9]) from counted where part in ('handle-due', 'handled-on-time', 'handled-late', 'resolved') and ${within(d)} and happened <= ${now} group by 1, 2` }; } }],
    ['board, heat of the cells', { ask: () => { const d = lately(); return { path: `/api/board/cells?${text({ ...d })}`, hand: `select cell, sum(reported) from counted_sum where grain = 'cell' and span = 'day' and ${within(d)} group by 1`, duck: `select cell, count(*) from counted where part = 'reported' and ${within(d)} and happened <= ${now} group by 1` }; } }],
    ['board, backlog', { ask: () => ({ path: '/api/board/backlog' }) }],
    ['board, the worst', { ask: () => ({ path: '/api/cases?open=true&light=red&sort=urgent&limit=10&count=exact' }) }],
    ['board, any filters', { ask: () => { const d = lately(), l = look(); return { path: `/api/board?${text({ ...d, ...l, compare: 'previous' })}`, duck: `select part, day, count(*) from counted where part in (${list(TILES)}) and (${within(d)} or ${before(d)}) and happened <= ${now}${filter(l)} group by 1, 2` }; } }],
    ['board, departments by month', { ask: () => ({ path: figures('department', { from: shift(month, -155), to }, { per: 'month', only: 'counts', indicator: 'handling-on-time' }) }) }],
    ['figures by department, a year by month', { ask: () => { const d = { from: shift(to, -364), to }; return { path: figures('department', d, { per: 'month', only: 'counts' }), hand: `select department, day, ${sums(FLOW)} from counted_sum where grain = 'department' and span = 'month' and ${within(d)} group by 1, 2`, duck: `select department, date_trunc('month', day), part, count(*) from counted where ${within(d)} and happened <= ${now} group by 1, 2, 3` }; } }],
    ['figures by department, all years', { ask: () => ({ path: figures('department', { from, to }, { only: 'counts' }), hand: `select department, ${sums(FLOW)} from counted_sum where grain = 'department' and span = 'month' group by 1`, duck: `select department, part, count(*) from counted where happened <= ${now} group by 1, 2` }) }],
    ['figures by class, a year', { ask: () => { const d = { from: shift(to, -364), to }; return { path: figures('class', d, { only: 'counts' }), duck: `select class_id, part, count(*) from counted where ${within(d)} and happened <= ${now} group by 1, 2` }; } }],
    ['figures by cell, all years', { ask: () => ({ path: figures('cell', { from, to }, { only: 'counts' }), duck: `select cell, part, count(*) from counted where happened <= ${now} group by 1, 2` }) }],
    ['figures by person, last month', { ask: () => ({ path: figures('person', { from: `${last.slice(0, 7)}-01`, to: last }, { only: 'counts' }) }) }],
    ['figures by person, a year', { ask: () => ({ path: figures('person', { from: shift(to, -364), to }, { only: 'counts' }) }) }],
    ['figures, any filters over any days', { ask: () => { const d = anyDays(), l = look(); return { path: figures(dice.pick(['county', 'department', 'township', 'class', 'source']), d, { ...l, only: 'counts', per: dice.pick(d.from >= shift(d.to, -900) ? ['whole', 'month', 'year'] as const : ['whole', 'quarter', 'year'] as const) }), duck: `select part, count(*) from counted where ${within(d)} and happened <= ${now}${filter(l)} group by 1` }; } }],
    ['figures with lengths, last month', { ask: () => { const d = { from: `${last.slice(0, 7)}-01`, to: last }; return { path: figures('department', d), duck: `select department, part, count(*), quantile_disc(worth, [0.5, 0.9]), quantile_disc(worth_wall, [0.5, 0.9]) from counted where ${within(d)} and happened <= ${now} group by 1, 2` }; } }],
    ['figures with lengths, a year', { ask: () => { const d = { from: shift(month, -365), to: last }; return { path: figures('department', d), duck: `select department, part, count(*), quantile_disc(worth, [0.5, 0.9]), quantile_disc(worth_wall, [0.5, 0.9]) from counted where ${within(d)} and happened <= ${now} group by 1, 2` }; } }],
    ['figures with lengths, any filters', { ask: () => { const d = lately(), l = look(); return { path: figures('department', d, l), duck: `select department, part, count(*), quantile_disc(worth, [0.5, 0.9]), quantile_disc(worth_wall, [0.5, 0.9]) from counted where ${within(d)} and happened <= ${now}${filter(l)} group by 1, 2` }; } }],
    ['league of departments, last month', { ask: () => ({ path: `/api/assessment/league?${text({ scheme: 'department', from: `${last.slice(0, 7)}-01`, to: last })}` }) }],
  ];
}

/** Everybody opens the board of this month at one moment: how long until each has all of it. */
async function together(ask: Ask, { to }: Filled, pid: number, print: Print): Promise<void> {
  const days = text({ from: `${to.slice(0, 7)}-01`, to }), page = [`/api/board?${days}&compare=previous`, '/api/board/backlog', `/api/board/departments?${days}`, `/api/board/cells?${days}`, '/api/cases?open=true&light=red&sort=urgent&limit=10&count=exact'];
  const before = cpuSeconds(pid) ?? NaN, began = performance.now(), took = await Promise.all(Array.from({ length: SUPERVISORS }, async () => { await Promise.all(page.map((p) => ask(p))); return performance.now() - began; }));
  print(`\ntogether  ${SUPERVISORS} supervisors open the board at once: the whole page p50 ${ms(quantile(took, 0.5))}, p95 ${ms(quantile(took, 0.95))}, the last ${ms(Math.max(...took))}; ${(SUPERVISORS * page.length / (Math.max(...took) / 1000)).toFixed(0)} answers/s, server ${((cpuSeconds(pid) ?? NaN) - before).toFixed(1)} CPU-s`);
}

/** The program adds up what it finds counted; tells how far it has come. */
async function summed(pool: pg.Pool, print: Print): Promise<void> {
  const [{ before } = { before: '' }] = (await pool.query<{ before: string }>('select before::text as before from counted_added')).rows;
  for (const began = Date.now(); ; await sleep(2_000)) {
    const [row] = (await pool.query<{ before: string; parked: string | null; loose: string }>(`select before::text as before, parked_reason as parked, (select count(*) from counted_loose where day < current_date)::text as loose from counted_added`)).rows;
    if (row?.parked) throw new Error(`the sums are parked: ${row.parked}`);
    if (row?.before !== 'infinity' || row.loose !== '0') continue;
    for (const table of ['counted_sum', 'counted_column', 'counted_loose']) await pool.query(`vacuum analyze ${table}`);
    const [n] = (await pool.query<{ sums: string; size: string; pages: string; columns: string }>(`select (select count(*) from counted_sum) as sums, pg_total_relation_size('counted_sum')::text as size, (select count(*) from counted_column) as pages, pg_total_relation_size('counted_column')::text as columns`)).rows;
    print(`sums      ${Number(n?.sums).toLocaleString('en')} rows, ${gib(n?.size)}, and ${Number(n?.pages).toLocaleString('en')} pages of lengths, ${gib(n?.columns)}${before === 'infinity' ? '' : `, added up beside the working server in ${seconds(Date.now() - began)}`}`);
    return;
  }
}

async function placesOf(url: string): Promise<Places> {
  const headers = { Cookie: await session(url) }, read = async <T>(path: string): Promise<T> => (await fetch(`${url}${path}`, { headers })).json() as Promise<T>;
  const book = await read<{ departments: { id: string; kind: string }[]; classes: { id: string }[] }>('/api/reference'), cells = await read<{ features: { properties: { code: string } }[] }>('/api/cells');
  return { cells: cells.features.map((f) => f.properties.code), classes: book.classes.map((c) => c.id), departments: book.departments.filter((d) => d.kind !== 'symbol').map((d) => d.id) };
}

async function session(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account: 'sup-1', password: PASSWORD }) });
  if (!answer.ok) throw new Error(`sup-1 cannot sign in: ${answer.status}`);
  return answer.headers.getSetCookie().map((c) => c.split(';', 1)[0]).join('; ');
}

interface Ask { (path: string): Promise<void>; close(): void }
/** Asks over connections that stay open; whatever is not an answer throws. */
function asker(url: string, cookie: string, connections: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = (path: string): Promise<void> => new Promise((done, fail) => {
    request(`${url}${path}`, { agent, headers: { Cookie: cookie } }, (answer) => {
      const body: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => body.push(chunk)).on('error', fail).on('end', () => (answer.statusCode === 200 ? done() : fail(new Error(`${path}: ${answer.statusCode} ${Buffer.concat(body).toString('utf8').slice(0, 400)}`))));
    }).on('error', fail).end();
  });
  return Object.assign(ask, { close: () => agent.destroy() });
}

async function each<T>(of: readonly T[], run: (one: T) => Promise<unknown> | null): Promise<number[]> {
  const took: number[] = [];
  for (const one of of) { const began = performance.now(), running = run(one); if (running !== null) { await running; took.push(performance.now() - began); } }
  return took;
}
const gib = (bytes: string | undefined): string => `${(Number(bytes) / 2 ** 30).toFixed(2)} GiB`;
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
const said = (took: readonly number[]): string => (took.length === 0 ? '–' : `${Math.round(quantile(took, 0.5)).toLocaleString('en')} / ${Math.round(quantile(took, 0.95)).toLocaleString('en')}`);
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(0)} s`;
