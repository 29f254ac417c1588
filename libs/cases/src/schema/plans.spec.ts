import { caseQuerySchema } from '#contract';
import { REACH_METRES, type Actor, type CaseId, type CellId, type DepartmentId, type UserId } from '#domain';
import { entities as notices, migrations as noticeMigrations } from '#notices';
import { entities as platform, migrations as platformMigrations, Signer, testing, type Database } from '#platform';
import { eventsAfter } from '../feed/feed.js';
import { filtered, lightAt } from '../reader/filter.js';
import { openNear } from '../reader/nearby.js';
import { pageOf } from '../reader/page.js';
import { dueCases } from '../settle/due.js';
import type { Sql } from '../store/read.js';
import { migrations } from './migrations.js';
import { entities } from './tables.js';

const CASES = 60_000, EVENTS = 4, NOW = 1_764_000_000_000;
let server: testing.TestPostgres, db: Database;

/** Every tenth case is open. */
const HEAP = `insert into cases (id, number, version, state, stage, outcome, source, class_id, severity, department, co_departments, cell, assignee, lon, lat, text, reporters, reported_at, closed_at, due_at, yellow_at, total_due_at, wake_at,
    settled_version, settled_book, head_hash, asset)
  select gen_random_uuid(), 'MD' || n, ${EVENTS}, jsonb_build_object('filling', repeat('x', 600)), case when open then (array['triage', 'dispatch', 'acceptance', 'handling', 'verification'])[1 + (n / 10) % 5] else 'closed' end,
    case when open then null else 'fixed' end, 'grid-member', 'E0110', 1 + (n / 10) % 4, 'D' || n % 25, case when n % 7 = 0 then array['D' || (n + 3) % 25] else '{}' end, lpad((n % 300)::text, 15, '5'), 'h-' || n % 80,
    101.4 + (n % 997) / 5000.0, 25.2 + (n % 499) / 3000.0, 'a heap of garbage ' || n, case when n % 3 = 0 then array['gm-' || n % 150] else '{}' end, ${NOW} - n * 60000::bigint, case when open then null else ${NOW} - n * 30000::bigint end,
    case when open then ${NOW} + (n % 2000 - 400) * 60000::bigint end, case when open then ${NOW} + (n % 2000 - 500) * 60000::bigint end, case when open then ${NOW} + n end, case when open then ${NOW} + (n % 2000 - 20) * 60000::bigint end,
    case when open and n % 40 = 0 then 1 else ${EVENTS} end, case when n % 1000 = 0 then 1 else 2 end, '\\x00', case when n % 20 = 0 then 'A' || n end
  from (select n, n % 10 = 0 as open from generate_series(1, ${CASES}) n) g`;
const LOG = `insert into case_event (case_id, seq, type, at, day, actor, role, stage, data, clocks, department, cell, hash, xact)
  select id, s, 'NoteAdded', ${NOW}, '2026-11-24', 'disp-1', 'dispatcher', 'triage', '{}', '{}', department, cell, '\\x00', row_number() over ()
  from cases, generate_series(1, ${EVENTS}) s`;

beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...platform, ...notices, ...entities], migrations: [...platformMigrations, ...noticeMigrations, ...migrations] }));
  await db.query(HEAP);
  await db.query(LOG);
  await db.query('vacuum analyze cases');
  await db.query('vacuum analyze case_event');
}, 180_000);
afterAll(() => server.stop());

