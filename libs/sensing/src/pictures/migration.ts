import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What cameras showed of their events, until an alarm takes it. */
export class SeenPictures1764300600000 implements MigrationInterface {
  readonly name = 'SeenPictures1764300600000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table seen_picture (device text not null, metric text not null, code text not null, at bigint not null, confidence double precision not null, received_at bigint not null, bytes bytea, address text, constraint seen_picture_pk primary key (device, metric, at, code))');
    // Pictures are compressed already.
    await run.query('alter table seen_picture alter column bytes set storage external');
    await run.query('create index seen_picture_old on seen_picture (received_at)');
  }

  async down(run: QueryRunner): Promise<void> { await run.query('drop table seen_picture'); }
}
