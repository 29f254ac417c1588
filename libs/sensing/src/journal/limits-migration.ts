import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much the senders that send much have sent, over all processes. Lost with a crash of the database, which costs nobody anything but a minute's patience. */
export class SenderUse1764300600500 implements MigrationInterface {
  readonly name = 'SenderUse1764300600500';

  async up(run: QueryRunner): Promise<void> { await run.query('create unlogged table sender_use (account text primary key, readings bigint not null)'); }

  async down(run: QueryRunner): Promise<void> { await run.query('drop table sender_use'); }
}
