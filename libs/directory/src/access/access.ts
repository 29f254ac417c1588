import type { UserId } from '#domain';
import { CONFIG, Database, Hints, type Config } from '#platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Directory } from '../directory.js';
import { Attempts } from './attempts.js';
import { sessionCookie } from './cookie.js';
import { header, provenance, type Headers } from './origin.js';
import { passwordFits } from './password.js';
import type { Principal } from './principal.js';
import { LONGEST, Sessions } from './sessions.js';
import { Turns } from './turns.js';

/** Said after somebody signed out or lost a right: sessions are looked up again everywhere. */
export const SESSIONS = 'sessions';

export type SignedIn =
  | { readonly ok: true; readonly principal: Principal; readonly token: string; /** Seconds the cookie may be kept; the session itself ends after 12 h without a request. */ readonly maxAge: number }
  | { readonly ok: false; readonly code: 'wrong-password' }
  | { readonly ok: false; readonly code: 'too-many-attempts'; /** Seconds. */ readonly retryAfter: number };

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
  async signIn(account: string, password: string, from: string): Promise<SignedIn> {
    const id = account.trim().toLowerCase();
    const name = ACCOUNT.test(id) ? id : null;
    if (this.turns.full) return { ok: false, code: 'too-many-attempts', retryAfter: 2 };
    // One account at a time: guesses sent side by side are judged one after the other.
    return this.turns.take(name ?? '', async () => {
      const wait = await this.attempts.wait(name, from, Date.now());
      if (wait > 0) return { ok: false, code: 'too-many-attempts', retryAfter: Math.ceil(wait / 1000) };
      const [person] = name === null ? [] : await this.database.query<{ password_hash: string | null }>('select password_hash from person where id = $1 and active', [name]);
      const fits = await passwordFits(person?.password_hash ?? null, password);
      if (!fits || name === null) {
        await this.attempts.failed(name, from, Date.now());
        return { ok: false, code: 'wrong-password' };
      }
      await this.attempts.succeeded(name, Date.now());
      if (this.directory.person(name) === null) await this.directory.refresh();
      const principal = this.principal(name);
      return principal === null ? { ok: false, code: 'wrong-password' } : { ok: true, principal, token: await this.sessions.open(name), maxAge: LONGEST / 1000 };
    });
  }

  /** Who holds this session cookie; null: nobody (any more). Noticed within 4 s when another process signed it out. */
  async session(token: string): Promise<Principal | null> { return this.principal(await this.sessions.person(token)); }
  /** Who holds this bearer token; null: nobody (any more). */
  async bearer(token: string): Promise<Principal | null> { return this.principal(await this.sessions.personOfBearer(token)); }

  async signOut(token: string): Promise<void> {
    await this.sessions.close(token);
    this.hints.publish(SESSIONS);
  }

  /** The token is answered once and kept only as a hash. Null: no such active account. */
  async issueToken(account: string, label: string, days: number, by: UserId): Promise<{ token: string; expiresAt: number } | null> {
    const person = this.directory.person(account.trim().toLowerCase());
    return person === null || !person.active ? null : this.sessions.issue(person.id, label, days, by);
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