interface Plan { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] }
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** Runs a reading and answers the indexes its statements walk; a sequential scan of a big table is answered as `seq cases`. */
async function walked(read: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const found = new Set<string>();
  await read({
    query: async <T>(text: string, params: readonly unknown[] = []): Promise<T[]> => {
      const [row] = await db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (format json) ${text}`, params);
      for (const node of (row?.['QUERY PLAN'] ?? []).flatMap((p) => nodes(p.Plan))) {
        if (node['Index Name'] !== undefined) found.add(node['Index Name']);
        if (node['Node Type'] === 'Seq Scan' && (node['Relation Name'] === 'cases' || node['Relation Name'] === 'case_event')) found.add(`seq ${node['Relation Name']}`);
      }
      return db.query<T>(text, params);
    },
  });
  return [...found].sort();
}

const dispatcher: Actor = { id: 'disp-1' as UserId, role: 'dispatcher' };
const lead: Actor = { id: 'lead-1' as UserId, role: 'department-lead', department: 'D7' as DepartmentId };
const member: Actor = { id: 'gm-12' as UserId, role: 'grid-member', cells: ['555555555555512', '555555555555513'] as CellId[] };
const signer = new Signer('secret');
const page = (query: object, actor: Actor) => (sql: Sql) => pageOf(sql, signer, caseQuerySchema.parse(query), actor, NOW);

describe('on a table of 60,000 cases, most of them closed,', () => {
  it.each([
    ['urgent', ['cases_open_due', 'cases_reported']], ['deadline', ['cases_open_due', 'cases_reported']], ['severity', ['cases_open_severity']],
    ['age', ['cases_open_reported']], ['newest', ['cases_open_reported']],
  ])('the open queue by %s walks its index', async (sort, indexes) => {
    const used = await walked(page({ sort, open: 'true', limit: '200' }, dispatcher));
    expect(indexes).toEqual(expect.arrayContaining(used));
  });

  it.each(['urgent', 'deadline', 'severity', 'age', 'newest'])('all cases by %s, on to the second page, are never scanned whole', async (sort) => {
    const used = await walked(async (sql) => {
      const first = await page({ sort, limit: '200' }, dispatcher)(sql);
      await page({ sort, limit: '200', cursor: first.next }, dispatcher)(sql);
    });
    expect(used.length).toBeGreaterThan(0);
    expect(used).not.toContain('seq cases');
  });

  it.each([['a department', lead], ['a grid member', member]])("%s' own queue, open and whole, is found by an index", async (_, actor) => {
    for (const query of [{ open: 'true' }, { sort: 'newest' }, { stage: 'handling', sort: 'deadline' }]) expect(await walked(page(query, actor))).not.toContain('seq cases');
  });

  it('the counts of open cases read only open cases', async () => {
    const b = filtered({ open: 'true' }, dispatcher, NOW), where = b.where(), light = lightAt(`${b.bind(NOW)}::bigint`);
    expect(await walked((sql) => sql.query(`select stage, ${light}, count(*) from cases where ${where} group by 1, 2`, b.params))).not.toContain('seq cases');
  });

  it('the settle predicate walks its four partial indexes', async () => {
    expect(await walked((sql) => dueCases(sql, NOW, 2, 1000))).toEqual(['cases_book', 'cases_unsettled', 'cases_wake', 'cases_wake_closed']);
  });

  it('the neighbours of a place are found by place, and those of an asset by asset', async () => {
    const used = await walked((sql) => openNear(sql, [{ key: 'a', place: { lon: 101.5, lat: 25.3 }, asset: 'A2000' }, { key: 'b', place: null, device: 'dev-1' }], REACH_METRES));
    expect(used).toEqual(['cases_asset', 'cases_device', 'cases_place']);
  });

  it('the feed walks its index from a position', async () => {
    expect(await walked((sql) => eventsAfter(sql, { xact: String(CASES * EVENTS - 500), position: '0' }, String(CASES * EVENTS), 200))).toEqual(['case_event_feed']);
  });

  it('a look at one case, its log and a command that was given before are lookups by key', async () => {
    const [row] = await db.query<{ id: CaseId }>('select id from cases limit 1');
    expect(await walked((sql) => sql.query('select * from cases where id = any($1::uuid[])', [[row?.id]]))).toEqual(['cases_pkey']);
    expect(await walked((sql) => sql.query('select * from case_event where case_id = $1 order by seq', [row?.id]))).toEqual(['case_event_pkey']);
  });
});
