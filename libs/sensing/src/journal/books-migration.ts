import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Books of what was accepted, begun with what is there; why something lies in quarantine as a code. */
export class ReadingBooks1764300520000 implements MigrationInterface {
  readonly name = 'ReadingBooks1764300520000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table quarantine add column code text, add column params jsonb');
    await run.query('alter table partition_owner add column accepted bigint not null default 0');
    await run.query('create table reading_door (shard smallint primary key, accepted bigint not null)');
    await run.query('update partition_owner set accepted = journalled + duplicates where journalled + duplicates > 0');
    await run.query('insert into reading_door (shard, accepted) select 0, n from (select (select coalesce(sum(count), 0) from quarantine) + (select coalesce(sum(n), 0) from reading_inbox) as n) w where n > 0');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table reading_door');
    await run.query('alter table partition_owner drop column accepted');
    await run.query('alter table quarantine drop column code, drop column params');
  }
}
