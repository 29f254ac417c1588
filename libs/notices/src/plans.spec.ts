import { entities as platform, migrations as platformMigrations, testing, type Database } from '#platform';
import { LINES, PEOPLE } from './deliver.js';
import { migrations } from './migrations.js';
import { entities } from './tables.js';

const NOTICES = 60_000, NOW = 1_764_000_000_000;
let server: testing.TestPostgres, db: Database;

/** Almost everything was delivered, sent and read long ago. */
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...platform, ...entities], migrations: [...platformMigrations, ...migrations] }));
  await db.query(`insert into notice (id, case_id, number, recipient, kind, data, fact, created_at, delivered_at, read_at)
    select gen_random_uuid(), ('00000000-0000-0000-0000-' || lpad((n % 9000)::text, 12, '0'))::uuid, 'MD' || n, 'p-' || n % 300, 'to-accept', '{}', gen_random_uuid(), ${NOW} - n, case when n % 900 > 0 then ${NOW} end, case when n % 50 > 0 then ${NOW} end
    from generate_series(1, ${NOTICES}) n`);
  await db.query(`insert into notice_sent (line, thing, notice, case_id, state, created_at, next_at, message, sent_at)
    select 'mail:' || recipient, id, id, case_id, case when r % 400 = 0 then 'waiting' else 'sent' end, created_at, case when r % 400 = 0 then ${NOW} + (r % 7 - 3) * 60000::bigint end, gen_random_uuid(), case when r % 400 > 0 then ${NOW} - r end
    from (select *, row_number() over (order by id) as r from notice) n`);
  await db.query('vacuum analyze notice');
  await db.query('vacuum analyze notice_sent');
}, 120_000);
afterAll(() => server.stop());

interface Plan { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] }
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
async function walked(sql: string, params: readonly unknown[]): Promise<string[]> {
  const [row] = await db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (format json) ${sql}`, params);
  const all = (row?.['QUERY PLAN'] ?? []).flatMap((p) => nodes(p.Plan));
  return [...new Set(all.flatMap((n) => (n['Node Type'] === 'Seq Scan' && n['Relation Name']?.startsWith('notice') ? [`seq ${n['Relation Name']}`] : n['Index Name'] === undefined ? [] : [n['Index Name']])))].sort();
}

describe('on tables of 60,000 notices, most of them done,', () => {
  it.each<[string, string, readonly unknown[], string[]]>([
    ['people with something new', PEOPLE, [100], ['notice_undelivered']],
    ['lines with something due', LINES, [NOW, 100], ['notice_sent_due']],
    ['what is due on a line', "select * from notice_sent s join notice n on n.id = s.notice where s.line = $1 and s.state = 'waiting' and s.next_at <= $2 order by s.next_at limit 500", ['mail:p-1', NOW], ['notice_pkey', 'notice_sent_line']],
    ['what went out on a line lately', "select message from notice_sent where line = $1 and state = 'sent' and sent_at > $2 group by message", ['mail:p-1', NOW - 6_000], ['notice_sent_lately']],
    ['how many are unread', 'select count(*) from notice where recipient = $1 and read_at is null', ['p-1'], ['notice_unread']],
    ['a person’s list', 'select * from notice where recipient = $1 order by created_at desc, id desc limit 50', ['p-1'], ['notice_of_person']],
    ['receipts of a case', 'select * from notice where case_id = $1 order by created_at desc, id desc limit 1000', ['00000000-0000-0000-0000-000000000017'], ['notice_of_case']],
    ['what was sent about a case', 'select * from notice_sent where case_id = $1', ['00000000-0000-0000-0000-000000000017'], ['notice_sent_case']],
  ])('%s: walks its index', async (_, sql, params, indexes) => { expect(await walked(sql, params)).toEqual(indexes); });
});

it('the migrations can be taken back and made again', async () => {
  const { database } = await server.open({ entities: [...platform, ...entities], migrations: [...platformMigrations, ...migrations] });
  for (const _ of migrations) await database.dataSource.undoLastMigration();
  expect(await database.query("select table_name from information_schema.tables where table_name like 'notice%'")).toEqual([]);
  await database.dataSource.runMigrations();
  expect((await database.dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
});
