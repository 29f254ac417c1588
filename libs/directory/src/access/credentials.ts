import type { CredentialKind, CredentialView, IssuedCredential, NewCredential } from '#contract';
import type { Actor } from '#domain';
import { Database, Hints, ProblemError, randomToken, Seal, Signer, uuid } from '#platform';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { X509Certificate } from 'node:crypto';
import { writeLog } from '../people/log.js';
import type { Sql } from '../sql.js';
import { SESSIONS } from './access.js';
import { Recent } from './recent.js';

/** As long as a token is believed: the most that a revocation in another process takes to be noticed. */
const BELIEVE = 4_000, MOST = 20_000;
/** "Seen" is written no more often than this. */
const TOUCH = 60_000;
/** So many secrets and certificates of one account can be used at a time: one, and the next while devices are changed over. */
const MOST_OF_AN_ACCOUNT = 20;
const FINGERPRINT = /^[0-9a-f]{64}$/;

interface Secret { readonly id: string; readonly secret: string }
interface Row { id: string; account: string; kind: CredentialKind; label: string; fingerprint: string | null; created_by: string; name: string | null; created_at: string; seen_at: string | null; revoked_at: string | null }

/** Secrets and client certificates of device accounts. A secret lies sealed with a key of the server's own secret: HMAC needs it as it is. Real time, never a rehearsal clock's. */
@Injectable()
export class Credentials implements OnModuleDestroy {
  private readonly seal: Seal;
  private readonly secrets = new Recent<readonly Secret[]>(BELIEVE, MOST, (account) => this.look(account));
  private readonly certificates = new Recent<{ readonly id: string; readonly account: string } | null>(BELIEVE, MOST, (fingerprint) => this.lookCertificate(fingerprint));
  private readonly touched = new Map<string, number>();
  private readonly stop: () => void;

  constructor(private readonly database: Database, private readonly hints: Hints, signer: Signer) {
    this.seal = new Seal(signer.key('sender secret'));
    this.stop = hints.subscribe(SESSIONS, () => this.doubt());
  }

  onModuleDestroy(): void { this.stop(); }

