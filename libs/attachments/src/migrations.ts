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

class Uploads1764200400000 implements MigrationInterface {
  readonly name = 'Uploads1764200400000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`create table attachment_upload (
      hash text not null constraint attachment_upload_hash check (hash ~ '^[0-9a-f]{64}$'), person text not null, size int not null, reached int not null, touched_at bigint not null, primary key (hash, person))`);
    await run.query('create index attachment_upload_of on attachment_upload (person, touched_at)');
    await run.query('create index attachment_upload_old on attachment_upload (touched_at)');
    await run.query(`create table attachment_piece (
      hash text not null, person text not null, at int not null, bytes bytea not null, primary key (hash, person, at),
      constraint attachment_piece_of foreign key (hash, person) references attachment_upload (hash, person) on delete cascade)`);
    // Pictures are compressed already.
    await run.query('alter table attachment_piece alter column bytes set storage external');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table attachment_piece, attachment_upload');
  }
}

export const migrations = [Attachments1764000200000, Uploads1764200400000];
