import type { ChangePerson, Imported, NewPerson, PersonAction, PersonChanged, PersonFilter, PersonInFull, PersonRow, SessionView, SignInLine, TokenView } from '#contract';
import type { Actor, UserId } from '#domain';
import { Database, Hints, ProblemError, type FieldFault, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { createHash, randomInt } from 'node:crypto';
import { Access } from '../access/access.js';
import { digest } from '../access/sessions.js';
import { readSignIns, type SignInsWanted } from '../access/sign-ins.js';
import { Directory, REFERENCE } from '../directory.js';
import { InHand } from './in-hand.js';
import { carriedOut, readLog, writeLog, type Entry } from './log.js';
import { applyPeople, planPeople, type Planned, type Wish, type WishFault } from './plan.js';
import { endSession, readPeople, readSessions, readTokens, revokeToken } from './roster.js';
import { readPeopleFile } from './sheet.js';

/** So long somebody may wait with their first sign-in. */
const TEMPORARY = 7 * 24 * 60 * 60_000;
/** What is easily read aloud over the telephone: nothing that looks or sounds like something else. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** `k3xp-9hwm-t4rq`: about 59 bits. */
const oneTimePassword = (): string => Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-');

/** What somebody means to do once. */
export interface Command { readonly id: string; readonly said: unknown }
export interface Done { readonly changed: PersonChanged; readonly replayed: boolean }

/**
 * Accounts of people, looked after by operators. Every change is a line of the log in the same transaction; what is deactivated is signed out at once, everywhere.
 * Nobody takes their own rights away, and an operator who can sign in always stays.
 */
@Injectable()
export class People {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly access: Access, private readonly hints: Hints, private readonly inHand: InHand) {}

  list(filter: PersonFilter): Promise<PersonRow[]> { return readPeople(this.database, filter).then((rows) => rows.map(rowOf)); }

  async find(account: string, actor: Actor, token: string | null): Promise<PersonInFull | null> {
    const [person] = await readPeople(this.database, {}, account);
    if (person === undefined) return null;
    const [sessions, tokens, history, held, others] = await Promise.all([
      this.sessions(account, token), this.tokens(account), readLog(this.database, `person:${account}`), this.inHand.of(account),
      this.database.query<{ n: number }>(`select count(*)::int as n from person where role = 'operator' and active and password_hash is not null and id <> $1`, [account]),
    ]);
    return { ...person, sessions, tokens, history, held: [...held], keeps: account === actor.id ? 'self' : person.role === 'operator' && person.active && others[0]?.n === 0 ? 'last-operator' : null };
  }

  /** @throws ProblemError invalid-input with every fault, idempotency-key-reused */
  async add(actor: Actor, { account, password, ...wish }: NewPerson, command: Command): Promise<Done> {
    const secret = password ? await this.secret() : null;
    return this.write(actor, command, async (tx, note) => {
      if ((await tx.query('select 1 from person where id = $1', [account])).length > 0) throw refusedFor([{ pointer: '/account', code: 'taken', message: 'this account exists already', zh: '账号已存在' }]);
      const planned = await this.plan(tx, [{ ...wish, id: account }], actor);
      await applyPeople(tx, planned);
      if (secret !== null) await this.setPassword(tx, account, secret);
      await writeLog(tx, [...entries(planned, actor, 'page', note), ...(secret === null ? [] : [{ by: actor.id, subject: `person:${account}`, act: 'password-set' as const }])]);
      return { account, password: secret?.password ?? null };
    });
  }

  /** `version`: what the actor saw; null: whatever it is now. @throws ProblemError version-mismatch, own-account, last-operator, invalid-input */
  async change(actor: Actor, account: string, version: number | null, wish: ChangePerson): Promise<PersonRow> {
    const { changed } = await this.write(actor, null, async (tx) => {
      await this.expect(tx, account, version);
      const planned = await this.plan(tx, [{ ...wish, id: account } as Wish], actor);
      await applyPeople(tx, planned);
      await writeLog(tx, entries(planned, actor, 'page'));
      return { account, password: null };
    });
    return changed.person;
  }

  /** @throws ProblemError not-found, own-account, last-operator, invalid-input, idempotency-key-reused */
  async act(actor: Actor, account: string, action: PersonAction, { successor }: { readonly successor?: string | undefined }, command: Command): Promise<Done> {
    if (successor !== undefined && action !== 'deactivate') throw refusedFor([{ pointer: '/successor', code: 'unrecognized_keys', message: 'belongs to deactivating', zh: '仅用于停用' }]);
    if (account === actor.id && action !== 'unlock' && action !== 'activate') throw new ProblemError('own-account');
    const secret = action === 'password' ? await this.secret() : null;
    return this.write(actor, command, async (tx, note) => {
      const person = await this.expect(tx, account, null), by = actor.id, subject = `person:${account}`;
      switch (action) {
        case 'deactivate': case 'activate': {
          const wishes: Wish[] = [{ id: account, active: action === 'activate' }, ...(successor === undefined ? [] : await this.handOver(tx, account, successor))];
          const planned = await this.plan(tx, wishes, actor, '/successor');
          await applyPeople(tx, planned);
          await writeLog(tx, entries(planned, actor, 'page', note));
          break;
        }
        case 'password':
          if (!person.active || secret === null) throw refusedFor([{ pointer: '', code: 'inactive', message: 'activate the account first', zh: '请先启用账号' }]);
          await this.setPassword(tx, account, secret);
          await tx.query(`delete from sign_in_attempt where subject = 'account:' || $1::text`, [account]);
          await writeLog(tx, [{ by, subject, act: 'password-set', command: note }]);
          break;
        case 'unlock':
          await tx.query(`delete from sign_in_attempt where subject = 'account:' || $1::text`, [account]);
          await writeLog(tx, [{ by, subject, act: 'unlocked', command: note }]);
          break;
        case 'sign-out':
          await tx.query('delete from session where person = $1', [account]);
          await writeLog(tx, [{ by, subject, act: 'signed-out', command: note }]);
          break;
      }
      return { account, password: secret?.password ?? null };
    });
  }

  /** All of the file, or nothing of it. `check`: only what it would do. @throws ProblemError invalid-input with every fault by row and column */
  async import(actor: Actor, file: Buffer, check: boolean, command: Command): Promise<{ imported: Imported; replayed: boolean }> {
    const { wishes, rows, faults, at } = await readPeopleFile(file);
    const ran = await this.locked(async (tx) => {
      const before = check ? null : await this.before(tx, command, 'import');
      const { planned, faults: found } = await planPeople(tx, wishes, actor, this.directory);
      const all = [...faults, ...found.map(({ of, field, ...fault }): FieldFault => ({ ...fault, pointer: `/${rows[of] ?? 0}/${field}`, at: at(rows[of] ?? 0, field) }))];
      if (before === null && all.length > 0) throw refusedFor(all.slice(0, MOST_FAULTS));
      if (!check && before === null) {
        await applyPeople(tx, planned);
        await writeLog(tx, [{ by: actor.id, subject: 'import', act: 'changed', origin: 'import', changes: { rows: { was: null, is: wishes.length } }, command: noteOf(command) }, ...entries(planned, actor, 'import')]);
      }
      return { planned, replayed: before !== null };
    });
    if (!check) await this.told(ran.planned.some((p) => p.act === 'deactivated'));
    const changes = ran.planned.flatMap((p, of) => (p.act === null ? [] : [{ row: rows[of] ?? 0, id: p.id, name: p.after.name, what: p.act, fields: p.changes as Imported['changes'][number]['fields'] }]));
    return { imported: { checked: check, rows: wishes.length, unchanged: wishes.length - changes.length, changes: ran.replayed ? [] : changes }, replayed: ran.replayed };
  }

  sessions(account: string | null, token: string | null): Promise<SessionView[]> { return readSessions(this.database, account, token === null ? null : digest(token)); }
  tokens(account: string | null): Promise<TokenView[]> { return readTokens(this.database, account); }
  signIns(wanted: SignInsWanted): Promise<SignInLine[]> { return readSignIns(this.database, wanted); }

  /** False: there is none of that name. */
  async endSession(actor: Actor, id: string): Promise<boolean> {
    const person = await this.database.transaction(async (tx) => {
      const found = await endSession(tx, id);
      if (found !== null) await writeLog(tx, [{ by: actor.id, subject: `person:${found}`, act: 'signed-out' }]);
      return found;
    });
    if (person !== null) this.access.ended();
    return person !== null;
  }

  async revokeToken(actor: Actor, id: string): Promise<boolean> {
    const found = await this.database.transaction(async (tx) => {
      const token = await revokeToken(tx, id);
      if (token !== null) await writeLog(tx, [{ by: actor.id, subject: `person:${token.person}`, act: 'token-revoked', changes: { label: { was: token.label, is: null } } }]);
      return token;
    });
    if (found !== null) this.access.ended();
    return found !== null;
  }

  /** The own password, once the hash of the new one is known; the session that asked stays, all others end. */
  async ownPassword(account: UserId, hash: string, token: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('update person set password_hash = $2, temporary_until = null, version = version + 1 where id = $1', [account, hash]);
      await tx.query('delete from session where person = $1 and token_hash <> $2', [account, digest(token)]);
      await writeLog(tx, [{ by: account, subject: `person:${account}`, act: 'password-changed', origin: 'self' }]);
    });
    await this.told(true);
  }

  private async secret(): Promise<Secret> {
    const password = oneTimePassword();
    return { password, hash: await this.access.hash(password) };
  }

  /** Whoever had the old one is out. */
  private async setPassword(tx: Tx, account: string, { hash }: Secret): Promise<void> {
    await tx.query('update person set password_hash = $2, temporary_until = $3, version = version + 1 where id = $1', [account, hash, Date.now() + TEMPORARY]);
    await tx.query('delete from session where person = $1', [account]);
  }

  /** The cells of one go to another; both are changed. */
  private async handOver(tx: Tx, from: string, to: string): Promise<Wish[]> {
    const refused = (zh: string, message: string): ProblemError => refusedFor([{ pointer: '/successor', code: 'unknown-value', zh, message }]);
    const [heir] = await readPeople(tx, {}, to), [giver] = await readPeople(tx, {}, from);
    if (heir === undefined || !heir.active || heir.role !== 'grid-member' || to === from) throw refused('须为另一位在用的网格员', 'must be another active grid member');
    const main = [...new Set([...heir.main, ...(giver?.main ?? [])])];
    return [{ id: to, main, backup: [...new Set([...heir.backup, ...(giver?.backup ?? [])])].filter((cell) => !main.includes(cell)) }];
  }

  /** @throws ProblemError not-found, version-mismatch */
  private async expect(tx: Tx, account: string, version: number | null): Promise<{ version: number; active: boolean }> {
    const [person] = await tx.query<{ version: number; active: boolean }>(`select version, active from person where id = $1 and role not in ('device', 'system', 'citizen')`, [account]);
    if (person === undefined) throw new ProblemError('not-found');
    if (version !== null && person.version !== version) throw new ProblemError('version-mismatch', { current: rowOf((await readPeople(tx, {}, account))[0] as PersonRow) });
    return person;
  }

  private async plan(tx: Tx, wishes: readonly Wish[], actor: Actor, pointer?: string): Promise<Planned[]> {
    const { planned, faults } = await planPeople(tx, wishes, actor, this.directory);
    const [first] = faults;
    if (first === undefined) return planned;
    const rule = faults.find((f) => f.code === 'own-account' || f.code === 'last-operator');
    throw rule !== undefined ? new ProblemError(rule.code) : refusedFor(faults.map((f: WishFault) => ({ pointer: f.of === 0 ? `/${f.field}` : (pointer ?? `/${f.field}`), code: f.code, message: f.message, ...(f.zh !== undefined && { zh: f.zh }) })));
  }

  private async write(actor: Actor, command: Command | null, run: (tx: Tx, note: Entry['command']) => Promise<{ account: string; password: string | null }>): Promise<Done> {
    const answer = await this.locked(async (tx) => {
      const before = command === null ? null : await this.before(tx, command, null);
      // A password is said once, and never again.
      return before !== null ? { account: before, password: null, replayed: true } : { ...(await run(tx, command === null ? undefined : noteOf(command))), replayed: false };
    });
    await this.told(true);
    const [person] = await readPeople(this.database, {}, answer.account);
    if (person === undefined) throw new ProblemError('not-found');
    return { changed: { person: rowOf(person), password: answer.password }, replayed: answer.replayed };
  }

  private async before(tx: Tx, command: Command, subject: string | null): Promise<string | null> {
    const before = await carriedOut(tx, command.id);
    if (before === null) return null;
    if (before.fingerprint !== noteOf(command).fingerprint) throw new ProblemError('idempotency-key-reused');
    return subject ?? before.subject.replace(/^\w+:/, '');
  }

  /** One change of people at a time: rules about all of them are checked and kept together. */
  private locked<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch people'))`);
      return run(tx);
    });
  }

  /** What was committed holds in this process when this returns, and a moment later in the others. */
  private async told(sessions: boolean): Promise<void> {
    await this.directory.refresh();
    this.hints.publish(REFERENCE);
    if (sessions) this.access.ended();
  }
}

interface Secret { readonly password: string; readonly hash: string }
const MOST_FAULTS = 500;
const noteOf = ({ id, said }: Command): { id: string; fingerprint: string } => ({ id, fingerprint: createHash('sha256').update(Buffer.isBuffer(said) ? said : JSON.stringify(said)).digest('base64url') });
const refusedFor = (errors: readonly FieldFault[]): ProblemError => new ProblemError('invalid-input', { errors });
const rowOf = ({ id, name, role, department, language, active, demo, version, main, backup, access, lockedUntil, seenAt }: PersonRow): PersonRow => ({ id, name, role, department, language, active, demo, version, main, backup, access, lockedUntil, seenAt });

function entries(planned: readonly Planned[], actor: Actor, origin: Entry['origin'], command?: Entry['command']): Entry[] {
  return planned.filter((p) => p.act !== null || command !== undefined).map((p, i) => ({ by: actor.id, subject: `person:${p.id}`, act: p.act ?? 'changed', origin: origin ?? 'page', changes: p.changes, ...(i === 0 && command !== undefined && { command }) }));
}
