import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '../testing.js';
import { alive, disown, own, owner } from './owner.js';
import { findBinaries } from './binaries.js';
import { explain } from './faults.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './index.js';
import { demandRoom, placeFor } from './place.js';
import { launch } from './postmaster.js';

const FAST = { fsync: 'off', shared_buffers: '16MB' };
const isRoot = process.getuid?.() === 0;
let dir: string;
const running: EmbeddedPostgres[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'grid-embedded-')); chmodSync(dir, 0o755); });
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(dataDir = join(dir, 'data'), shared?: string[]): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, database: 'grid', settings: FAST, ...(shared && { shared }) });
  running.push(server);
  return server;
}
async function sql<T extends object>(server: { url: string }, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try { return (await client.query<T>(text)).rows; } finally { await client.end(); }
}
/** What a program that was killed leaves behind: its PostgreSQL, and an owner that is no more. */
function orphan(base: string): void {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(base, 'postgres.owner'), `${pid} 1\n`);
}

describe('the embedded PostgreSQL', () => {
  it('starts, keeps its data over a stop, is taken over when it was left running, and comes back when it is killed', async () => {
    const first = await start();
    expect(await sql(first, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    await sql(first, 'create table kept (n int); insert into kept values (7)');
    await running.pop()?.stop();
    expect(alive(first.pid)).toBe(false);

    const place = placeFor(join(dir, 'data'));
    const left = await launch(place, await findBinaries(place.account), FAST);
    orphan(place.base);
    const third = await start();
    expect(third.pid).toBe(left.pid);
    expect(await sql(third, 'select n from kept')).toEqual([{ n: 7 }]);

    process.kill(third.pid, 'SIGKILL');
    await eventually('it runs again', () => third.pid !== left.pid, 30_000);
    expect(await sql(third, 'select n from kept')).toEqual([{ n: 7 }]);

    await running.pop()?.stop();
    expect(alive(third.pid)).toBe(false);
    expect(owner(join(dir, 'data'))).toBeNull();
  });

  it('begins again after an initdb that was cut off', async () => {
    const base = join(dir, 'data');
    mkdirSync(join(base, 'postgres.init-1', 'data', 'base'), { recursive: true });
    writeFileSync(join(base, 'postgres.init-1', 'data', 'PG_VERSION'), '18\n');
    mkdirSync(join(base, 'postgres'), { recursive: true });
    const server = await start();
    expect(await sql(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(base).filter((name) => name.startsWith('postgres.init'))).toEqual([]);
  });

  it('lets a second program in as a guest, which stops nothing', async () => {
    const host = spawn('sleep', ['300']);
    const server = await start();
    await eventually('the other program lives', () => host.pid !== undefined && alive(host.pid));
    const stat = existsSync(`/proc/${host.pid}/stat`) ? readFileSync(`/proc/${host.pid}/stat`, 'utf8') : '';
    writeFileSync(join(dir, 'data', 'postgres.owner'), `${host.pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`.trim() + '\n');
    const guest = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), database: 'other' });
    expect(await sql(guest, 'select current_database()')).toEqual([{ current_database: 'other' }]);
    await guest.stop();
    expect(alive(server.pid)).toBe(true);
    host.kill('SIGKILL');
  });

  it('as root in a folder others cannot enter lies elsewhere, remembers where, and says when that is gone', async () => {
    if (!isRoot) return;
    const locked = join(dir, 'locked');
    mkdirSync(locked, { mode: 0o700 });
    const shared = join(dir, 'shared');
    const data = join(locked, 'data');
    const first = await start(data, [shared]);
    await sql(first, 'create table kept (n int)');
    await running.pop()?.stop();
    const base = readFileSync(join(data, 'postgres.place'), 'utf8').trim();
    expect(base.startsWith(shared)).toBe(true);
    expect(existsSync(join(base, 'postgres', 'PG_VERSION'))).toBe(true);
    const second = await start(data, [shared]);
    expect(await sql(second, 'select * from kept')).toEqual([]);
    await running.pop()?.stop();
    rmSync(base, { recursive: true });
    await expect(start(data, [shared])).rejects.toThrow(/is gone\. Put it back, or delete/);
  });

  it('says that the password is lost, or that the data is of another version', async () => {
    const base = join(dir, 'data');
    await start();
    await running.pop()?.stop();
    const password = readFileSync(join(base, 'postgres.password'));
    rmSync(join(base, 'postgres.password'));
    await expect(start()).rejects.toThrow(/postgres.password.*is gone/);
    writeFileSync(join(base, 'postgres.password'), password);
    writeFileSync(join(base, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17.*take a backup there/);
    writeFileSync(join(base, 'postgres', 'PG_VERSION'), '18\n');
    await start();
  });
});

describe('what is said when it cannot start', () => {
  it.each([
    ['could not write to file "pg_wal/xlogtemp.1": No space left on device', /is full\. Free at least 200 MB/],
    ['EACCES: permission denied, mkdir', /may not read or write \/d\. Start as the user who owns/],
    ['data directory "/d" has wrong ownership', /may not read or write \/d/],
    ['EROFS: read-only file system', /read-only file system\. Set GRID_DATA_DIR/],
    ['spawn /x/bin/postgres ENOEXEC', /another kind of machine/],
    ['postgres: error while loading shared libraries: libicui18n.so.60: cannot open shared object file', /cannot run on this system/],
    ['FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.', /made by PostgreSQL 17/],
    ['could not create shared memory segment: Cannot allocate memory', /not enough memory/],
    ['something nobody has seen before', /did not start: something nobody has seen before/],
  ])('%s', (said, sentence) => {
    expect(explain(said, '/d').message).toMatch(sentence);
    expect(explain(said, '/d').zh).toMatch(/\p{Script=Han}.*。$/u);
  });

  it('a new cluster does not begin on a full disk', () => { expect(() => demandRoom(tmpdir(), 2 ** 60)).toThrow(/MB left, the database needs/); });
});

describe('the owner', () => {
  it('is one, lives, and is not a later process with the same id', () => {
    expect(owner(dir)).toBeNull();
    expect(own(dir)).toBe(true);
    expect(own(dir)).toBe(true);
    expect(owner(dir)).toBe(process.pid);
    writeFileSync(join(dir, 'postgres.owner'), `${process.pid} 12345\n`);
    if (existsSync('/proc/self/stat')) expect(owner(dir)).toBeNull();
    expect(own(dir)).toBe(true);
    disown(dir);
    expect(owner(dir)).toBeNull();
  });
});
