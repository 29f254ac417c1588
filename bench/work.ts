import { createDataSource, Database, migrateQueues, postgresBackend, redisBackend, SystemClock, Work, type Parked, type WorkSource } from '#platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisVersion } from './machine.js';
import { postgres, redis, undone, type Backend } from './services.js';
import { median, number } from './statistics.js';

const IDS = 3_000;
const ROUNDS = 3;
const CONCURRENCY = 8;

/** Ids handled a second, each with one durable update: poked one by one as commands do, and found by the sweep alone as after a crash. */
export async function work(print: (line: string) => void): Promise<void> {
  print(`settings ${IDS.toLocaleString('en')} ids a round, ${ROUNDS} rounds, ${CONCURRENCY} at once, one process, each handling one durable update`);
  const backends: Backend[] = redisVersion() === null ? ['postgres'] : ['postgres', 'redis'];
  for (const backend of backends) {
    const rates = await undone(async (undo) => {
      const url = await postgres(undo);
      await migrateQueues(url);
      const dataSource = await createDataSource({ url, entities: [], migrations: [], pool: CONCURRENCY + 4 }).initialize();
      undo.push(() => dataSource.destroy());
      const database = new Database(dataSource);
      await database.query('create table bench_task (id text primary key, done boolean not null default false)');
      await database.query('create index on bench_task (id) where not done');
      const queue = new Work({ clock: new SystemClock(), backend: backend === 'redis' ? redisBackend((await redis(undo)).url, 'bench') : postgresBackend(url), shared: backend === 'redis', handles: ['settle'], concurrency: CONCURRENCY });
      queue.register(tasks(database));
      await queue.start();
      undo.push(() => queue.close());
      const once = async (poke: boolean): Promise<number> => {
        const ids = (await database.query<{ id: string }>(`insert into bench_task (id) select gen_random_uuid()::text from generate_series(1, $1::int) returning id`, [IDS])).map((r) => r.id);
        const began = performance.now();
        if (poke) for (const id of ids) queue.poke('settle', id);
        while ((await database.query('select 1 from bench_task where not done limit 1')).length > 0) await sleep(5);
        return IDS / ((performance.now() - began) / 1000);
      };
      await once(true);
      const rounds = async (poke: boolean): Promise<number[]> => { const list: number[] = []; for (let i = 0; i < ROUNDS; i++) list.push(await once(poke)); return list; };
      return { poked: await rounds(true), swept: await rounds(false) };
    });
    for (const [how, list] of Object.entries(rates)) print(`${backend.padEnd(9)} ${how.padEnd(6)} ${number(median(list)).padStart(8)} ids/s (${list.map(number).join(', ')})`);
  }
  if (backends.length === 1) print('redis     not measured: there is no redis-server on the PATH');
}

function tasks(database: Database): WorkSource {
  return {
    queue: 'settle',
    due: async (_now, limit) => (await database.query<{ id: string }>('select id from bench_task where not done order by id limit $1', [limit])).map((r) => r.id),
    handle: async (id) => void (await database.query('update bench_task set done = true where id = $1 and not done', [id])),
    park: () => Promise.resolve(),
    parked: () => Promise.resolve<Parked[]>([]),
    unpark: () => Promise.resolve(false),
  };
}
