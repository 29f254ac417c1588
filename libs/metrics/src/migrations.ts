import type { MigrationInterface, QueryRunner } from 'typeorm';
import { STOOD } from '#directory';
import { ADD_UP_ANEW, drawSums, dropSums } from './sums/schema.js';

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

/** Closed months, quarters and years: nobody takes one back or writes it anew, not even by hand. */
class Snapshots1764400800000 implements MigrationInterface {
  readonly name = 'Snapshots1764400800000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table assessment_snapshot (seq int primary key, id text not null constraint assessment_snapshot_id unique, kind text not null, begins date not null, ends date not null, as_of bigint not null, closed_at bigint not null, edition int not null,
      content jsonb not null, hash text not null, previous text, constraint assessment_snapshot_kind check (kind in ('month', 'quarter', 'year')))`);
    await run.query(`create function snapshots_are_kept() returns trigger language plpgsql as $$ begin raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation'; end $$`);
    await run.query('create trigger assessment_snapshot_kept before update or delete or truncate on assessment_snapshot for each statement execute function snapshots_are_kept()');
    await run.query('create table snapshot_parked (id text primary key, parked_at bigint not null, parked_reason text not null, parked_attempts int not null)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table snapshot_parked, assessment_snapshot');
    await run.query('drop function snapshots_are_kept');
  }
}

/** Reports that come by themselves; each period of an order once. */
class Reports1764401100000 implements MigrationInterface {
  readonly name = 'Reports1764401100000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table report_order (id uuid primary key, owner text not null, wish jsonb not null, next_from date not null, next_at bigint, ended text, created_at bigint not null, parked_at bigint, parked_reason text, parked_attempts int,
      constraint report_order_ended check ((next_at is null) = (ended is not null)))`);
    await run.query('create index report_order_due on report_order (next_at) where next_at is not null and parked_at is null');
    await run.query('create index report_order_owner on report_order (owner, created_at)');
    await run.query('create table report_sent (id uuid primary key, report uuid not null, begins date not null, ends date not null, made_at bigint not null, name text not null, file bytea, constraint report_sent_once unique (report, begins, ends), constraint report_sent_report foreign key (report) references report_order (id) on delete cascade)');
    await run.query('create index report_sent_kept on report_sent (made_at) where file is not null');
  }

  async down(run: QueryRunner): Promise<void> { await run.query('drop table report_sent, report_order'); }
}

/** What is counted, added up; a database that has counts already adds them up in the wake. What is to come on a day, what stood on it, and what counts in a small place are found by indexes of their own. */
class Sums1764401200000 implements MigrationInterface {
  readonly name = 'Sums1764401200000';

  async up(run: QueryRunner): Promise<void> {
    // Of the first shape of the sums; `LengthColumns` has taken their place.
    await run.query('create table counted_summed (id int primary key, before date not null, parked_at bigint, parked_reason text, parked_attempts int)');
    await drawSums(run);
    for (const sql of ADD_UP_ANEW) await run.query(sql);
    await run.query(`create index counted_case_when on counted_case (part, day, at) include (department, cell, class_id, source) where person = ''`);
    await run.query('drop index counted_case_day');
    // A community or cell with other filters is in no sum.
    await run.query(`create index counted_case_place on counted_case (cell text_pattern_ops, day) where person = ''`);
    await run.query(`create index counted_case_stood on counted_case using gist (${STOOD}) where part = 'standing' and person = ''`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index counted_case_stood');
    await run.query('drop index counted_case_place');
    await run.query(`create index counted_case_day on counted_case (part, day) include (at, department, cell, class_id, source) where person = ''`);
    await run.query('drop index counted_case_when');
    await dropSums(run);
  }
}

/** An alarm that opens a case, or comes into it as a report, is the first of its rule there: everything is counted anew. */
class FirstAlarms1764401400000 implements MigrationInterface {
  readonly name = 'FirstAlarms1764401400000';

  async up(run: QueryRunner): Promise<void> { await run.query('update counted_cursor set horizon = 0'); }
  async down(): Promise<void> { /* What was counted stays. */ }
}

/**
 * Sums of quarters and years, what ceased to stand, and lengths in columns instead of as counts; everything is added up anew. The release before finds no mark of how far they have come, so it
 * adds up nothing and answers from the rows. Nobody reads `counted_length` then.
 */
class LengthColumns1764401500000 implements MigrationInterface {
  readonly name = 'LengthColumns1764401500000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('delete from counted_summed');
    await run.query('drop table if exists counted_length');
    await drawSums(run);
    for (const sql of ADD_UP_ANEW) await run.query(sql);
  }

  async down(): Promise<void> { /* What is added up stays. */ }
}

export const migrations = [Metrics1764000600000, CountedCases1764200700000, Assessment1764400700000, Snapshots1764400800000, Reports1764401100000, Sums1764401200000, FirstAlarms1764401400000, LengthColumns1764401500000];
