import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entities, migrations } from '../tables.js';
import { eventually, startTestPostgres, type TestPostgres } from '../testing.js';
import { createDataSource } from './data-source.js';
import { Database } from './database.js';
import { brokenConstraint, DatabaseUnavailable, isUnavailable, sqlState } from './errors.js';
import { Meta } from './meta.js';
import { migrate } from './migrate.js';

let postgres: TestPostgres;
let database: Database;
beforeAll(async () => {
  postgres = await startTestPostgres({ alone: true });
  ({ database } = await postgres.open({ entities, migrations }));
  await database.query('create table account (id int primary key, balance int not null check (balance >= 0))');
});
beforeEach(() => database.query('truncate account'));
afterAll(() => postgres.stop());

const balances = async (): Promise<number[]> => (await database.query<{ balance: number }>('select balance from account order by id')).map(({ balance }) => balance);

describe('query', () => {
  it('answers rows of every kind of statement', async () => {
    expect(await database.query('insert into account values ($1, $2), (2, 7) returning id', [1, 5])).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await database.query('update account set balance = balance + 1 where id = 1 returning balance')).toEqual([{ balance: 6 }]);
    expect(await database.query('delete from account where id = 3')).toEqual([]);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says what was broken', async () => {
    const error = await database.query('insert into account values (1, -1)').catch((e: unknown) => e);
    expect([sqlState(error), brokenConstraint(error), isUnavailable(error)]).toEqual(['23514', 'account_balance_check', false]);
  });
});

describe('transaction', () => {
  it('writes all or nothing, and runs its hooks only after the commit is seen by others', async () => {
    const seen: number[][] = [];
    const hook = async (): Promise<void> => { seen.push(await balances()); };
    await database.transaction(async (tx) => {
      await tx.query('insert into account values (1, 1)');
      tx.afterCommit(hook);
      expect(await balances()).toEqual([]);
    });
    await eventually('the hook ran', () => seen.length === 1);
    expect(seen).toEqual([[1]]);
    await expect(database.transaction(async (tx) => {
      await tx.query('insert into account values (2, 2)');
      tx.afterCommit(hook);
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await balances()).toEqual([1]);
    expect(seen).toHaveLength(1);
  });

  it('is not disturbed by a hook that fails', async () => {
    const result = await database.transaction(async (tx) => {
      tx.afterCommit(() => { throw new Error('thrown'); });
      tx.afterCommit(() => Promise.reject(new Error('rejected')));
      return 42;
    });
    expect(result).toBe(42);
  });

  it('runs again after a deadlock, hooks counted once', async () => {
    await database.query('insert into account values (1, 0), (2, 0)');
    let runs = 0, hooks = 0;
    const both = (first: number, second: number): Promise<void> => database.transaction(async (tx) => {
      runs++;
      tx.afterCommit(() => { hooks++; });
      await tx.query('update account set balance = balance + 1 where id = $1', [first]);
      await tx.query('select pg_sleep(0.05)');
      await tx.query('update account set balance = balance + 1 where id = $1', [second]);
    });
    await Promise.all([both(1, 2), both(2, 1)]);
    expect(await balances()).toEqual([2, 2]);
    expect(runs).toBeGreaterThan(2);
    expect(hooks).toBe(2);
  });

  it('gives up on a conflict that stays, and gives its connection back', async () => {
    let runs = 0;
    const conflict = database.transaction(async (tx) => { runs++; await tx.query(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`); });
    await expect(conflict).rejects.toThrow('again');
    expect(runs).toBe(4);
    expect(await Promise.all(Array.from({ length: 30 }, () => database.query('select 1')))).toHaveLength(30);
  });
});

describe('an absent database', () => {
  it('is DatabaseUnavailable, and everything goes on when it is back', async () => {
    const url = await postgres.database();
    const short = new Database(await createDataSource({ url, entities: [], migrations: [], pool: 2 }).initialize());
    expect(await short.query('select 1 as x')).toEqual([{ x: 1 }]);
    process.kill(postgres.pid, 'SIGINT');
    await eventually('it is gone', () => short.query('select 1').then(() => false, (error: unknown) => error instanceof DatabaseUnavailable));
    await eventually('it is back', () => short.query('select 1').then(() => true, () => false), 30_000);
    await short.dataSource.destroy();
    await expect(short.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(short.transaction(async () => 1)).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});

describe('migrations', () => {
  let runs = 0;
  class Slow1764000000001 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      runs++;
      await runner.query('create table slow (id int)');
      await runner.query('select pg_sleep(0.2)');
    }
    async down(): Promise<void> { return; }
  }

  it('run once when several processes start together', async () => {
    const url = await postgres.database();
    const all = await Promise.all([1, 2, 3].map(() => createDataSource({ url, entities, migrations: [...migrations, Slow1764000000001], pool: 3 }).initialize()));
    const ran = await Promise.all(all.map((dataSource) => migrate(dataSource)));
    expect(runs).toBe(1);
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, 2]);
    await Promise.all(all.map((dataSource) => dataSource.destroy()));
  });

  it('make exactly the declared tables', async () => {
    const { database: fresh } = await postgres.open({ entities, migrations });
    expect((await fresh.dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)).toEqual([]);
  });
});

describe('meta', () => {
  it('keeps values, and agrees on one where many begin', async () => {
    const meta = new Meta(database);
    expect(await meta.get('x')).toBeNull();
    await meta.set('x', { a: [1] });
    await meta.set('x', { a: [2] });
    expect(await meta.get('x')).toEqual({ a: [2] });
    let n = 0;
    const agreed = await Promise.all(Array.from({ length: 8 }, () => meta.once('y', () => ++n)));
    expect(new Set(agreed).size).toBe(1);
    expect(await meta.once('y', () => -1)).toBe(agreed[0]);
  });
});