  /** The secret is answered once. @throws ProblemError invalid-input: no certificate, one that names an account already, or too many */
  async issue(actor: Actor, account: string, wish: NewCredential, subject: string): Promise<IssuedCredential> {
    const id = uuid(), secret = wish.kind === 'secret' ? `gs_${randomToken()}` : null, fingerprint = wish.kind === 'certificate' ? fingerprintOf(wish.certificate) : null;
    await this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch credentials'))`);
      const [taken] = fingerprint === null ? [] : await tx.query<{ account: string }>('select account from credential where fingerprint = $1 and revoked_at is null', [fingerprint]);
      if (taken !== undefined) throw refused('taken', `this certificate names ${taken.account} already`, `此证书已登记给 ${taken.account}`);
      const [{ n } = { n: 0 }] = await tx.query<{ n: number }>('select count(*)::int as n from credential where account = $1 and revoked_at is null', [account]);
      if (n >= MOST_OF_AN_ACCOUNT) throw refused('too-many', `there are ${n} of this account: revoke one first`, `此账号已有 ${n} 个，请先吊销`);
      await tx.query('insert into credential (id, account, kind, label, sealed, fingerprint, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, account, wish.kind, wish.label, secret === null ? null : this.seal.seal(secret, id), fingerprint, actor.id, Date.now()]);
      await writeLog(tx, [{ by: actor.id, subject, act: 'credential-issued', changes: { label: { was: null, is: wish.label }, kind: { was: null, is: wish.kind }, ...(fingerprint !== null && { fingerprint: { was: null, is: fingerprint } }) } }]);
    });
    this.told();
    const [credential] = await readCredentials(this.database, { id });
    if (credential === undefined) throw new ProblemError('not-found');
    return { credential, secret };
  }

  /** @throws ProblemError not-found where none of this id can still be used */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ account: string; label: string; kind: string }>('update credential set revoked_at = $2 where id = $1 and revoked_at is null returning account, label, kind', [id, Date.now()]);
      if (row === undefined) throw new ProblemError('not-found');
      const devices = await tx.query<{ id: string }>('select id from device where account = $1 order by id limit 1', [row.account]);
      await writeLog(tx, [{ by: actor.id, subject: devices[0] === undefined ? `person:${row.account}` : `device:${devices[0].id}`, act: 'credential-revoked', changes: { label: { was: row.label, is: null }, kind: { was: row.kind, is: null } } }]);
    });
    this.told();
  }

  /** Secrets of an account that can be used, by their ids. One that was sealed with another GRID_SECRET cannot. */
  secretsOf(account: string): Promise<readonly Secret[]> { return this.secrets.get(account); }

  /** The account that a certificate names, by its SHA-256 fingerprint as TLS says it. */
  async accountOf(fingerprint: string): Promise<string | null> {
    const plain = plainFingerprint(fingerprint), found = FINGERPRINT.test(plain) ? await this.certificates.get(plain) : null;
    if (found !== null) await this.used(found.id);
    return found?.account ?? null;
  }

  async used(id: string): Promise<void> {
    const now = Date.now();
    if (now - (this.touched.get(id) ?? 0) < TOUCH) return;
    if (this.touched.size > MOST) this.touched.clear();
    this.touched.set(id, now);
    await this.database.query('update credential set seen_at = $2 where id = $1 and coalesce(seen_at, 0) < $3', [id, now, now - TOUCH]);
  }

  private async look(account: string): Promise<readonly Secret[]> {
    const rows = await this.database.query<{ id: string; sealed: Buffer }>(`select id, sealed from credential where account = $1 and kind = 'secret' and revoked_at is null order by created_at desc`, [account]);
    return rows.flatMap(({ id, sealed }) => { const secret = this.seal.open(sealed, id); return secret === null ? [] : [{ id, secret }]; });
  }

  private async lookCertificate(fingerprint: string): Promise<{ id: string; account: string } | null> {
    return (await this.database.query<{ id: string; account: string }>('select id, account from credential where fingerprint = $1 and revoked_at is null', [fingerprint]))[0] ?? null;
  }

  private doubt(): void {
    this.secrets.clear();
    this.certificates.clear();
  }

  private told(): void {
    this.doubt();
    this.hints.publish(SESSIONS);
  }
}

/** Of an account, or the one of an id; those that can be used first. */
export async function readCredentials(sql: Sql, of: { readonly account: string } | { readonly id: string }): Promise<CredentialView[]> {
  const rows = await sql.query<Row>(
    `select c.id, c.account, c.kind, c.label, c.fingerprint, c.created_by, p.name, c.created_at, c.seen_at, c.revoked_at from credential c left join person p on p.id = c.created_by
     where ${'id' in of ? 'c.id = $1' : 'c.account = $1'} order by (c.revoked_at is null) desc, c.created_at desc limit 200`, ['id' in of ? of.id : of.account]);
  return rows.map((r) => ({
    id: r.id, account: r.account as CredentialView['account'], kind: r.kind, label: r.label, fingerprint: r.fingerprint, by: { id: r.created_by, name: r.name ?? r.created_by }, since: Number(r.created_at),
    seenAt: r.seen_at === null ? null : Number(r.seen_at), revokedAt: r.revoked_at === null ? null : Number(r.revoked_at),
  }));
}

const plainFingerprint = (said: string): string => said.replaceAll(/[:\s]/g, '').toLowerCase();

/** Of a certificate as PEM, or as a fingerprint. @throws ProblemError invalid-input */
function fingerprintOf(certificate: string): string {
  const plain = plainFingerprint(certificate);
  if (FINGERPRINT.test(plain)) return plain;
  try {
    return plainFingerprint(new X509Certificate(certificate).fingerprint256);
  } catch {
    throw refused('no-certificate', 'is neither a certificate as PEM nor a SHA-256 fingerprint', '既不是 PEM 证书，也不是 SHA-256 指纹', '/certificate');
  }
}

const refused = (code: string, message: string, zh: string, pointer = ''): ProblemError => new ProblemError('invalid-input', { errors: [{ pointer, code, message, zh }] });
