import { Inject, Injectable } from '@nestjs/common';
import type { PushSubscription } from '#contract';
import { Access } from '#directory';
import type { UserId } from '#domain';
import { Clock, CONFIG, Database, ProblemError, uuid, type Config, type Tx } from '#platform';
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { mayCall } from '../channels/webhook/addresses.js';

/** A browser that somebody wants to be told on. */
export interface Subscription { readonly id: string; readonly person: UserId; readonly endpoint: string; readonly p256dh: string; readonly auth: string; /** Where it was subscribed. */ readonly session: Buffer | null }

const COLUMNS = 'id, person, endpoint, p256dh, auth, session';
/** Browsers of one person; the one subscribed longest ago gives way. */
const MOST = 10;
export const lineOf = (id: string): string => `push:${id}`;
const hashOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

/**
 * Browsers' subscriptions to push. An endpoint is known once: whoever subscribes a browser later has it, as somebody else has signed in there. A subscription ends with the
 * session in which it was made, by whomever that is ended; not because it ran out over a night.
 */
@Injectable()
export class PushSubscriptions {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly access: Access, @Inject(CONFIG) private readonly config: Pick<Config, 'webhookPrivate'>) {}

  /** Answers how many browsers the person has. Throws ProblemError invalid-input for an address that may not be called. */
  async add(person: UserId, { endpoint, keys }: PushSubscription, session: Buffer | null): Promise<number> {
    this.check(endpoint);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const [old] = await tx.query<{ id: string; person: string }>('select id, person from push_subscription where endpoint_hash = $1 for update', [hashOf(endpoint)]);
      if (old !== undefined && old.person !== person) await this.drop(tx, [old.id]);
      await tx.query(
        `insert into push_subscription (id, person, endpoint, endpoint_hash, p256dh, auth, created_at, session) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (endpoint_hash) do update set person = excluded.person, p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at, session = excluded.session`, [uuid(), person, endpoint, hashOf(endpoint), keys.p256dh, keys.auth, now, session]);
      const extra = await tx.query<{ id: string }>('select id from push_subscription where person = $1 order by created_at desc, id offset $2', [person, MOST]);
      await this.drop(tx, extra.map((e) => e.id));
      return this.count(tx, person);
    });
  }

  /** Only the person's own; what waits for it is dropped. Answers how many are left. */
  async remove(person: UserId, endpoint: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const found = await tx.query<{ id: string }>('select id from push_subscription where endpoint_hash = $1 and person = $2', [hashOf(endpoint), person]);
      await this.drop(tx, found.map((f) => f.id));
      return this.count(tx, person);
    });
  }

  /** The push service says that the browser wants no more, or is gone. */
  async gone(id: string): Promise<void> { await this.database.transaction((tx) => this.drop(tx, [id])); }

  of(person: UserId): Promise<readonly Subscription[]> { return this.standing('person = $1', person); }
  async get(id: string): Promise<Subscription | null> { return (await this.standing('id = $1', id))[0] ?? null; }

  /** Those whose session was ended are forgotten, with what waits for them. */
  private async standing(which: 'person = $1' | 'id = $1', value: string): Promise<readonly Subscription[]> {
    const all = await this.database.query<Subscription & object>(`select ${COLUMNS} from push_subscription where ${which} order by created_at, id`, [value]);
    const ended = await this.access.endedOf(all.flatMap(({ session }) => session ?? [])), over = (s: Subscription): boolean => s.session !== null && ended.has(s.session.toString('hex'));
    if (ended.size > 0) await this.database.transaction((tx) => this.drop(tx, all.filter(over).map(({ id }) => id)));
    return all.filter((s) => !over(s));
  }

  private async drop(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const lines = ids.map(lineOf);
    await tx.query('delete from push_subscription where id = any($1::uuid[])', [ids]);
    await tx.query("update notice_sent set state = 'dropped', next_at = null, parked_at = null, reason = 'removed' where line = any($1) and state in ('waiting', 'parked')", [lines]);
    await tx.query('delete from notice_line where line = any($1)', [lines]);
  }

  private async count(tx: Tx, person: UserId): Promise<number> {
    const [row] = await tx.query<{ n: number }>('select count(*)::int as n from push_subscription where person = $1', [person]);
    return row?.n ?? 0;
  }

  /** A name is judged when it is called, as with webhooks. */
  private check(endpoint: string): void {
    const { protocol, hostname, username, password } = new URL(endpoint), host = hostname.replace(/^\[|\]$/g, ''), inside = this.config.webhookPrivate;
    const fault = username !== '' || password !== '' ? 'must not carry a user' : protocol !== 'https:' && !inside ? 'must be https' : (isIP(host) !== 0 && !mayCall(host, inside)) || (host === 'localhost' && !inside) ? 'must be a public address' : null;
    if (fault !== null) throw new ProblemError('invalid-input', { errors: [{ pointer: '/endpoint', code: 'custom', message: fault, zh: '推送地址不可用' }] });
  }
}
