import { Inject, Injectable } from '@nestjs/common';
import { secretFault, type ChangeEndpoint, type EndpointFormat, type EndpointOwner, type EndpointView, type NewEndpoint, type Wants } from '#contract';
import { Directory, type PersonRecord } from '#directory';
import { DAY, type DepartmentId, type UserId } from '#domain';
import { Clock, CONFIG, Database, ProblemError, uuid, type Config, type FieldFault, type Tx } from '#platform';
import { isIP } from 'node:net';
import { mayCall } from './channels/webhook/addresses.js';

/** A robot or webhook as it is kept. */
export interface Endpoint {
  readonly id: string; readonly name: string; readonly format: EndpointFormat; readonly owner: EndpointOwner; readonly url: string; readonly secret: string | null; readonly formerSecret: string | null; readonly wants: Wants; readonly active: boolean;
}
interface Row { id: string; name: string; format: EndpointFormat; owner_kind: EndpointOwner['kind']; owner: string; url: string; secret: string | null; old_secret: string | null; old_until: string | null; wants: Wants; active: boolean }
interface Listed extends Row { disabled_reason: string | null; created_at: string; created_by: UserId; changed_at: string; failures: number | null; last_sent_at: string | null; waiting: number; parked: number }

const ENDPOINT = 'e.id, e.name, e.format, e.owner_kind, e.owner, e.url, e.secret, e.old_secret, e.old_until, e.wants, e.active';
const line = (id: string): string => `webhook:${id}`;

