import { Database, MovableClock, testing } from '#platform';
import type { CellId, ClassId, ConditionId } from '#domain';
import { createDataSource } from '#platform';
import { mkdtemp, readFile, writeFile, cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish } from './book/publish.js';
import { REFERENCE } from './directory.js';
import { migrations } from './migrations/index.js';
import { seed } from './seed/seed.js';
import { entities } from './tables/tables.js';
import { Air, NOW, PASSWORD, RULEBOOK, seededDatabase, startProcess, type Process } from './testing/county.js';

let postgres: testing.TestPostgres;
beforeAll(async () => { postgres = await testing.startTestPostgres(); }, 60_000);
afterAll(async () => { await postgres.stop(); });

const revision = async (db: Database): Promise<string | undefined> => (await db.query<{ revision: string }>('select revision from directory_state'))[0]?.revision;

describe('tables', () => {
  it('are the same in the migrations and the declarations', async () => {
    const { url } = await postgres.open({ entities, migrations });
    const source = createDataSource({ url, entities, migrations });
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map((q) => q.query)).toEqual([]);
  });
});

describe('seeding', () => {
  it('brings the demo county in, and a second time changes nothing', async () => {
    const { database } = await postgres.open({ entities, migrations });
    const first = await seed(database, RULEBOOK, { demo: true, password: PASSWORD });
    expect(first).toEqual({ published: ['catalogue', 'departments', 'duty', 'calendar', 'limits', 'ladder', 'roster', 'settings', 'assessment'], cells: 591, people: 148, operator: null });
    const before = await revision(database);
    expect(await seed(database, RULEBOOK, { demo: true, password: PASSWORD })).toEqual({ ...first, published: [] });
    expect(await revision(database)).toBe(before);
    expect(await database.query('select count(*)::int as n from rule_book')).toEqual([{ n: 9 }]);
  });

  it('bears two processes that start together', async () => {
    const { database } = await postgres.open({ entities, migrations });
    await Promise.all([1, 2, 3].map(() => seed(database, RULEBOOK, { demo: true, password: PASSWORD })));
    expect(await database.query('select kind, count(*)::int as n from rule_book group by kind having count(*) <> 1')).toEqual([]);
  });

  it('leaves every cell with one main person and a backup who is somebody else', async () => {
    const database = await seededDatabase(postgres);
    expect(await database.query(`select c.code from cell c where (select count(*) from responsibility r where r.cell = c.code and r.kind = 'main') <> 1
      or not exists (select from responsibility r where r.cell = c.code and r.kind = 'backup')`)).toEqual([]);
  });

  it('does not undo what was edited since, but takes a changed file as a new version', async () => {
    const database = await seededDatabase(postgres);
    const settings = JSON.parse(await readFile(join(RULEBOOK, 'settings.json'), 'utf8')) as { effectiveFrom: string; content: { numberPrefix: string } };
    const from = Date.UTC(2026, 0, 1);
    expect(await database.transaction((tx) => publish(tx, { kind: 'settings', content: { ...settings.content, numberPrefix: 'XX' }, effectiveFrom: from, at: NOW, by: 'op-1' }))).toBe(10);
    await seed(database, RULEBOOK, { demo: true, password: PASSWORD });
    const { directory, close } = await startProcess(database);
    expect(directory.book().settings.numberPrefix).toBe('XX');

    const folder = await mkdtemp(join(tmpdir(), 'rulebook-'));
    await cp(RULEBOOK, folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...settings, effectiveFrom: '2026-11-01', content: { ...settings.content, numberPrefix: 'YY' } }));
    expect((await seed(database, folder, { demo: true, password: PASSWORD })).published).toEqual(['settings']);
    await rm(folder, { recursive: true });
    await directory.refresh();
    expect(directory.book().settings.numberPrefix).toBe('YY');
    await close();
  });

  it('without demo keeps the demo people out and makes a first operator once', async () => {
    const database = await seededDatabase(postgres);
    const { operator, people } = await seed(database, RULEBOOK, { demo: false });
    expect([operator?.account, people]).toEqual(['operator', 1]);
    expect((await seed(database, RULEBOOK, { demo: false })).operator).toBeNull();
    const { access, directory, close } = await startProcess(database);
    expect((await access.signIn('disp-1', PASSWORD, '10.0.0.1')).ok).toBe(false);
    expect((await access.signIn('operator', operator?.password ?? '', '10.0.0.1')).ok).toBe(true);
    expect(directory.people({ role: 'dispatcher' })).toEqual([]);
    await close();
  });

  it('puts the demo devices into the register once, over nothing that somebody keeps, and stills them without demo', async () => {
    const database = await seededDatabase(postgres), kept = async () => database.query<{ id: string; name: string; kind: string; active: boolean }>('select id, name, kind, active from device order by id');
    const first = await kept();
    expect(new Set(first.map((d) => d.kind))).toEqual(new Set(['camera', 'water-level', 'manhole-tilt', 'bin-fill', 'air', 'noise', 'gateway']));
    await database.query(`update device set name = '改过的名字', active = false where id = 'md-bin-1'`);
    await database.query(`delete from seeded_file where name = 'devices.json'`);
    await seed(database, RULEBOOK, { demo: true, password: PASSWORD });
    expect(await kept()).toEqual(first.map((d) => (d.id === 'md-bin-1' ? { ...d, name: '改过的名字', active: false } : d)));
    await seed(database, RULEBOOK, { demo: false });
    expect((await kept()).some((d) => d.active)).toBe(false);
  });

  it('keeps every version of the rule book, even against a hand in the database', async () => {
    const database = await seededDatabase(postgres);
    await expect(database.query('delete from rule_book')).rejects.toThrow('keeps every version');
    await expect(database.query(`update rule_book set content = '{}'`)).rejects.toThrow('keeps every version');
  });
});

