import { Database } from '#platform';
import { dataSourceOf } from '#server';
import type { UserId } from '#domain';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDatabase, photo, runProgram, startHarness, type Harness } from '../harness/index.js';

describe('an operator backs up, restores and examines', () => {
  let h: Harness;
  let folder: string;
  let file: string;
  let closed: string;
  let position: string;
  const targets: { drop(): Promise<void> }[] = [];
  const env = () => ({ DATABASE_URL: h.databaseUrl, GRID_DATA_DIR: h.env['GRID_DATA_DIR'] ?? '', GRID_DEMO: 'true' });

  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    folder = mkdtempSync(join(tmpdir(), 'grid-backup-'));
    file = join(folder, 'county.tar.gz');
    closed = await h.reported({ text: 'line\nbreak, tab\t, back\\slash, "quotes" and 中文' });
    const handler = await h.as('h-san-1');
    await handler.does(closed, { type: 'accept', assignee: 'h-san-1' as UserId });
    await handler.does(closed, { type: 'resolve', note: 'done', evidence: [await handler.upload(await photo())] });
    await (await h.as('gm-101')).does(closed, { type: 'verify', passed: true, evidence: [] });
    for (let i = 0; i < 3; i++) await h.reported();
    await h.quiesce();
    position = (await (await h.as('disp-1')).want('changes')).position;
  });
  afterAll(async () => {
    for (const target of targets) await target.drop();
    await h?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const restored = async (): Promise<{ url: string; dataDir: string }> => {
    const target = await emptyDatabase();
    targets.push(target);
    return { url: target.url, dataDir: mkdtempSync(join(folder, 'data-')) };
  };
  async function inspect<T>(url: string, look: (database: Database) => Promise<T>): Promise<T> {
    const dataSource = await dataSourceOf(url, 2).initialize();
    try {
      return await look(new Database(dataSource));
    } finally {
      await dataSource.destroy();
    }
  }

  it('finds a healthy county healthy', async () => {
    const { code, out } = await runProgram(['doctor', '--json'], env());
    const diagnosis = JSON.parse(out.slice(out.indexOf('{'))) as { ok: boolean; checks: { name: string; findings: { level: string }[] }[] };
    expect([code, diagnosis.ok, diagnosis.checks.map(({ name }) => name)]).toEqual([0, true, ['migrations', 'cases', 'journal', 'reading-books', 'figures', 'sums', 'snapshots', 'parked', 'photos', 'rulebook', 'calendar']]);
  });

  it('backs up while people work, into one file that only its owner may read', async () => {
    const { code, out } = await runProgram(['backup', file], env());
    expect([code, out]).toEqual([0, expect.stringContaining('Backed up')]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
    expect((await runProgram(['backup', file], env())).code).toBe(1);
  });

  it('restores it into an empty database: every row, every photo, every chain', async () => {
    const { url, dataDir } = await restored();
    const { code, out } = await runProgram(['restore', file], { ...env(), DATABASE_URL: url, GRID_DATA_DIR: dataDir });
    expect([code, out]).toEqual([0, expect.stringContaining('0 faults')]);
    const rows = async (database: Database) => ({
      cases: await database.query('select id, number, version, state, stage, head_hash from cases order by id'),
      events: await database.query('select case_id, seq, type, at, data, clocks, hash, position from case_event order by case_id, seq'),
      people: await database.query('select id, name, role, password_hash from person order by id'),
    });
    expect(await inspect(url, rows)).toEqual(await rows(h.database));

    // And it lives: the next case takes the next number, and old feed positions are gone.
    const again = await startHarness({ backend: 'postgres', env: { DATABASE_URL: url, GRID_DATA_DIR: dataDir } });
    try {
      const desk = await again.as('disp-1');
      expect(await desk.ask('changes', { query: { since: position } })).toMatchObject({ ok: false, status: 410, problem: { code: 'position-gone' } });
      const fresh = await desk.want('case', { params: { id: await again.reported() } });
      expect(fresh.number > (await desk.want('case', { params: { id: closed } })).number).toBe(true);
      expect((await desk.want('changes', { query: { since: (await desk.want('changes')).position } })).items).toEqual([]);
      const [shown] = (await desk.want('case', { params: { id: closed } })).photos;
      expect((await desk.fetch(`/api/photos/${shown}?size=thumb`)).status).toBe(200);
    } finally {
      await again.stop();
    }
  });

  it('touches nothing that is not empty, unless told to', async () => {
    const { code, out } = await runProgram(['restore', file], env());
    // The story's own server is using it.
    expect([code, out]).toEqual([1, expect.stringMatching(/using this database|not empty/)]);
    const { url, dataDir } = await restored();
    const target = { ...env(), DATABASE_URL: url, GRID_DATA_DIR: dataDir };
    expect((await runProgram(['seed', '--demo'], target)).code).toBe(0);
    expect(await runProgram(['restore', file], target)).toMatchObject({ code: 1, out: expect.stringContaining('not empty') as string });
    expect((await runProgram(['restore', file, '--force'], target)).code).toBe(0);
  });

  it('refuses a damaged, a cut-off and a foreign file before it touches anything', async () => {
    const { url, dataDir } = await restored();
    const target = { ...env(), DATABASE_URL: url, GRID_DATA_DIR: dataDir };
    const broken = join(folder, 'broken.tar.gz');
    copyFileSync(file, broken);
    truncateSync(broken, Math.floor(statSync(file).size * 0.6));
    expect((await runProgram(['restore', broken], target)).code).toBe(1);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff;
    writeFileSync(broken, bytes);
    expect((await runProgram(['restore', broken], target)).code).toBe(1);
    writeFileSync(broken, 'not a backup');
    expect(await runProgram(['restore', broken], target)).toMatchObject({ code: 1, out: expect.stringContaining('not a backup') as string });
    expect(await inspect(url, (database) => database.query(`select table_name from information_schema.tables where table_schema = 'public'`))).toEqual([]);
  });

  it('sees a history that somebody rewrote, a row that somebody changed and a photo that is gone', async () => {
    const { url, dataDir } = await restored();
    const target = { ...env(), DATABASE_URL: url, GRID_DATA_DIR: dataDir };
    expect((await runProgram(['restore', file], target)).code).toBe(0);
    await inspect(url, async (database) => {
      await expect(database.query(`update case_event set actor = 'disp-9'`)).rejects.toThrow(/append-only/);
      await database.query('alter table case_event disable trigger all');
      await database.query(`update case_event set actor = 'disp-9' where case_id = $1 and seq = 2`, [closed]);
      await database.query(`update cases set state = jsonb_set(state, '{severity}', '1') where id <> $1`, [closed]);
      const [gone] = await database.query<{ hash: string }>('select hash from attachment limit 1');
      rmSync(join(dataDir, 'blobs'), { recursive: true });
      expect(gone).toBeDefined();
    });
    const { code, out } = await runProgram(['doctor', '--json'], target);
    const { checks } = JSON.parse(out.slice(out.indexOf('{'))) as { checks: { name: string; findings: { level: string; id?: string; say: { en: string } }[] }[] };
    const faults = (name: string) => checks.find((check) => check.name === name)?.findings.filter(({ level }) => level === 'fault') ?? [];
    expect(code).toBe(1);
    expect(faults('cases').find(({ id }) => id === closed)?.say.en).toContain('chain-broken');
    expect(faults('cases').filter(({ say }) => say.en.includes('row-differs')).length).toBeGreaterThanOrEqual(3);
    expect(faults('photos').length).toBeGreaterThan(0);
  });
});
