import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Data loggers that were adopted by their number and password. */
export class AdoptedLoggers1764300600400 implements MigrationInterface {
  readonly name = 'AdoptedLoggers1764300600400';

  async up(run: QueryRunner): Promise<void> { await run.query('create table adopted_logger (number text primary key, device text not null, password text not null, adopted_at bigint not null, adopted_by text not null)'); }

  async down(run: QueryRunner): Promise<void> { await run.query('drop table adopted_logger'); }
}
