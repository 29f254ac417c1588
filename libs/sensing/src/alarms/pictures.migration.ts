import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an alarm of a camera shows, and for which of its openings that was looked for. */
export class AlarmPictures1764300600100 implements MigrationInterface {
  readonly name = 'AlarmPictures1764300600100';

  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table alarm add column pictured int, add column pictures jsonb');
    await run.query(`create index alarm_pictures on alarm using gin ((pictures -> 'photos')) where pictures is not null`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index alarm_pictures');
    await run.query('alter table alarm drop column pictured, drop column pictures');
  }
}
