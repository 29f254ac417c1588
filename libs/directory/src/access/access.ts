import type { UserId } from '#domain';
import { CONFIG, Database, Hints, uuid, type Config } from '#platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Directory } from '../directory.js';
import { writeLog } from '../people/log.js';
import { Attempts } from './attempts.js';
import { sessionCookie } from './cookie.js';
import { header, provenance, type Headers } from './origin.js';
import { hashPassword, passwordFits } from './password.js';
import type { Principal } from './principal.js';
import { digest, LONGEST, Sessions, type Opening } from './sessions.js';
import { noteSignIn } from './sign-ins.js';
import { Turns } from './turns.js';

/** Said after somebody signed out or lost a right: sessions are looked up again everywhere. */
export const SESSIONS = 'sessions';

export type SignedIn =
  | { readonly ok: true; readonly principal: Principal; readonly token: string; /** Seconds the cookie may be kept; the session itself ends after 12 h without a request. */ readonly maxAge: number }
  | { readonly ok: false; readonly code: 'wrong-password'; /** Before the account must wait; absent where there can be none. */ readonly attemptsLeft?: number; /** Seconds, when none are left. */ readonly retryAfter?: number }
  | { readonly ok: false; readonly code: 'password-expired' }
  | { readonly ok: false; readonly code: 'too-many-attempts'; /** Seconds. */ readonly retryAfter: number };

interface Kept { active: boolean; password_hash: string | null; temporary_until: string | null }
const ACCOUNT = /^[a-z0-9._-]{1,64}$/;
/** Hashing keeps to two of libuv's four threads; a longer line than this is an attack or a flood. */
const AT_ONCE = 2, LINE = 500;

/** Sign-in, sessions and bearer tokens. Runs on real time, never on a rehearsal clock. */
@Injectable()
export class Access implements OnModuleDestroy {
  private readonly sessions: Sessions;
  private readonly attempts: Attempts;
  private readonly turns = new Turns(AT_ONCE, LINE);
  private readonly stop: () => void;

  constructor(private readonly database: Database, private readonly directory: Directory, private readonly hints: Hints, @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'trustProxy'>) {
    this.sessions = new Sessions(database);
    this.attempts = new Attempts(database);
    this.stop = hints.subscribe(SESSIONS, () => this.sessions.doubt());
  }

  onModuleDestroy(): void { this.stop(); }

  /** `from`: the client's address. Takes as long for an unknown account as for a wrong password; both are counted and locked out alike. */
  async signIn(account: string, password: string, from: string, opening: Omit<Opening, 'address'> = {}): Promise<SignedIn> {
    const id = account.trim().toLowerCase();
    const name = ACCOUNT.test(id) ? id : null;
    if (this.turns.full) return { ok: false, code: 'too-many-attempts', retryAfter: 2 };
    // One account at a time: guesses sent side by side are judged one after the other.
    return this.turns.take(name ?? '', async () => {
      const wait = await this.attempts.wait(name, from, Date.now());
      if (wait > 0) return { ok: false, code: 'too-many-attempts', retryAfter: Math.ceil(wait / 1000) };
      const [person] = name === null ? [] : await this.database.query<Kept>('select active, password_hash, temporary_until from person where id = $1', [name]);
      const fits = await passwordFits(person?.active === true ? person.password_hash : null, password);
      if (!fits || name === null) {
        await noteSignIn(this.database, person === undefined ? null : name, from, person === undefined ? 'no-account' : person.active ? 'wrong-password' : 'inactive');
        return this.failed(name, from);
      }
      await this.attempts.succeeded(name, Date.now());
      const until = person?.temporary_until ?? null;
      if (until !== null && Number(until) < Date.now()) {
        await noteSignIn(this.database, name, from, 'expired');
        return { ok: false, code: 'password-expired' };
      }
      const known = this.directory.person(name);
      if (known === null || (known.mustChange === true) !== (until !== null)) await this.directory.refresh();
      const principal = this.principal(name);
      if (principal === null) return { ok: false, code: 'wrong-password' };
      await noteSignIn(this.database, name, from, 'signed-in');
      return { ok: true, principal: until === null ? principal : { ...principal, mustChange: true }, token: await this.sessions.open(name, { ...opening, address: from }), maxAge: LONGEST / 1000 };
    });
  }

  private async failed(name: string | null, from: string): Promise<SignedIn> {
    const left = await this.attempts.failed(name, from, Date.now());
    if (left === null) return { ok: false, code: 'wrong-password' };
    const wait = left > 0 ? 0 : await this.attempts.wait(name, from, Date.now());
    return { ok: false, code: 'wrong-password', attemptsLeft: left, ...(wait > 0 && { retryAfter: Math.ceil(wait / 1000) }) };
  }

