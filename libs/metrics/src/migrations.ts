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

/** What each case counts as, in the wake of the log, and how far that has come. */
class CountedCases1764200700000 implements MigrationInterface {
  readonly name = 'CountedCases1764200700000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table counted_case (case_id uuid not null, part text not null, person text not null default '', at bigint not null, day date not null, department text, cell text, class_id text, source text not null, worth bigint, primary key (case_id, part, person))`);
    // A figure is read from the index alone: people's own deeds, the most of the rows, are not in it.
    await run.query(`create index counted_case_day on counted_case (part, day) include (at, department, cell, class_id, source) where person = ''`);
    await run.query(`create index counted_case_person on counted_case (person, day) where person <> ''`);
    await run.query('create table counted_cursor (id int primary key, horizon bigint not null, parked_at bigint, parked_reason text, parked_attempts int)');
    await run.query('insert into counted_cursor (id, horizon) values (1, 0)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table counted_cursor, counted_case');
  }
}

/** What is counted for persons, rules and co-departments, lengths round the clock, and what stands for a while. Every case is counted anew. */
class Assessment1764400700000 implements MigrationInterface {
  readonly name = 'Assessment1764400700000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table counted_case add column worth_wall bigint, add column until_day date');
    await run.query(`create index counted_case_share on counted_case (part, day) include (at, person, department, cell, class_id, source) where person <> ''`);
    await run.query('update counted_cursor set horizon = 0');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index counted_case_share');
    await run.query('alter table counted_case drop column worth_wall, drop column until_day');
  }
}

export const migrations = [Metrics1764000600000, CountedCases1764200700000, Assessment1764400700000];
