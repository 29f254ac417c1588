import type { MigrationInterface, QueryRunner } from 'typeorm';

class Notices1764000300000 implements MigrationInterface {
  readonly name = 'Notices1764000300000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table notice (
      id uuid primary key, case_id uuid not null, number text not null, recipient text not null, kind text not null, data jsonb not null, created_at bigint not null, delivered_at bigint, read_at bigint,
      attempts int not null default 0, parked_at bigint, parked_reason text)`);
    await run.query('create index notice_of_person on notice (recipient, created_at, id)');
    await run.query('create index notice_delivered on notice (delivered_at)');
    await run.query('create index notice_undelivered on notice (recipient) where delivered_at is null and parked_at is null');
    await run.query('create index notice_parked on notice (parked_at) where parked_at is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table notice');
  }
}

export const migrations = [Notices1764000300000];