/** Robots and webhooks, as operators keep them. */
@Injectable()
export class Endpoints {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, @Inject(CONFIG) private readonly config: Config) {}

  /** The active ones at which a person is told: their own, their department's, their role's. */
  async of({ id, department, role }: PersonRecord): Promise<readonly Endpoint[]> {
    const rows = await this.database.query<Row>(
      `select ${ENDPOINT} from notice_endpoint e where e.active and (e.owner_kind, e.owner) in (('person', $1), ('department', $2), ('role', $3)) order by e.created_at, e.id`, [id, department ?? '', role]);
    return rows.map((row) => this.read(row));
  }

  async get(id: string): Promise<Endpoint | null> {
    const [row] = await this.database.query<Row>(`select ${ENDPOINT} from notice_endpoint e where e.id = $1`, [id]);
    return row ? this.read(row) : null;
  }

  async list(): Promise<EndpointView[]> { return this.listed(this.database, null); }

  /** @throws ProblemError invalid-input with the field */
  async add(made: NewEndpoint, by: UserId): Promise<EndpointView> {
    this.check(made);
    const id = uuid(), now = this.clock.now();
    await this.database.query('insert into notice_endpoint (id, name, format, owner_kind, owner, url, secret, wants, created_at, created_by, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)',
      [id, made.name, made.format, made.owner.kind, made.owner.id, made.url, made.secret, made.wants, now, by]);
    return this.view(this.database, id);
  }

  /** What is left out stays. A new secret signs together with the one before for a day. @throws ProblemError not-found, invalid-input with the field */
  async change(id: string, change: ChangeEndpoint): Promise<EndpointView> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(`select ${ENDPOINT} from notice_endpoint e where e.id = $1 for update`, [id]);
      if (!row) throw new ProblemError('not-found');
      const secret = change.secret === undefined ? row.secret : change.secret, now = this.clock.now(), fault = secretFault(row.format, secret);
      this.check(change);
      if (fault !== null) throw invalid('/secret', fault.en, fault.zh);
      const turned = secret !== row.secret;
      await tx.query(
        `update notice_endpoint set name = $2, owner_kind = $3, owner = $4, url = $5, secret = $6, old_secret = $7, old_until = $8, wants = $9, active = $10, disabled_reason = case when $10 then null else disabled_reason end, changed_at = $11 where id = $1`,
        [id, change.name ?? row.name, change.owner?.kind ?? row.owner_kind, change.owner?.id ?? row.owner, change.url ?? row.url, secret, turned ? row.secret : row.old_secret, turned && row.secret !== null ? now + DAY : row.old_until,
          change.wants ?? row.wants, change.active ?? row.active, now]);
      // Whoever mends an address or switches it on does not want to wait for the next try.
      if (change.url !== undefined || secret !== row.secret || change.active === true) {
        await tx.query('update notice_line set failures = 0, resume_at = null where line = $1', [line(id)]);
        await tx.query("update notice_sent set next_at = $2 where line = $1 and state = 'waiting' and attempts > 0 and next_at > $2", [line(id), now]);
      }
      return this.view(tx, id);
    });
  }

  /** What waits for it is dropped. False when it is not there. */
  async remove(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const gone = await tx.query('delete from notice_endpoint where id = $1 returning id', [id]);
      await tx.query("update notice_sent set state = 'dropped', next_at = null, parked_at = null, reason = 'removed' where line = $1 and state in ('waiting', 'parked')", [line(id)]);
      await tx.query('delete from notice_line where line = $1', [line(id)]);
      return gone.length > 0;
    });
  }

  /** Switches it off for good, until an operator switches it on. */
  async disable(id: string, reason: string): Promise<void> {
    await this.database.query('update notice_endpoint set active = false, disabled_reason = $2, changed_at = $3 where id = $1', [id, reason.slice(0, 300), this.clock.now()]);
  }

  private check({ owner, url }: Pick<ChangeEndpoint, 'owner' | 'url'>): void {
    const host = url === undefined ? '' : new URL(url).hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayCall(host, this.config.webhookPrivate)) throw invalid('/url', 'must be a public address', '须为公网地址');
    const known = owner === undefined || owner.kind === 'role' || (owner.kind === 'person' ? this.directory.person(owner.id) !== null : this.directory.book().departments.has(owner.id as DepartmentId));
    if (!known) throw invalid('/owner/id', `no such ${owner.kind}`, '没有这个人员或部门');
  }

  private read({ owner_kind, owner, old_secret, old_until, ...row }: Row): Endpoint {
    const { id, name, format, url, secret, wants, active } = row;
    return { id, name, format, owner: { kind: owner_kind, id: owner } as EndpointOwner, url, secret, formerSecret: old_until !== null && Number(old_until) > this.clock.now() ? old_secret : null, wants, active };
  }

  private async view(sql: Pick<Tx, 'query'>, id: string): Promise<EndpointView> {
    const [view] = await this.listed(sql, id);
    if (!view) throw new ProblemError('not-found');
    return view;
  }

  private async listed(sql: Pick<Tx, 'query'>, id: string | null): Promise<EndpointView[]> {
    const rows = await sql.query<Listed>(
      `select ${ENDPOINT}, e.disabled_reason, e.created_at, e.created_by, e.changed_at, l.failures, l.last_sent_at,
         (select count(*)::int from notice_sent s where s.line = 'webhook:' || e.id and s.state = 'waiting') as waiting, (select count(*)::int from notice_sent s where s.line = 'webhook:' || e.id and s.state = 'parked') as parked
       from notice_endpoint e left join notice_line l on l.line = 'webhook:' || e.id where $1::uuid is null or e.id = $1 order by e.name, e.id`, [id]);
    return rows.map((r) => ({
      id: r.id, name: r.name, format: r.format, owner: { kind: r.owner_kind, id: r.owner } as EndpointOwner, address: shortened(r.url), hasSecret: r.secret !== null, wants: r.wants, active: r.active, disabledReason: r.disabled_reason,
      createdAt: Number(r.created_at), createdBy: r.created_by, changedAt: Number(r.changed_at), failures: r.failures ?? 0, lastSentAt: r.last_sent_at === null ? null : Number(r.last_sent_at), waiting: r.waiting, parked: r.parked,
    }));
  }
}

/** Where it leads, without the part that lets anybody speak there. */
const shortened = (url: string): string => `${new URL(url).origin}/…`;

const invalid = (pointer: string, message: string, zh: string = message): ProblemError => new ProblemError('invalid-input', { errors: [{ pointer, code: 'custom', message, zh } satisfies FieldFault] });
