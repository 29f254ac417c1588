import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AS_OF, VIEWS } from './schema.js';

const quoted = (text: string): string => `'${text.replaceAll(`'`, `''`)}'`;

/**
 * The schema `analysis`: views for the county's analysts, drawn from the table of their columns. Whoever changes that table moves this drawing into a migration of their own,
 * so that old and new databases end with the same views.
 */
class Analysis1764400900000 implements MigrationInterface {
  readonly name = 'Analysis1764400900000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create schema if not exists analysis');
    await run.query(AS_OF);
    for (const { name, zh, en, columns, from } of VIEWS) {
      await run.query(`create view analysis.${name} as select ${columns.map((c) => `${c.of} as "${c.name}"`).join(',\n  ')} from ${from}`);
      await run.query(`comment on view analysis.${name} is ${quoted(`${zh}。${en}.`)}`);
      for (const c of columns) await run.query(`comment on column analysis.${name}."${c.name}" is ${quoted(`${c.zh}。${c.en}.`)}`);
    }
  }

  async down(run: QueryRunner): Promise<void> { await run.query('drop schema analysis cascade'); }
}

export const migrations = [Analysis1764400900000];
