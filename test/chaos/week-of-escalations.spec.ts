import { auditCases, type CaseFault } from '#cases';
import { Directory } from '#directory';
import type { CaseId } from '#domain';
import { Database, uuid, Work } from '#platform';
import { dataSourceOf, startServer, type RunningServer } from '#server';
import { random } from '#simulator';
import { backends, startHarness, type Harness } from '../harness/index.js';
import { expected } from './week/brute-force.js';
import { history, MONDAY, told, type History } from './week/histories.js';
import { written } from './week/many-rows.js';

/** A week with as many cases as are asked for takes its time. */
const LIMIT = 1_800_000;
const HOUR = 3_600_000, HOURS = 7 * 24;
/** Open cases; on Redis, where every id goes through a job, a tenth of them. `GRID_TEST_CASES=100000` is a county at its worst, and takes six minutes. */
const OPEN = Number(process.env['GRID_TEST_CASES'] ?? 4_000);
const CASES = { postgres: OPEN, redis: Math.ceil(OPEN / 10) } as const;
/** Cases whose logs are replayed afterwards. */
const SAMPLE = 5_000;
/** Hours of the week at which the queue store loses everything, in the middle of the work. */
const WIPED = [1, 9, 26, 50, 73, 150];
/** … and the one in which the worker goes down in the middle of the work, and another one comes up. */
const RESTARTED = 33;

describe.each(backends().map((backend) => [backend, CASES[backend]] as const))('a week of escalations (%s, %d open cases)', (backend, count) => {
  let h: Harness, worker: RunningServer;
  const startWorker = (): Promise<RunningServer> => startServer({ env: { ...h.env, GRID_ROLES: 'worker' }, clock: h.clock, quiet: true });
  // The harness's own process has nothing to do with it: the worker is another server beside it, by the same clock.
  beforeAll(async () => { h = await startHarness({ backend, at: MONDAY, env: { GRID_ROLES: 'ingest' } }); });
  afterAll(async () => { await worker?.stop(); await h?.stop(); });

  /** Forgets every job there is. */
  const wipe = async (): Promise<void> => {
    if (h.redis !== null) return h.redis.wipe();
    const tables = await h.database.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'`);
    await h.database.query(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`);
  };

  it('every rung that falls due goes off once, in its order, and none is lost, whatever happens to the queue store and the worker', async () => {
    const directory = h.server.get(Directory), book = directory.book(), die = random(20261123).next;
    const actorOf = (account: string) => { const person = directory.person(account); if (person === null) throw new Error(account); return directory.actorOf(person); };
    const cells = directory.cells(), looks = Array.from({ length: HOURS + 1 }, (_, i) => MONDAY + i * HOUR);
    const wanted = new Map<CaseId, string[]>();
    for (let n = 0; n < count;) {
      const batch: History[] = [];
      for (; batch.length < 5_000 && n < count; n++) {
        const id = uuid() as CaseId, cell = cells[Math.floor(die() * cells.length)];
        if (cell === undefined) throw new Error('a county without cells');
        const story = told({ n, die, spot: { cell: cell.code, place: { lon: 101.4 + die() * 0.4, lat: 25.1 + die() * 0.4, accuracy: 10 } } });
        batch.push(history(id, story, book, actorOf));
        const due = expected(story, looks);
        if (due.length > 0) wanted.set(id, due);
      }
      await written(h.database, batch, book);
    }
    await h.database.query('analyze cases, case_event');

    worker = await startWorker();
    for (const [hour, at] of looks.entries()) {
      h.clock.set(at);
      const work = worker.get(Work);
      if (WIPED.includes(hour)) {
        await work.sweep();
        await wipe();
      }
      if (hour === RESTARTED) {
        await work.sweep();
        await worker.stop();
        worker = await startWorker();
      }
      await worker.get(Work).quiesce(600_000);
    }

    const happened = new Map<CaseId, string[]>();
    const rows = await h.database.query<{ id: CaseId; said: string }>(
      `select case_id as id, concat_ws(' ', at, type, data ->> 'rule', data ->> 'clock') as said from case_event where at >= $1 order by case_id, seq`, [MONDAY]);
    for (const { id, said } of rows) happened.set(id, [...(happened.get(id) ?? []), said]);
    const wrong = [...new Set([...wanted.keys(), ...happened.keys()])].filter((id) => (wanted.get(id) ?? []).join('\n') !== (happened.get(id) ?? []).join('\n'));
    expect(wrong.slice(0, 3).map((id) => ({ id, wanted: wanted.get(id), happened: happened.get(id) }))).toEqual([]);
    expect(wrong).toHaveLength(0);
    // The comparison would be worth little if nothing had happened.
    expect(rows.length).toBeGreaterThan(count / 2);
    expect(Object.values(await worker.get(Work).parked()).flat()).toEqual([]);
    // And nobody was told the same twice.
    expect(await h.database.query(`select case_id from notice where data ? 'rule' group by case_id, recipient, kind, data ->> 'rule', data ->> 'clock' having count(*) > 1 limit 3`)).toEqual([]);
  }, LIMIT);

  it('leaves rows and logs in order, as far as a sample of them tells', async () => {
    const ids = Math.min(count, SAMPLE), faults: CaseFault[] = [];
    // The audit reads what it takes for the tables: of these, the sample.
    for (const sql of [
      'create schema sample', `create table sample.ids as select id from cases order by random() limit ${ids}`, 'alter table sample.ids add primary key (id)',
      'create view sample.cases as select * from public.cases where id in (select id from sample.ids)', 'create view sample.case_event as select * from public.case_event where case_id in (select id from sample.ids)',
    ]) await h.database.query(sql);
    const url = new URL(h.databaseUrl);
    url.searchParams.set('options', '-c search_path=sample,public');
    const source = await dataSourceOf(url.href, 2).initialize();
    try {
      const audit = auditCases(new Database(source));
      let read = await audit.next();
      for (; read.done !== true; read = await audit.next()) faults.push(read.value);
      expect([faults, read.value.cases]).toEqual([[], ids]);
    } finally {
      await source.destroy();
    }
  }, LIMIT);
});
