import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Meta1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table meta (key text not null, value jsonb not null, constraint meta_pk primary key (key))');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table meta');
  }
}
