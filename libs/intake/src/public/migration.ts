import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of residents: solved puzzles, and how many came. */
export class PublicPages1764201000000 implements MigrationInterface {
  readonly name = 'PublicPages1764201000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table public_proof (digest bytea primary key, key text not null, until bigint not null)');
    await run.query('create index public_proof_until on public_proof (until)');
    await run.query('create table public_quota (subject text not null, every bigint not null, since bigint not null, used int not null, primary key (subject, every, since))');
    await run.query('create index public_quota_since on public_quota (since)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table public_quota, public_proof');
  }
}