  /**
   * Whether a password is the account's own, and then the hash of the new one; guesses are counted and slowed down like those at the sign-in.
   * `failed`: as the sign-in says it.
   */
  async rehash(account: string, old: string, next: string, from: string): Promise<{ readonly hash: string } | { readonly failed: Exclude<SignedIn, { ok: true }> }> {
    return this.turns.take(account, async () => {
      const wait = await this.attempts.wait(account, from, Date.now());
      if (wait > 0) return { failed: { ok: false, code: 'too-many-attempts', retryAfter: Math.ceil(wait / 1000) } };
      const [person] = await this.database.query<Kept>('select active, password_hash, temporary_until from person where id = $1 and active', [account]);
      if (!(await passwordFits(person?.password_hash ?? null, old))) {
        await noteSignIn(this.database, account, from, 'wrong-password');
        return { failed: (await this.failed(account, from)) as Exclude<SignedIn, { ok: true }> };
      }
      await this.attempts.succeeded(account, Date.now());
      return { hash: await hashPassword(next) };
    });
  }

  /** In line with the sign-ins, so that a flood of them does not take the threads that read files. */
  hash(password: string): Promise<string> { return this.turns.take(uuid(), () => hashPassword(password)); }

  /** After sessions or tokens were ended by hand: every process asks for them anew, open sockets too. */
  ended(): void {
    this.sessions.doubt();
    this.hints.publish(SESSIONS);
  }

  /** Who holds this session cookie; null: nobody (any more), or somebody whose one-time password has to be replaced first, unless `due` asks for them too. Noticed within 4 s when another process signed it out. */
  async session(token: string, { due = false } = {}): Promise<Principal | null> {
    const id = await this.sessions.person(token), principal = this.principal(id);
    if (principal === null || id === null || this.directory.person(id)?.mustChange !== true) return principal;
    return due ? { ...principal, mustChange: true } : null;
  }
  /** Who holds this bearer token; null: nobody (any more). */
  async bearer(token: string): Promise<Principal | null> { return this.principal(await this.sessions.personOfBearer(token)); }

  /** An active device account; null: there is none of that name. */
  device(account: string): Principal | null { return this.directory.person(account)?.role === 'device' ? this.principal(account) : null; }

  async signOut(token: string): Promise<void> {
    await this.sessions.close(token);
    this.hints.publish(SESSIONS);
  }

  /** What a request's session is called by those who remember it; null for a program with a bearer token. */
  sessionOf(headers: Headers): Buffer | null {
    const token = bearerToken(headers) === null ? sessionCookie(header(headers, 'cookie')) : null;
    return token === null ? null : digest(token);
  }
  /** Those of these sessions that somebody ended, in hex: by signing out, or for the person. One that only ran out is not among them for the next thirty days. */
  endedOf(sessions: readonly Buffer[]): Promise<ReadonlySet<string>> { return this.sessions.ended(sessions); }

  /** The token is answered once and kept only as a hash. Null: no such active account. */
  async issueToken(account: string, label: string, days: number, by: UserId): Promise<{ token: string; expiresAt: number } | null> {
    const person = this.directory.person(account.trim().toLowerCase());
    if (person === null || !person.active) return null;
    const issued = await this.sessions.issue(person.id, label, days, by);
    await writeLog(this.database, [{ by, subject: `person:${person.id}`, act: 'token-issued', changes: { label: { was: null, is: label } } }]);
    return issued;
  }

  /**
   * Who opens a socket, or asks a route outside Nest: session cookie (then a foreign `Origin` is refused), `Authorization: Bearer`, or a token in a handshake's auth object.
   * Null: nobody; the caller refuses.
   */
  async fromHandshake(headers: Headers, auth: { readonly token?: unknown } = {}): Promise<Principal | null> {
    const bearer = typeof auth.token === 'string' ? auth.token : bearerToken(headers);
    if (bearer !== null) return this.bearer(bearer);
    const token = sessionCookie(header(headers, 'cookie'));
    if (token === null || this.comesFrom(headers) === 'foreign') return null;
    return this.session(token);
  }

  /** Where a browser says a request comes from. `host`: as the HTTP server understood it; absent: read from the headers. */
  comesFrom(headers: Headers, host?: string): ReturnType<typeof provenance> {
    const asked = host ?? ((this.config.trustProxy ? header(headers, 'x-forwarded-host') : null) ?? header(headers, 'host'));
    return provenance(headers, asked, this.config.publicUrl);
  }

  private principal(id: string | null): Principal | null {
    const person = id === null ? null : this.directory.person(id);
    return person === null || !person.active ? null : { actor: this.directory.actorOf(person), name: person.name, language: person.language };
  }
}

/** The token of `Authorization: Bearer …`; null when there is none. */
export const bearerToken = (headers: Headers): string | null => /^Bearer +(\S+)$/i.exec(header(headers, 'authorization') ?? '')?.[1] ?? null;
