import { spawn } from 'node:child_process';
import pg from 'pg';
import { eventually, redisInstalled, startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '../testing.js';
import { START, startBench, type Bench } from './work-fixture.js';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `case-${i}`);
const stores = ['postgres', ...(redisInstalled() ? ['redis'] : [])];

let postgres: TestPostgres;
let redis: TestRedis | null = null;
const open: Bench[] = [];
const bench = async (store: string): Promise<Bench> => {
  const made = await startBench(postgres, store === 'redis' ? redis : null);
  open.push(made);
  return made;
};
beforeAll(async () => {
  // One of the tests ends every connection there is.
  postgres = await startTestPostgres({ alone: true });
  redis = redisInstalled() ? await startTestRedis() : null;
});
afterEach(async () => { await Promise.all(open.splice(0).map((one) => one.stop())); });
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});

/** Another process that takes a job of the queue and never ends it. */
async function grab(store: string, { url, prefix }: Bench): Promise<{ kill(): Promise<void> }> {
  const script = store === 'redis'
    ? `new Worker('settle', forever, { connection: { url: '${redis?.url}', maxRetriesPerRequest: null }, prefix: '${prefix}', lockDuration: 5000, stalledInterval: 2000 })`
    : `new Worker('settle', forever, { connection: { connectionString: '${url}', max: 2 }, lockDuration: 5000, stalledInterval: 2000 }, createPostgresBackend)`;
  const child = spawn(process.execPath, ['-e', `const { Worker, createPostgresBackend } = require('bullmq'); const forever = () => { process.stdout.write('taken'); return new Promise(() => {}); }; ${script};`], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await new Promise((done) => child.stdout.once('data', done));
  return { async kill() { child.kill('SIGKILL'); await ended; } };
}

describe('a killed process', () => {
  it('loses what it held to another one, without any sweep', async () => {
    await Promise.all(stores.map(async (store) => {
      const made = await bench(store);
      const api = await made.process({ handles: [] });
      await made.tasks.add(['held'], START);
      api.poke('settle', 'held');
      const other = await grab(store, made);
      await other.kill();
      made.tasks.due = () => Promise.resolve([]);
      await made.process();
      await eventually(`another process handled it over ${store}`, async () => (await made.tasks.handled())['held'] === 1, 30_000);
    }));
  });
});

describe('a process that starts while the queue store cannot be used', () => {
  it('does not spin, and takes jobs as soon as it can', async () => {
    const made = await bench('postgres'), { database, tasks, process } = made;
    await database.query('alter schema bullmq rename to bullmq_away');
    const work = await process();
    tasks.due = () => Promise.resolve([]);
    // Whatever else the process does still gets its turn.
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done, 50));
    await database.query('alter schema bullmq_away rename to bullmq');
    await tasks.add(['late'], START);
    const other = await made.process({ handles: [] });
    await eventually('it was handled by way of the queue', async () => { other.poke('settle', 'late'); return (await tasks.handled())['late'] === 1; }, 30_000);
    await work.close();
  });
});

describe.each(stores)('work over %s', (store) => {
  it('goes on when the queue store was wiped', async () => {
    const { process, tasks, database, clock } = await bench(store);
    const api = await process({ handles: [] });
    await tasks.add(names(20), START);
    for (const id of names(20)) api.poke('settle', id);
    await eventually('the store has them', async () => (await api.counts()).settle.waiting === 20);
    if (store === 'redis') await redis?.client.flushall();
    else await database.query('truncate bullmq.job cascade');
    expect((await api.counts()).settle.waiting).toBe(0);
    const worker = await process();
    await worker.quiesce();
    expect(Object.values(await tasks.handled())).toEqual(Array(20).fill(1));
    clock.advance(1);
    await tasks.add(['after'], clock.now());
    worker.poke('settle', 'after');
    await worker.quiesce();
    expect(await tasks.handled()).toMatchObject({ after: 1 });
  });

  it('counts nothing against an id while the database is away, and goes on when it is back', async () => {
    const { process, tasks, url } = await bench(store);
    const worker = await process();
    const api = await process({ handles: [] });
    await tasks.add(names(5), START);
    const outcomes: string[] = [];
    worker.observe(({ outcome }) => outcomes.push(outcome));
    tasks.before = async () => { await stopServer(url); };
    worker.poke('settle', 'case-0');
    await eventually('a handler met the absent database', () => outcomes.includes('unavailable'));
    tasks.before = () => undefined;
    await eventually('everything was handled', async () => {
      const handled = await tasks.handled().catch(() => ({}));
      return Object.values(handled).filter((n) => n === 1).length === 5;
    }, 30_000);
    expect(outcomes).not.toContain('parked');
    tasks.due = () => Promise.resolve([]);
    await tasks.add(['later'], START);
    api.poke('settle', 'later');
    await eventually('the store carries again', async () => (await tasks.handled())['later'] === 1, 30_000);
  });
});

/** As an administrator would: every connection is cut; the launcher starts the server again. */
async function stopServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(`select pg_backend_pid() as pid`);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> $1 and backend_type = $2', [rows[0]?.pid, 'client backend']);
  await client.end();
  process.kill(postgres.pid, 'SIGINT');
  await eventually('it is down', async () => {
    const probe = new pg.Client({ connectionString: url });
    probe.on('error', () => undefined);
    return probe.connect().then(() => probe.end().then(() => false), () => true);
  });
}

(redisInstalled() ? describe : describe.skip)('work while Redis is away', () => {
  it('is done directly by the workers, and by Redis again when it is back', async () => {
    const away = await startTestRedis();
    const made = await startBench(postgres, away);
    const worker = await made.process();
    const api = await made.process({ handles: [] });
    await away.stop();
    await made.tasks.add(names(5), START);
    api.poke('settle', 'case-0');
    worker.poke('settle', 'case-1');
    await eventually('all were handled without Redis', async () => Object.values(await made.tasks.handled()).every((n) => n === 1));
    const back = await startTestRedis(Number(new URL(away.url).port));
    made.tasks.due = () => Promise.resolve([]);
    await made.tasks.add(['again'], START);
    await eventually('Redis carries a poke', async () => {
      api.poke('settle', 'again');
      return (await made.tasks.handled())['again'] === 1;
    });
    await made.stop();
    await back.stop();
  });

  it('does not keep a process from starting', async () => {
    const away = await startTestRedis();
    await away.stop();
    const made = await startBench(postgres, away);
    await made.tasks.add(names(3), START);
    await made.process();
    await eventually('all were handled without Redis', async () => Object.values(await made.tasks.handled()).every((n) => n === 1), 30_000);
    await made.stop();
  });
});
