import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Log } from '../log.js';
import { rowsOfBinary } from './binary.js';
import { DatabaseUnavailable, isConflict, isUnavailable } from './errors.js';

/** One open transaction. */
export interface Tx {
  /** Rows of one statement; parameters as $1, $2 … `name`: a text that never changes, planned once a connection (a hot statement of 30 columns: half its cost). */
  query<T = Record<string, unknown>>(sql: string, params?: readonly unknown[], name?: string): Promise<T[]>;
  /** Runs once the transaction has been committed, never when it rolled back; its own failure is only logged. */
  afterCommit(run: () => void | Promise<void>): void;
}

/** One moment of the database. */
export interface Reading extends Pick<Tx, 'query'> {
  /** Rows in binary form, as they come, for megabytes of bytea: the driver would take them as text, three times as slowly. They are read to their end before anything else is asked; every parameter is a text. */
  bytes(sql: string, params: readonly string[]): AsyncIterable<readonly (Buffer | null)[]>;
}

const ATTEMPTS = 4;

/** PostgreSQL behind one pool: SQL by hand, transactions that retry on conflict. @throws DatabaseUnavailable when it is away; everything else as the driver says it */
export class Database {
  constructor(readonly dataSource: DataSource, private readonly log?: Log) {}

  /** Rows of one statement in a connection of its own; parameters and `name` as in a transaction. */
  async query<T = Record<string, unknown>>(sql: string, params: readonly unknown[] = [], name?: string): Promise<T[]> {
    return this.lend((client) => rowsOf<T>(client, sql, params, name));
  }

  /** Runs at READ COMMITTED, again (up to three times) after a serialization failure or deadlock: `run` must bear being repeated. Hooks run after COMMIT. */
  async transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const hooks: (() => void | Promise<void>)[] = [];
      try {
        const result = await this.once(run, hooks);
        for (const hook of hooks) this.afterwards(hook);
        return result;
      } catch (error) {
        if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
        await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt));
      }
    }
  }

  /** Reads of one moment, however long they take together. */
  async reading<T>(run: (reading: Reading) => Promise<T>): Promise<T> {
    return this.once((tx, client) => run({ query: tx.query, bytes: (sql, params) => rowsOfBinary(client.query(copyTo(`copy (${written(client, sql, params)}) to stdout (format binary)`))) }), [], 'repeatable read, read only');
  }

  /** Lends a driver connection for what only the driver can do (COPY streams, cursors); given back afterwards. */
  async lend<T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await run(await connect(runner));
    } catch (error) {
      throw isUnavailable(error) && !(error instanceof DatabaseUnavailable) ? new DatabaseUnavailable(error) : error;
    } finally {
      await runner.release();
    }
  }

  private async once<T>(run: (tx: Tx, client: pg.PoolClient) => Promise<T>, hooks: (() => void | Promise<void>)[], level = 'read committed'): Promise<T> {
    return this.lend(async (client) => {
      await client.query(`begin isolation level ${level}`);
      try {
        const result = await run({
          query: <R>(sql: string, params: readonly unknown[] = [], name?: string) => rowsOf<R>(client, sql, params, name),
          afterCommit: (hook) => void hooks.push(hook),
        }, client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  private afterwards(hook: () => void | Promise<void>): void {
    const failed = (error: unknown): void => this.log?.error({ err: error }, 'a hook after commit failed');
    try {
      void Promise.resolve(hook()).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

const connect = (runner: QueryRunner): Promise<pg.PoolClient> => runner.connect() as Promise<pg.PoolClient>;

/** A statement that takes no parameters, with them written out. */
const written = (client: pg.PoolClient, sql: string, params: readonly string[]): string => sql.replaceAll(/\$(\d+)/g, (_, n: string) => client.escapeLiteral(params[Number(n) - 1] ?? ''));

const rowsOf = async <T>(client: pg.PoolClient, text: string, params: readonly unknown[], name?: string): Promise<T[]> =>
  (await client.query({ text, values: params as unknown[], ...(name !== undefined && { name }) })).rows as T[];
