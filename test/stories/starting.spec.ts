import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase, freePort, runProgram, startHarness, type Harness } from '../harness/index.js';

describe('a start that cannot be says what is wrong and what to do', () => {
  let data: string;
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'grid-start-'));
    database = await cloneDatabase();
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(data, { recursive: true, force: true });
  });

  it('all faults of the configuration at once', async () => {
    const { code, out } = await runProgram(['serve'], { PORT: 'many', GRID_ROLES: 'api,boss', DATABASE_URL: 'mysql://x', GRID_SECRET: 'short' });
    expect(code).toBe(1);
    for (const name of ['PORT', 'GRID_ROLES', 'DATABASE_URL', 'GRID_SECRET']) expect(out).toContain(name);
    expect(out).not.toMatch(/\bat .*\.js:\d+/);
  });

  it('a taken port, before anything else is begun', async () => {
    const port = await freePort();
    const other: Server = await new Promise((done) => { const server = createServer().listen(port, '127.0.0.1', () => done(server)); });
    try {
      const { code, out } = await runProgram(['serve', '--port', String(port)], { GRID_DATA_DIR: join(data, 'never') });
      expect([code, out]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)]);
      expect(out).toContain(`--port ${port + 1}`);
      expect(out).not.toContain('Starting the database');
    } finally {
      other.close();
    }
  });

  it('a database that is not there, that refuses the password, or that was never made', async () => {
    const port = await freePort();
    const away = await runProgram(['serve', '--port', '0'], { DATABASE_URL: `postgres://grid:x@127.0.0.1:${port}/grid`, GRID_DATA_DIR: data });
    expect([away.code, away.out]).toEqual([1, expect.stringContaining(`127.0.0.1:${port} cannot be reached`)]);
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const missing = await runProgram(['doctor'], { DATABASE_URL: url.href, GRID_DATA_DIR: data });
    expect([missing.code, missing.out]).toEqual([1, expect.stringContaining('does not exist')]);
    url.pathname = new URL(database.url).pathname;
    url.password = 'wrong';
    const refused = await runProgram(['migrate'], { DATABASE_URL: url.href, GRID_DATA_DIR: data });
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('refused the user or password')]);
    for (const { out } of [away, missing, refused]) expect(out).not.toMatch(/wrong@|grid:x@|\bat .*\.js:\d+/);
  });

  it('a wrong use of a command, with its help', async () => {
    expect(await runProgram(['serve', '--hlp'], {})).toMatchObject({ code: 2, out: expect.stringContaining('--roles LIST') as string });
    expect(await runProgram(['backup'], {})).toMatchObject({ code: 2, out: expect.stringContaining('FILE.tar.gz') as string });
    expect(await runProgram(['fly'], {})).toMatchObject({ code: 2, out: expect.stringContaining('There is no command fly') as string });
    expect(await runProgram(['help'], { LANG: 'zh_CN.UTF-8' })).toMatchObject({ code: 0, out: expect.stringContaining('运行系统') as string });
  });
});

describe('a process answers what its roles are for', () => {
  let h: Harness;
  afterEach(async () => { await h?.stop(); });

  it('a worker: health and metrics only', async () => {
    h = await startHarness({ backend: 'postgres', env: { GRID_ROLES: 'worker' } });
    expect(await h.stranger.ask('ready')).toMatchObject({ ok: true, body: { status: 'ok' } });
    expect((await h.stranger.fetch('/metrics')).status).toBe(200);
    for (const path of ['/', '/api/session', '/api/cases', '/api/docs', '/admin/queues']) expect([path, (await h.stranger.fetch(path)).status]).toEqual([path, 404]);
  });

  it('one that only listens to devices: their signals, and nothing of people’s', async () => {
    h = await startHarness({ backend: 'postgres', env: { GRID_ROLES: 'ingest' } });
    expect((await h.stranger.fetch('/api/signals', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(401);
    expect((await h.stranger.fetch('/api/cases')).status).toBe(404);
  });
});
