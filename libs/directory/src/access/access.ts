import type { UserId } from '#domain';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import { Directory } from '../directory.js';
import type { Principal } from './principal.js';

/** What a request or a socket handshake carries. Header names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type SignedIn =
  | { readonly ok: true; readonly principal: Principal; readonly token: string; /** Seconds. */ readonly maxAge: number }
  | { readonly ok: false; readonly code: 'wrong-password' }
  | { readonly ok: false; readonly code: 'too-many-attempts'; /** Seconds. */ readonly retryAfter: number };

/** Sign-in, sessions and bearer tokens. Runs on real time, never on a rehearsal clock. */
@Injectable()
export class Access {
  constructor(private readonly database: Database, private readonly directory: Directory) {}

  /** `from`: the client's address. Takes as long for an unknown account as for a wrong password. */
  async signIn(_account: string, _password: string, _from: string): Promise<SignedIn> { throw new Error('not written yet'); }
  /** Who holds this session cookie; null: nobody (any more). */
  async session(_token: string): Promise<Principal | null> { throw new Error('not written yet'); }
  /** Who holds this bearer token; null: nobody (any more). */
  async bearer(_token: string): Promise<Principal | null> { throw new Error('not written yet'); }
  async signOut(_token: string): Promise<void> { throw new Error('not written yet'); }
  /** The token is answered once and kept only as a hash. Null: no such active account. */
  async issueToken(_account: string, _label: string, _days: number, _by: UserId): Promise<{ token: string; expiresAt: number } | null> { throw new Error('not written yet'); }
  /**
   * Who opens a socket: session cookie (then a foreign `Origin` is refused), `Authorization: Bearer`, or a token in the handshake's auth object.
   * Null: nobody; the caller refuses the connection.
   */
  async fromHandshake(_headers: Headers, _auth?: { readonly token?: unknown }): Promise<Principal | null> { throw new Error('not written yet'); }
}
