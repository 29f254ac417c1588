import { Injectable } from '@nestjs/common';
import { Access } from './access.js';
import { Credentials } from './credentials.js';
import type { Principal } from './principal.js';

/** Connections over TLS whose other end has shown a certificate that one of our authorities vouches for. Whom it names is asked at each request, so that a revocation counts on connections that stay open. */
@Injectable()
export class Certificates {
  private readonly shown = new WeakMap<object, string>();
  constructor(private readonly access: Access, private readonly credentials: Credentials) {}

  /** Told by the port that took the connection; `fingerprint`: SHA-256. */
  show(connection: object, fingerprint: string): void { this.shown.set(connection, fingerprint); }

  /** The device account that the certificate of a connection names; null: it has shown none, or nobody's. */
  async who(connection: object | undefined): Promise<Principal | null> {
    const fingerprint = connection === undefined ? undefined : this.shown.get(connection), account = fingerprint === undefined ? null : await this.credentials.accountOf(fingerprint);
    return account === null ? null : this.access.device(account);
  }
}
