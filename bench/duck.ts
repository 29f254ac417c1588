import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import type pg from 'pg';

/** The same counted rows in DuckDB's own columns, on two threads: what a good analytical database makes of them without any sums. */
export class Duck {
  private constructor(private readonly instance: DuckDBInstance, private readonly connection: DuckDBConnection, private readonly file: string) {}

  /** Takes over whatever counts for departments and areas, a year at a time, so that the file in between stays small. */
  static async of(pool: pg.Pool, dir: string): Promise<Duck> {
    const file = join(dir, 'counted.duckdb'), csv = join(dir, 'counted.csv'), instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '6GB' }), connection = await instance.connect();
    await connection.run('create table counted (part varchar, day date, happened bigint, department varchar, cell varchar, class_id varchar, source varchar, worth bigint, worth_wall bigint)');
    const years = (await pool.query<{ year: number }>('select distinct extract(year from m)::int as year from (select min(day) as a, max(day) as b from counted_case) x, generate_series(a, b, interval \'1 month\') m order by 1')).rows;
    for (const { year } of years) {
      const client = await pool.connect();
      try { await pipeline(client.query(copyTo(`copy (select part, day, at, department, cell, class_id, source, worth, worth_wall from counted_case where person = '' and day between '${year}-01-01' and '${year}-12-31') to stdout (format csv)`)), createWriteStream(csv)); } finally { client.release(); }
      await connection.run(`insert into counted select * from read_csv('${csv}', header = false, columns = {'part': 'varchar', 'day': 'date', 'happened': 'bigint', 'department': 'varchar', 'cell': 'varchar', 'class_id': 'varchar', 'source': 'varchar', 'worth': 'bigint', 'worth_wall': 'bigint'})`);
      rmSync(csv);
    }
    await connection.run('checkpoint');
    return new Duck(instance, connection, file);
  }

  async query(sql: string): Promise<number> { return (await this.connection.runAndReadAll(sql)).getRowObjects().length; }
  get size(): string { return `${(statSync(this.file).size / 2 ** 30).toFixed(1)} GiB`; }
  close(): void { this.connection.closeSync(); this.instance.closeSync(); }
}
