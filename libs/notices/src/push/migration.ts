import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Push to browsers; and a way to the oldest lines of the sent-log, which are taken out after their time. */
export class Push1764201000000 implements MigrationInterface {
  readonly name = 'Push1764201000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table push_subscription (id uuid primary key, person text not null, endpoint text not null, endpoint_hash bytea not null constraint push_subscription_endpoint unique, p256dh text not null, auth text not null, created_at bigint not null)');
    await run.query('create index push_subscription_person on push_subscription (person, created_at)');
    await run.query("create index notice_sent_over on notice_sent (created_at) where state in ('sent', 'dropped')");
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index notice_sent_over');
    await run.query('drop table push_subscription');
  }
}

/** A browser is told as long as nobody ended the session in which it was subscribed; null in rows of an earlier version, and for programs. */
export class PushSession1764300500000 implements MigrationInterface {
  readonly name = 'PushSession1764300500000';

  async up(run: QueryRunner): Promise<void> { await run.query('alter table push_subscription add column session bytea'); }
  async down(run: QueryRunner): Promise<void> { await run.query('alter table push_subscription drop column session'); }
}
