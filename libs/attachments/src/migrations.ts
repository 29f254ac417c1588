import type { MigrationInterface, QueryRunner } from 'typeorm';

class Attachments1764000200000 implements MigrationInterface {
  readonly name = 'Attachments1764000200000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table attachment (
      hash text primary key constraint attachment_hash check (hash ~ '^[0-9a-f]{64}$'), type text not null, bytes int not null, width int not null, height int not null,
      taken_at bigint, lon double precision, lat double precision, accuracy double precision, uploaded_by text not null, uploaded_at bigint not null)`);
    await run.query(`create table attachment_uploader (
      hash text not null constraint attachment_uploader_of references attachment (hash) on delete cascade, person text not null, at bigint not null, primary key (hash, person))`);
    await run.query(`create table attachment_rendition (
      hash text not null constraint attachment_rendition_of references attachment (hash) on delete cascade, size text not null, blob text not null, type text not null, bytes int not null, primary key (hash, size))`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table attachment_rendition, attachment_uploader, attachment');
  }
}

export const migrations = [Attachments1764000200000];
