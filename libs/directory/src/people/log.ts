import type { LogAct, LogLine } from '#contract';
import { uuid } from '#platform';
import type { Sql } from '../sql.js';

/** By field, what it was and what it is. Passwords and tokens are never among them. */
export type Changes = Readonly<Record<string, { readonly was: unknown; readonly is: unknown }>>;
export interface Entry {
  readonly by: string;
  /** `person:…` or `device:…`. */
  readonly subject: string;
  readonly act: LogAct;
  readonly origin?: LogLine['origin'];
  readonly changes?: Changes;
  /** What the actor meant to do once, and what they said then. */
  readonly command?: { readonly id: string; readonly fingerprint: string } | undefined;
}

/** Adds lines to the log; in the transaction of what they tell. Real time. */
export async function writeLog(sql: Sql, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `insert into directory_log (id, at, by, subject, act, origin, changes, command_id, fingerprint)
     select id, $1, by, subject, act, origin, changes, command_id, fingerprint from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::text[]) l(id, by, subject, act, origin, changes, command_id, fingerprint)`,
    [Date.now(), entries.map(() => uuid()), entries.map((e) => e.by), entries.map((e) => e.subject), entries.map((e) => e.act), entries.map((e) => e.origin ?? 'page'), entries.map((e) => JSON.stringify(e.changes ?? {})),
      entries.map((e) => e.command?.id ?? null), entries.map((e) => e.command?.fingerprint ?? null)]);
}

/** What was done to a subject, the newest first. */
export async function readLog(sql: Sql, subject: string, limit = 200): Promise<LogLine[]> {
  const rows = await sql.query<{ id: string; at: string; by: string; name: string | null; act: LogAct; origin: LogLine['origin']; changes: LogLine['changes'] }>(
    'select l.id, l.at, l.by, p.name, l.act, l.origin, l.changes from directory_log l left join person p on p.id = l.by where l.subject = $1 order by l.at desc, l.id desc limit $2', [subject, limit]);
  return rows.map(({ id, at, by, name, act, origin, changes }) => ({ id, at: Number(at), by: { id: by, name: name ?? by }, act, origin, changes }));
}

/** Whether the command was carried out before: its subject and what was said then. */
export async function carriedOut(sql: Sql, command: string): Promise<{ subject: string; fingerprint: string } | null> {
  return (await sql.query<{ subject: string; fingerprint: string }>('select subject, fingerprint from directory_log where command_id = $1 limit 1', [command]))[0] ?? null;
}