describe('the directory', () => {
  let database: Database, one: Process;
  const air = new Air(), clock = new MovableClock(NOW);
  beforeAll(async () => {
    database = await seededDatabase(postgres);
    one = await startProcess(database, air, clock);
  });
  afterAll(async () => { await one.close(); });

  it('finds the cell of a place and who answers for it', () => {
    const cell = one.directory.locate({ lon: 101.54, lat: 25.32 }) as CellId;
    expect(cell).toMatch(/^532323101\d{6}$/);
    const { main, backups } = one.directory.responsible(cell);
    expect(main).toMatch(/^gm-1\d\d$/);
    expect(backups).not.toContain(main);
    expect(backups).toHaveLength(1);
    expect(one.directory.person(main as string)?.cells).toContain(cell);
    expect(one.directory.cellName(cell)).toMatch(/社区\d{3}网格$/);
    expect(one.directory.locate({ lon: 0, lat: 0 })).toBeNull();
  });

  it('knows people by account, role and department', () => {
    const { directory } = one;
    expect(directory.people({ role: 'handler', department: 'SAN' as never }).map((p) => p.id)).toEqual(['h-san-1', 'h-san-2']);
    expect(directory.people({ role: 'grid-member' }).slice(0, 2).map((p) => p.id)).toEqual(['gm-101', 'gm-102']);
    const lead = directory.person('lead-twn-101');
    expect(lead && directory.actorOf(lead)).toEqual({ id: 'lead-twn-101', role: 'department-lead', department: 'TWN-101', level: 'township' });
    const san = directory.person('h-san-1');
    expect(san && directory.actorOf(san)).toMatchObject({ level: 'county' });
    expect(directory.name('system')).toBe('系统');
    expect(directory.name('nobody')).toBe('nobody');
    expect(directory.name('gm-105')).toBe('普\u{2c029}');
  });

  it('follows a change as soon as another process hints at it', async () => {
    const other = await startProcess(database, air, clock);
    let heard = 0;
    const stop = one.directory.onChange(() => heard++);
    await database.query(`update person set name = '新名字' where id = 'gm-101'`);
    other.hints.publish(REFERENCE);
    await testing.eventually('the new name', () => one.directory.name('gm-101') === '新名字');
    expect(heard).toBe(1);
    stop();
    await other.close();
  });

  it('follows a change that nobody hinted at', async () => {
    await database.query('update person set active = false where id = $1', ['gm-140']);
    await testing.eventually('gm-140 is gone', () => one.directory.people({ role: 'grid-member' }).every((p) => p.id !== 'gm-140'));
    expect(one.directory.person('gm-140')?.active).toBe(false);
    await database.query('update person set active = true where id = $1', ['gm-140']);
  });

  it('keeps the same book as long as no rule changes', async () => {
    const book = one.directory.book();
    await database.query(`update person set name = name || '。' where id = 'gm-102'`);
    await one.directory.refresh();
    expect(one.directory.book()).toBe(book);
  });

  it('puts a published rule into force on its day, with a new version, and says so', async () => {
    const { version } = one.directory.book();
    const [row] = await database.query<{ content: { clocks: { triage: unknown } } }>(`select content from rule_book where kind = 'limits'`);
    const content = { ...row?.content, clocks: { ...row?.content.clocks, triage: { default: { value: 7, unit: 'urgent_minute' }, severities: {} } } };
    await database.transaction((tx) => publish(tx, { kind: 'limits', content, effectiveFrom: NOW + 3_600_000, at: NOW, by: 'op-1' }));
    await one.directory.refresh();
    expect(one.directory.book().version).toBe(version);
    let heard = 0;
    const stop = one.directory.onChange(() => heard++);
    clock.advance(3_600_000);
    expect(one.directory.book().version).toBe(version + 1);
    expect(one.directory.book().rules.limit('triage', null, 3)).toEqual({ amount: 420_000, unit: 'continuous' });
    await testing.eventually('listeners hear of the new book', () => heard > 0);
    stop();
  });

  it('routes by the duty list: the township of the cell, one department, two, none', () => {
    const book = one.directory.book();
    const query = (classId: string, conditionId: string, cell: string | null, owner: string | null = null) =>
      ({ classId: classId as ClassId, conditionId: conditionId as ConditionId, cell: cell as CellId | null, owner, at: NOW });
    const town = '532323101001001', rural = '532323203201001';
    expect(book.sureRoute(query('E0110', 'E0110-1', town))).toMatchObject({ department: 'SAN', coDepartments: ['TWN-101'], line: 'D-E0110', confidence: 1 });
    expect(book.sureRoute(query('E0110', 'E0110-1', rural))).toMatchObject({ department: 'TWN-203', coDepartments: ['SAN'], line: 'D-E0110-203' });
    expect(book.sureRoute(query('E0107', 'E0107-1', rural))).toMatchObject({ department: 'TWN-203' });
    expect(book.sureRoute(query('E0107', 'E0107-1', null))).toBeNull();
    expect(book.candidates(query('E0123', 'E0123-1', town)).map((c) => c.department)).toEqual(['EEB', 'UM']);
    expect(book.sureRoute(query('E0123', 'E0123-1', town))).toBeNull();
    expect(book.candidates(query('P0146', 'P0146-1', town))).toEqual([]);
    expect(book.sureRoute(query('P0146', 'P0146-1', town, 'PWR'))).toMatchObject({ department: 'PWR', line: 'D-OWNER-PWR' });
    expect(book.sureRoute(query('E0409', 'E0409-2', town))).toMatchObject({ department: 'FRB', line: 'D-E0409-2' });
  });
});
