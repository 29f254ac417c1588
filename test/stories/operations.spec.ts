import { Client, runProgram, startHarness, type Harness } from '../harness/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('an operator watches the program', () => {
  let h: Harness;
  let operator: Client;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); operator = await h.as('op-1'); });
  afterAll(async () => { await h?.stop(); });

  const part = async (name: string) => (await operator.want('opsHealth')).parts.find((p) => p.part === name);
  /** Gives up a case's automation, and a signal that names what is not there. */
  const parked = async (n: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < n; i++) ids.push(await h.reported());
    await h.database.query(`update cases set parked_at = $2, parked_reason = 'a bug in a rule', parked_attempts = 5 where id = any($1::uuid[])`, [ids, h.clock.now()]);
    return ids;
  };

  it('sees every part of it with its state and real figures', async () => {
    const health = await operator.want('opsHealth');
    expect(health.parts.map((p) => p.part)).toEqual(['database', 'migrations', 'queue', 'automation', 'live', 'feed', 'backup', 'disk', 'clock', 'doctor']);
    expect(health.queues.map((q) => q.queue)).toEqual(['ingest', 'trigger', 'settle', 'apply', 'deliver', 'assess']);
    expect(await part('database')).toMatchObject({ state: 'ok', figures: { embedded: false, bytes: expect.any(Number), version: expect.any(String) } });
    expect(await part('migrations')).toMatchObject({ state: 'ok' });
    expect(await part('disk')).toMatchObject({ figures: { free: expect.any(Number), total: expect.any(Number) } });
    expect(await part('live')).toMatchObject({ state: 'ok', figures: { sockets: 0 } });
    expect(await part('backup')).toMatchObject({ state: 'attention', code: 'never' });
    for (const account of ['sup-1', 'disp-1', 'gm-101']) expect(await (await h.as(account)).ask('opsHealth')).toMatchObject({ ok: false, status: 403 });
  });

  it('notices a pending change of the schema, a full automation, and a transaction that holds back the feed', async () => {
    const [name] = await h.database.query<{ name: string }>('delete from migration where name = (select max(name) from migration) returning name');
    expect(await part('migrations')).toMatchObject({ state: 'broken', code: 'pending', figures: { pending: 1 } });
    await h.database.query(`insert into migration (timestamp, name) values (0, $1)`, [name?.name]);
    const ids = await parked(1);
    expect(await part('automation')).toMatchObject({ state: 'attention', code: 'parked', figures: { parked: 1 } });
    expect((await operator.want('opsHealth')).state).not.toBe('ok');
    await operator.want('retryAllParked', { body: { items: ids.map((id) => ({ queue: 'settle', id })) } });
    await h.database.lend(async (client) => {
      await client.query('begin');
      await client.query(`update meta set value = value where key = 'nothing'`);
      await client.query('select pg_current_xact_id()');
      await new Promise((done) => setTimeout(done, 50));
      expect(Number((await part('feed'))?.figures['lag'])).toBeGreaterThan(20);
      await client.query('rollback');
    });
  });

  it('lists what was given up with its case, filters it, hands it out, and sets it going again', async () => {
    const ids = await parked(3), list = await operator.want('parkedWork', { query: { queue: 'settle' } });
    expect(list).toHaveLength(3);
    expect(list[0]).toMatchObject({ queue: 'settle', reason: 'a bug in a rule', attempts: 5, case: expect.any(String), number: expect.stringMatching(/\d/) });
    expect(await operator.want('parkedWork', { query: { q: list[1]?.number ?? '' } })).toMatchObject([{ id: list[1]?.id }]);
    const csv = await (await operator.fetch('/api/ops/parked/export?format=csv')).text();
    expect(csv.split('\r\n').filter((l) => l !== '')).toHaveLength(4);
    expect(await operator.want('retryAllParked', { body: { items: [{ queue: 'settle', id: ids[0] ?? '' }, { queue: 'settle', id: crypto.randomUUID() }] } })).toEqual({ retried: 1 });
    expect(await operator.want('retryAllParked', { body: { filter: { queue: 'settle' } } })).toEqual({ retried: 2 });
    await h.quiesce();
    expect(await operator.want('parkedWork')).toEqual([]);
    expect(await operator.ask('retryAllParked', { body: { filter: {}, items: [] } })).toMatchObject({ ok: false, status: 422 });
    expect(await (await h.as('sup-1')).ask('parkedWork')).toMatchObject({ ok: false, status: 403 });
  });

  it('examines everything from the page, one at a time', async () => {
    expect(await operator.want('doctorRun')).toBeNull();
    const [first, second] = await Promise.all([operator.want('runDoctor'), operator.want('runDoctor')]);
    expect([first.state, second.by.id]).toEqual(['running', 'op-1']);
    let run = await operator.want('doctorRun');
    for (let i = 0; i < 600 && run?.state === 'running'; i++) { await new Promise((done) => setTimeout(done, 50)); run = await operator.want('doctorRun'); }
    expect(run).toMatchObject({ state: 'done', faults: 0, done: run?.of });
    expect(run?.checks.map((c) => c.name)).toEqual(['migrations', 'cases', 'journal', 'reading-books', 'figures', 'sums', 'snapshots', 'parked', 'photos', 'rulebook', 'calendar']);
    expect(await part('doctor')).toMatchObject({ figures: { faults: 0 } });
  });

  it('knows when the last backup was taken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grid-ops-'));
    try {
      expect(await runProgram(['backup', join(folder, 'x.tar.gz')], { DATABASE_URL: h.databaseUrl, GRID_DATA_DIR: h.env['GRID_DATA_DIR'] ?? '' })).toMatchObject({ code: 0 });
      expect(await part('backup')).toMatchObject({ state: 'ok', figures: { rows: expect.any(Number) } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
