import { randomToken, type Database } from '#platform';
import { createHash } from 'node:crypto';
import { Recent } from './recent.js';

/** A session ends after so long without a request. */
export const SLIDING = 12 * 60 * 60_000;
/** One on a device that its owner wanted to stay signed in on. */
export const REMEMBERED = 7 * 24 * 60 * 60_000;
/** And in any case after so long. */
export const LONGEST = 30 * 24 * 60 * 60_000;
/** "Seen" is written no more often than this. */
const TOUCH = 5 * 60_000;
/** How long an answer is believed without asking the database: the most that a sign-out in another process takes to be noticed. */
const BELIEVE = 4000;
const MOST = 20_000;
/** A token's last use is written no more often than this. */
const TOUCH_TOKEN = 60_000;
/** What `randomToken` makes: anything else is no token of ours and not worth a query. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const BEARER = 'gd_';

interface Held { readonly person: string; readonly expiresAt: number }
/** Where a session begins. */
export interface Opening { readonly remember?: boolean; readonly address?: string | null; readonly agent?: string | null }

/** Session cookies and bearer tokens. The database knows them only by their SHA-256. Real time, never a rehearsal clock's. */
export class Sessions {
  private readonly cookies = new Recent<Held | null>(BELIEVE, MOST, (token) => this.look(token));
  private readonly bearers = new Recent<Held | null>(BELIEVE, MOST, (token) => this.lookBearer(token));

  constructor(private readonly database: Database) {}

  async open(person: string, { remember = false, address = null, agent = null }: Opening = {}): Promise<string> {
    const token = randomToken();
    const now = Date.now();
    const keeps = remember ? REMEMBERED : SLIDING;
    await this.database.query('insert into session (token_hash, person, created_at, seen_at, expires_at, keeps, address, agent) values ($1, $2, $3, $3, $4, $5, $6, $7)', [digest(token), person, now, now + keeps, keeps, address, agent?.slice(0, 300) ?? null]);
    // One that ran out stays known a while: it was not ended by anybody.
    await this.database.query('delete from session where expires_at < $1', [now - LONGEST]);
    return token;
  }

  /** The account behind a session cookie; null: none (any more). */
  async person(token: string): Promise<string | null> { return TOKEN.test(token) ? valid(await this.cookies.get(token)) : null; }
  /** The account behind a bearer token; null: none (any more). */
  async personOfBearer(token: string): Promise<string | null> { return token.startsWith(BEARER) && TOKEN.test(token.slice(BEARER.length)) ? valid(await this.bearers.get(token)) : null; }

  async close(token: string): Promise<void> {
    if (!TOKEN.test(token)) return;
    await this.database.query('delete from session where token_hash = $1', [digest(token)]);
    this.cookies.forget(token);
  }

  /** Those of these sessions that somebody ended, in hex. One that only ran out is not among them for the next thirty days. */
  async ended(hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
    if (hashes.length === 0) return new Set();
    const rows = await this.database.query<{ hash: Buffer }>('select hash from unnest($1::bytea[]) as asked (hash) where not exists (select from session where token_hash = hash)', [hashes]);
    return new Set(rows.map(({ hash }) => hash.toString('hex')));
  }

  /** A new bearer token and when it ends. */
  async issue(person: string, label: string, days: number, by: string): Promise<{ token: string; expiresAt: number }> {
    const token = BEARER + randomToken();
    const now = Date.now(), expiresAt = now + days * 86_400_000;
    await this.database.query('insert into api_token (token_hash, person, label, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)', [digest(token), person, label, by, now, expiresAt]);
    return { token, expiresAt };
  }

  /** Ask the database again for all: somewhere somebody signed out. */
  doubt(): void {
    this.cookies.clear();
    this.bearers.clear();
  }

  private async look(token: string): Promise<Held | null> {
    const now = Date.now();
    const [row] = await this.database.query<{ person: string; created_at: string; seen_at: string; expires_at: string; keeps: string }>('select person, created_at, seen_at, expires_at, keeps from session where token_hash = $1 and expires_at > $2', [digest(token), now]);
    if (!row) return null;
    const last = Number(row.created_at) + LONGEST;
    if (now - Number(row.seen_at) < TOUCH) return { person: row.person, expiresAt: Number(row.expires_at) };
    const expiresAt = Math.min(now + Number(row.keeps), last);
    await this.database.query('update session set seen_at = $2, expires_at = $3 where token_hash = $1', [digest(token), now, expiresAt]);
    return { person: row.person, expiresAt };
  }

  private async lookBearer(token: string): Promise<Held | null> {
    const [row] = await this.database.query<{ person: string; expires_at: string }>('select person, expires_at from api_token where token_hash = $1 and expires_at > $2 and revoked_at is null', [digest(token), Date.now()]);
    if (!row) return null;
    await this.database.query('update api_token set seen_at = $2 where token_hash = $1 and coalesce(seen_at, 0) < $3', [digest(token), Date.now(), Date.now() - TOUCH_TOKEN]);
    return { person: row.person, expiresAt: Number(row.expires_at) };
  }
}

/** How a session or a token is called by those who look after them: the beginning of its hash, which opens nothing. */
export const handleOf = (hash: Buffer): string => hash.toString('hex').slice(0, 24);
export const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
const valid = (held: Held | null): string | null => (held !== null && held.expiresAt > Date.now() ? held.person : null);
