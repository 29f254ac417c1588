import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PublicPages1764201000000 } from './public/migration.js';

/** All photos before and after that a fact shows, as one JSON array, and which facts show any. Part of an index: a change needs a new one. */
export const ON_THE_SPOT = `coalesce(data -> 'before', '[]') || coalesce(data -> 'after', '[]') || coalesce(data #> '{handled,before}', '[]') || coalesce(data #> '{handled,after}', '[]')`;
export const IS_ON_THE_SPOT = `data ?| array['before', 'handled']`;

class Intake1764000500000 implements MigrationInterface {
  readonly name = 'Intake1764000500000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table report (
      id uuid primary key, case_id uuid not null, source text not null, reporter text not null, class_id text, condition_id text, text text not null,
      lon double precision, lat double precision, accuracy double precision, cell text, asset text, device text, captured_at bigint, received_at bigint not null,
      photos text[] not null, remarks text[] not null,
      command_id text not null constraint report_command unique, fingerprint text not null, receipt json not null)`);
    await run.query('create index report_case on report (case_id)');
    await run.query('create index report_reporter on report (reporter, received_at)');
    await run.query('create index report_photos on report using gin (photos)');
    await run.query(`create table signal (
      id uuid primary key, device text not null, message_id text not null, body jsonb not null, received_at bigint not null, read_at bigint, case_id uuid,
      attempts int not null default 0, parked_at bigint, parked_reason text, constraint signal_message unique (device, message_id))`);
    await run.query('create index signal_unread on signal (received_at) where read_at is null and parked_at is null');
    await run.query('create index signal_parked on signal (parked_at) where parked_at is not null');
    await run.query('create table sole_case (key text primary key, case_id uuid not null)');
    // Which case shows a photo as evidence: asked whenever a photo is looked at.
    await run.query(`create index case_event_evidence on case_event using gin ((data -> 'evidence')) where data ? 'evidence'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index case_event_evidence');
    await run.query('drop table sole_case, signal, report');
  }
}

/** The case law: what was handled on the spot, and the follow codes of reports. */
class CaseLaw1764100500000 implements MigrationInterface {
  readonly name = 'CaseLaw1764100500000';

  async up(run: QueryRunner): Promise<void> {
    // Photos before and after, of what a grid member put right: with its report, or of a case that waits to be filed.
    await run.query(`create index case_event_on_the_spot on case_event using gin ((${ON_THE_SPOT})) where ${IS_ON_THE_SPOT}`);
    await run.query('create table report_follow (digest bytea primary key, report_id uuid not null)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table report_follow');
    await run.query('drop index case_event_on_the_spot');
  }
}

/** Who called, apart from the cases; and who looked a caller up. */
class Callers1764200600000 implements MigrationInterface {
  readonly name = 'Callers1764200600000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table caller (report_id uuid primary key, number_mark bytea, tail text, anonymous boolean not null, sealed bytea not null, received_at bigint not null)');
    await run.query('create index caller_number on caller (number_mark) where number_mark is not null');
    await run.query('create index caller_tail on caller (tail, received_at) where tail is not null');
    await run.query('create index caller_received on caller (received_at)');
    await run.query('create table caller_reveal (id uuid primary key, report_id uuid not null, actor text not null, at bigint not null, reason text not null)');
    await run.query('create index caller_reveal_report on caller_reveal (report_id)');
    // What was looked up stays written down: nobody takes a line back, not even by hand.
    await run.query(`create function caller_reveal_is_kept() returns trigger language plpgsql as $$ begin raise exception 'the record of reveals is append-only'; end $$`);
    await run.query('create trigger caller_reveal_kept before update or delete on caller_reveal for each row execute function caller_reveal_is_kept()');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table caller_reveal, caller');
    await run.query('drop function caller_reveal_is_kept');
  }
}

/** Cases with an alarm, which reports nearby join. */
class Magnets1764300350000 implements MigrationInterface {
  readonly name = 'Magnets1764300350000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table case_magnet (case_id uuid primary key, metres int not null, until bigint)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table case_magnet');
  }
}

export const migrations = [Intake1764000500000, CaseLaw1764100500000, Callers1764200600000, PublicPages1764201000000, Magnets1764300350000];
