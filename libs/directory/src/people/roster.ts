import type { PersonFilter, PersonRow, SessionView, TokenView } from '#contract';
import { handleOf } from '../access/sessions.js';
import type { Sql } from '../sql.js';

/** Reading accounts, sessions and tokens. Instants are real time. */

interface Row extends Omit<PersonRow, 'access' | 'lockedUntil' | 'seenAt'> { has: boolean; temporary_until: string | null; locked_until: string | null; seen_at: string | null; created_at: string }
export interface PersonKept extends PersonRow { readonly createdAt: number }

/** People who are accounts of somebody, not devices; by account, `gm-9` before `gm-10`. */
export async function readPeople(sql: Sql, { q, role, department, cell, active, locked, access }: PersonFilter & { readonly id?: string }, id?: string): Promise<PersonKept[]> {
  const now = Date.now();
  const rows = await sql.query<Row>(
    `select p.id, p.name, p.role, p.department, p.language, p.active, p.demo, p.version, p.created_at, p.password_hash is not null as has, p.temporary_until, a.locked_until,
       greatest((select max(s.seen_at) from session s where s.person = p.id), (select max(l.at) from sign_in_log l where l.account = p.id and l.outcome = 'signed-in')) as seen_at, coalesce(r.main, '{}') as main, coalesce(r.backup, '{}') as backup
     from person p left join sign_in_attempt a on a.subject = 'account:' || p.id and a.locked_until > $1
       left join (select person, array_agg(cell order by cell) filter (where kind = 'main') as main, array_agg(cell order by cell) filter (where kind = 'backup') as backup from responsibility group by person) r on r.person = p.id
     where p.role not in ('device', 'system', 'citizen') and ($2::text is null or p.id = $2) and ($3::text is null or strpos(lower(p.name), lower($3)) > 0 or strpos(p.id, lower($3)) > 0) and ($4::text is null or p.role = $4) and ($5::text is null or p.department = $5)
       and ($6::text is null or $6 = any(r.main) or $6 = any(r.backup)) and ($7::boolean is null or p.active = $7) and ($8::boolean is null or (a.locked_until is not null) = $8)`,
    [now, id ?? null, q === undefined || q === '' ? null : q, role ?? null, department ?? null, cell ?? null, said(active), said(locked)]);
  return rows.map(({ has, temporary_until, locked_until, seen_at, created_at, ...row }): PersonKept => ({
    ...row, access: !has ? 'none' : temporary_until === null ? 'own' : Number(temporary_until) < now ? 'expired' : 'temporary',
    lockedUntil: locked_until === null ? null : Number(locked_until), seenAt: seen_at === null ? null : Number(seen_at), createdAt: Number(created_at),
  })).filter((row) => access === undefined || row.access === access).sort((a, b) => BY_ACCOUNT.compare(a.id, b.id));
}
const said = (flag: 'true' | 'false' | undefined): boolean | null => (flag === undefined ? null : flag === 'true');
const BY_ACCOUNT = new Intl.Collator('en', { numeric: true });

/** As those who are no operators see people: nothing about how they sign in. */
export const discreet = (row: PersonRow): PersonRow => ({ ...row, access: null, lockedUntil: null, seenAt: null });

/** Browsers that are signed in; `mine`: the session of the asker, by its hash. */
export async function readSessions(sql: Sql, account: string | null, mine: Buffer | null): Promise<SessionView[]> {
  const rows = await sql.query<{ token_hash: Buffer; person: string; name: string | null; created_at: string; seen_at: string; expires_at: string; address: string | null; agent: string | null }>(
    'select s.token_hash, s.person, p.name, s.created_at, s.seen_at, s.expires_at, s.address, s.agent from session s left join person p on p.id = s.person where s.expires_at > $1 and ($2::text is null or s.person = $2) order by s.seen_at desc limit 2000', [Date.now(), account]);
  return rows.map((r) => ({ id: handleOf(r.token_hash), person: { id: r.person, name: r.name ?? r.person }, since: Number(r.created_at), seenAt: Number(r.seen_at), until: Number(r.expires_at), address: r.address, agent: r.agent, mine: mine !== null && r.token_hash.equals(mine) }));
}

/** Tokens that were issued, those that can still be used first. */
export async function readTokens(sql: Sql, account: string | null): Promise<TokenView[]> {
  const rows = await sql.query<{ token_hash: Buffer; person: string; name: string | null; label: string; created_by: string; by_name: string | null; created_at: string; expires_at: string; seen_at: string | null; revoked_at: string | null }>(
    `select t.token_hash, t.person, p.name, t.label, t.created_by, b.name as by_name, t.created_at, t.expires_at, t.seen_at, t.revoked_at from api_token t left join person p on p.id = t.person left join person b on b.id = t.created_by
     where $1::text is null or t.person = $1 order by (t.revoked_at is null and t.expires_at > $2) desc, t.created_at desc limit 2000`, [account, Date.now()]);
  return rows.map((r) => ({
    id: handleOf(r.token_hash), person: { id: r.person, name: r.name ?? r.person }, label: r.label, by: { id: r.created_by, name: r.by_name ?? r.created_by }, since: Number(r.created_at), until: Number(r.expires_at),
    seenAt: r.seen_at === null ? null : Number(r.seen_at), revokedAt: r.revoked_at === null ? null : Number(r.revoked_at),
  }));
}

/** Whose token or session is called so; null: there is none that can still be used. */
export async function revokeToken(sql: Sql, id: string): Promise<{ person: string; label: string } | null> {
  if (!HANDLE.test(id)) return null;
  return (await sql.query<{ person: string; label: string }>(`update api_token set revoked_at = $2 where substr(encode(token_hash, 'hex'), 1, 24) = $1 and revoked_at is null returning person, label`, [id, Date.now()]))[0] ?? null;
}
export async function endSession(sql: Sql, id: string): Promise<string | null> {
  if (!HANDLE.test(id)) return null;
  return (await sql.query<{ person: string }>(`delete from session where substr(encode(token_hash, 'hex'), 1, 24) = $1 returning person`, [id]))[0]?.person ?? null;
}
const HANDLE = /^[0-9a-f]{24}$/;
