import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** What an analyst may read. */
const SCHEMA = 'analysis';
/** By this a login that we made is known; any other of the server is left alone. */
const MARK = 'grid-dispatch analyst';
/** Bound of one query, in minutes, and of connections at once. */
const MINUTES = 5, CONNECTIONS = 3;
const ITERATIONS = 4_096;

/** Why a login is not made, changed or ended. */
export class AnalystError extends Error {
  constructor(readonly fault: 'not-ours' | 'no-such' | 'no-right' | 'not-migrated', readonly detail: string) { super(`${fault}: ${detail}`); }
}

/** What the server keeps of a password (RFC 5803), so that the password itself never stands in a statement, which servers like to log. */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256'), keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${createHash('sha256').update(keyed('Client Key')).digest('base64')}:${keyed('Server Key').toString('base64')}`;
}

type Client = Pick<pg.ClientBase, 'query' | 'escapeIdentifier' | 'escapeLiteral'>;
async function known(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null }>(`select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = $1`, [name]);
  if (rows[0] !== undefined && rows[0].mark !== MARK) throw new AnalystError('not-ours', name);
  return rows.length > 0;
}

/** Makes a login that may select from the views and nothing else, or gives it a new password; what is connected by the old one stays. Answers whether it is new. @throws AnalystError */
export async function allowAnalyst(client: Client, name: string, password: string): Promise<boolean> {
  const role = client.escapeIdentifier(name);
  return inOne(client, async () => {
    if ((await client.query(`select 1 from pg_namespace where nspname = '${SCHEMA}'`)).rows.length === 0) throw new AnalystError('not-migrated', SCHEMA);
    const there = await known(client, name);
    await client.query(`${there ? 'alter' : 'create'} role ${role} login password ${client.escapeLiteral(scramVerifier(password, randomBytes(16)))} connection limit ${CONNECTIONS}`);
    if (!there) await client.query(`comment on role ${role} is ${client.escapeLiteral(MARK)}`);
    for (const setting of [`statement_timeout = '${MINUTES}min'`, `idle_in_transaction_session_timeout = '${MINUTES}min'`, 'default_transaction_read_only = on', `search_path = ${SCHEMA}`, `timezone = '<+08>-08'`]) await client.query(`alter role ${role} set ${setting}`);
    await client.query(`grant usage on schema ${SCHEMA} to ${role}`);
    await client.query(`grant select on all tables in schema ${SCHEMA} to ${role}`);
    // Views that a later version brings.
    await client.query(`alter default privileges in schema ${SCHEMA} grant select on tables to ${role}`);
    return !there;
  });
}

/** Takes a login away, and ends what it is connected with. @throws AnalystError */
export async function endAnalyst(client: Client, name: string): Promise<void> {
  const role = client.escapeIdentifier(name);
  await inOne(client, async () => {
    if (!(await known(client, name))) throw new AnalystError('no-such', name);
    await client.query(`alter role ${role} nologin`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [name]);
    await client.query(`revoke all on all tables in schema ${SCHEMA} from ${role}`);
    await client.query(`revoke all on schema ${SCHEMA} from ${role}`);
    await client.query(`alter default privileges in schema ${SCHEMA} revoke all on tables from ${role}`);
    await client.query(`drop role ${role}`);
  });
}

async function inOne<T>(client: Client, run: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const done = await run();
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw (error as { code?: unknown }).code === '42501' ? new AnalystError('no-right', error instanceof Error ? error.message : '') : error;
  }
}
