import type { MigrationInterface, QueryRunner } from 'typeorm';

class Metrics1764000600000 implements MigrationInterface {
  readonly name = 'Metrics1764000600000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table daily_figure (day date not null, department text not null, measure text not null, count int not null, primary key (day, department, measure))`);
    await run.query('create table figure_watermark (day date primary key, horizon bigint not null)');
    await run.query('create table figure_parked (id date primary key, parked_at bigint not null, parked_reason text not null, parked_attempts int not null)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table figure_parked, figure_watermark, daily_figure');
  }
}

export const migrations = [Metrics1764000600000];
