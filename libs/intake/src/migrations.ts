import type { MigrationInterface, QueryRunner } from 'typeorm';

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

export const migrations = [Intake1764000500000];
