import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Push1764201000000, PushSession1764300500000 } from './push/migration.js';

class Notices1764000300000 implements MigrationInterface {
  readonly name = 'Notices1764000300000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table notice (
      id uuid primary key, case_id uuid not null, number text not null, recipient text not null, kind text not null, data jsonb not null, created_at bigint not null, delivered_at bigint, read_at bigint,
      attempts int not null default 0, parked_at bigint, parked_reason text)`);
    await run.query('create index notice_of_person on notice (recipient, created_at, id)');
    await run.query('create index notice_delivered on notice (delivered_at)');
    await run.query('create index notice_undelivered on notice (recipient) where delivered_at is null and parked_at is null');
    await run.query('create index notice_parked on notice (parked_at) where parked_at is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table notice');
  }
}

/** Ways out of the app: urgency, the sent-log, lines, preferences, endpoints. */
class NoticeLines1764100300000 implements MigrationInterface {
  readonly name = 'NoticeLines1764100300000';

  async up(run: QueryRunner): Promise<void> {
    await run.query("alter table notice add column urgency text not null default 'normal', add column fact uuid");
    await run.query('create index notice_of_case on notice (case_id, created_at)');
    await run.query('create index notice_unread on notice (recipient, created_at) where read_at is null');
    await run.query(`create table notice_sent (
      line text not null, thing uuid not null, notice uuid not null, case_id uuid not null, state text not null, reason text, attempts int not null default 0, created_at bigint not null, next_at bigint, message uuid,
      sent_at bigint, parked_at bigint, primary key (line, thing))`);
    await run.query('create index notice_sent_case on notice_sent (case_id)');
    await run.query("create index notice_sent_due on notice_sent (next_at, line) where state = 'waiting'");
    await run.query("create index notice_sent_line on notice_sent (line, next_at) where state = 'waiting'");
    await run.query("create index notice_sent_lately on notice_sent (line, sent_at) where state = 'sent'");
    await run.query("create index notice_sent_parked on notice_sent (line, parked_at) where state = 'parked'");
    await run.query("create table notice_line (line text primary key, failures int not null default 0, resume_at bigint, full_at bigint[] not null default '{}', last_sent_at bigint)");
    await run.query(`create table notice_preference (
      person text primary key, email text, mail text not null, webhook text not null, muted text[] not null, quiet_from smallint, quiet_to smallint, changed_at bigint not null)`);
    await run.query(`create table notice_endpoint (
      id uuid primary key, name text not null, format text not null, owner_kind text not null, owner text not null, url text not null, secret text, old_secret text, old_until bigint, wants text not null,
      active boolean not null default true, disabled_reason text, created_at bigint not null, created_by text not null, changed_at bigint not null)`);
    await run.query('create index notice_endpoint_owner on notice_endpoint (owner_kind, owner)');
  }

  async down(run: QueryRunner): Promise<void> {
    for (const table of ['notice_endpoint', 'notice_preference', 'notice_line', 'notice_sent']) await run.query(`drop table ${table}`);
    await run.query('drop index notice_of_case, notice_unread');
    await run.query('alter table notice drop column urgency, drop column fact');
  }
}

/** Some things that people are told are about no case: a report that has come. */
class NoticesOfNoCase1764401000000 implements MigrationInterface {
  readonly name = 'NoticesOfNoCase1764401000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table notice alter column case_id drop not null');
    await run.query('alter table notice_sent alter column case_id drop not null');
  }

  async down(run: QueryRunner): Promise<void> {
    for (const table of ['notice_sent', 'notice']) {
      await run.query(`delete from ${table} where case_id is null`);
      await run.query(`alter table ${table} alter column case_id set not null`);
    }
  }
}

export const migrations = [Notices1764000300000, NoticeLines1764100300000, Push1764201000000, PushSession1764300500000, NoticesOfNoCase1764401000000];
