import { Injectable } from '@nestjs/common';
import { MOST_REPORTS, REPORT_DAYS, reportWishSchema, type ReportOrder, type ReportWish, type Reports } from '#contract';
import { actorOf, Directory, type Days, type PersonRecord } from '#directory';
import { DAY, type Actor, type Instant, type Role, type UserId } from '#domain';
import { Endpoints, Notices } from '#notices';
import { Clock, Database, ProblemError, uuid, Work, type Parked, type Tx } from '#platform';
import { CountedCases } from '../counting/cases.js';
import { AssessmentFiles } from '../files/files.js';
import { firstTurn, turnAfter, turnOf } from './periods.js';

interface Row {
  readonly id: string; readonly owner: UserId; readonly wish: unknown; readonly next_from: string; readonly next_at: string | null; readonly ended: ReportOrder['ended']; readonly created_at: string;
  readonly parked_at: string | null; readonly parked_reason: string | null; readonly parked_attempts: number | null;
}
const ORDER = 'id, owner, wish, next_from::text as next_from, next_at, ended, created_at, parked_at, parked_reason, parked_attempts';
/** Who answers for figures. */
const ORDERERS: readonly Role[] = ['supervisor', 'leader', 'department-lead'];
const PREFIX = 'report:', OLD = `${PREFIX}old`;
/** Ids of the queue that are reports, or the files of old ones. */
export const isReport = (id: string): boolean => id.startsWith(PREFIX);
const KEPT = REPORT_DAYS * DAY;

/**
 * Reports that come by themselves, each period once. What is sent is kept as a file, not as a question: figures may change and so may what its reader may see, but a report stays what was sent, for a week.
 * It is made before anything is written, and counts as sent with the notice that tells of it, in one transaction.
 */
@Injectable()
export class ScheduledReports {
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly directory: Directory, private readonly cases: CountedCases, private readonly files: AssessmentFiles,
    private readonly notices: Notices, private readonly endpoints: Endpoints,
  ) {}

  async list({ id }: Actor): Promise<Reports> {
    const rows = await this.database.query<Row>(`select ${ORDER} from report_order where owner = $1 order by created_at desc, id`, [id]);
    const sent = await this.database.query<{ id: string; report: string; begins: string; ends: string; made_at: string }>(
      'select s.id, s.report, s.begins::text as begins, s.ends::text as ends, s.made_at from report_sent s join report_order o on o.id = s.report where o.owner = $1 and s.file is not null order by s.made_at desc, s.begins desc limit 500', [id]);
    const person = this.directory.person(id), own = person === null ? [] : await this.endpoints.of(person);
    return {
      orders: rows.map((r) => ({
        id: r.id, wish: reportWishSchema.parse(r.wish), createdAt: Number(r.created_at), nextAt: r.next_at === null ? null : Number(r.next_at), ended: r.ended, parked: r.parked_at === null ? null : r.parked_reason,
        sent: sent.filter((s) => s.report === r.id).map((s) => ({ id: s.id, period: { from: s.begins, to: s.ends }, madeAt: Number(s.made_at), keptUntil: Number(s.made_at) + KEPT })),
      })),
      endpoints: own.map(({ id: endpoint, name }) => ({ id: endpoint, name })),
    };
  }

  /** Orders a report under an id of the client's, or changes it; the same wish twice is one. What could not be made now is not ordered. @throws ProblemError no-right, not-found, invalid-input, and as figures and tables do */
  async order(id: string, wish: ReportWish, reader: Actor): Promise<ReportOrder> {
    if (!ORDERERS.includes(reader.role)) throw new ProblemError('no-right');
    const now = this.clock.now(), first = firstTurn(now, wish.every, wish.hour, this.offset()), person = this.directory.person(reader.id);
    if (wish.endpoint !== null && (person === null || !(await this.endpoints.of(person)).some((e) => e.id === wish.endpoint))) throw new ProblemError('invalid-input', { errors: [{ pointer: '/endpoint', code: 'unknown_value', message: 'is none of yours', zh: '不是您的推送地址' }] });
    await this.files.report(wish, first.period, reader);
    await this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch report ' || $1))`, [reader.id]);
      const [there] = await tx.query<Row>(`select ${ORDER} from report_order where id = $1 for update`, [id]);
      if (there !== undefined && (there.owner !== reader.id || there.next_at === null)) throw new ProblemError('not-found');
      const [running] = await tx.query<{ n: number }>('select count(*)::int as n from report_order where owner = $1 and next_at is not null', [reader.id]);
      if (there === undefined && (running?.n ?? 0) >= MOST_REPORTS) throw new ProblemError('invalid-input', { errors: [{ pointer: '', code: 'too_big', message: `at most ${MOST_REPORTS} reports at once`, zh: `最多同时订阅 ${MOST_REPORTS} 份` }] });
      await tx.query(
        `insert into report_order (id, owner, wish, next_from, next_at, created_at) values ($1, $2, $3::jsonb, $4, $5, $6)
         on conflict (id) do update set wish = excluded.wish, next_from = excluded.next_from, next_at = excluded.next_at, parked_at = null, parked_reason = null, parked_attempts = null where report_order.wish <> excluded.wish`,
        [id, reader.id, JSON.stringify(wish), first.period.from, first.at, now]);
      tx.afterCommit(() => this.work.wake('assess', `${PREFIX}${id}`, first.at));
    });
    const order = (await this.list(reader)).orders.find((o) => o.id === id);
    if (order === undefined) throw new ProblemError('not-found');
    return order;
  }

  /** False when there is none of theirs that runs. */
  async end(id: string, reader: Actor): Promise<boolean> { return (await this.database.query(`update report_order set next_at = null, ended = 'ended' where id = $1 and owner = $2 and next_at is not null returning id`, [id, reader.id])).length > 0; }

  /** The file of a report that was sent to this reader. @throws ProblemError not-found, also when its days are over */
  async file(id: string, reader: Actor): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const [row] = await this.database.query<{ name: string; file: Buffer }>('select s.name, s.file from report_sent s join report_order o on o.id = s.report where s.id = $1 and o.owner = $2 and s.file is not null and s.made_at > $3', [id, reader.id, this.clock.now() - KEPT]);
    if (row === undefined) throw new ProblemError('not-found');
    return { name: row.name, bytes: row.file };
  }

  /** The predicate: reports whose hour has come and that nobody has sent, and files whose days are over. */
  async due(now: Instant, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>('select id from report_order where next_at <= $1 and parked_at is null order by next_at, id limit $2', [now, limit]);
    const old = await this.database.query('select 1 from report_sent where file is not null and made_at <= $1 limit 1', [now - KEPT]);
    return [...rows.map((r) => `${PREFIX}${r.id}`), ...(old.length > 0 ? [OLD] : [])];
  }

  /** Sends what is due of one order; answers when its next one is. Waits while the counting is behind the log. */
  async send(name: string): Promise<Instant | null> {
    if (name === OLD) { await this.database.query('update report_sent set file = null where file is not null and made_at <= $1', [this.clock.now() - KEPT]); return null; }
    const id = name.slice(PREFIX.length), offset = this.offset();
    for (;;) {
      const [order] = await this.database.query<Row>(`select ${ORDER} from report_order where id = $1`, [id]), now = this.clock.now();
      if (order?.next_at == null) return null;
      if (Number(order.next_at) > now) return Number(order.next_at);
      const person = this.orderer(order.owner);
      if (person === null) { await this.database.query(`update report_order set next_at = null, ended = 'orderer' where id = $1`, [id]); return null; }
      await this.cases.catchUp();
      if (await this.cases.behind()) return null;
      const wish = reportWishSchema.parse(order.wish), { period } = turnOf(order.next_from, wish.every, wish.hour, offset), { name: file, pieces } = await this.files.report(wish, period, actorOf(person)), bytes = await whole(pieces);
      await this.database.transaction((tx) => this.write(tx, order, wish, period, { name: file, bytes }));
    }
  }

  /** With the notice, unless another process has sent it meanwhile, or it was changed. */
  private async write(tx: Tx, { id, owner, next_at, next_from, wish: as }: Row, wish: ReportWish, period: Days, { name, bytes }: { readonly name: string; readonly bytes: Buffer }): Promise<void> {
    const next = turnAfter(period, wish.every, wish.hour, this.offset()), sent = uuid();
    const mine = await tx.query('update report_order set next_from = $4, next_at = $5 where id = $1 and next_at = $2 and next_from = $3 and wish = $6::jsonb returning id', [id, next_at, next_from, next.period.from, next.at, JSON.stringify(as)]);
    if (mine.length === 0) return;
    const fresh = await tx.query('insert into report_sent (id, report, begins, ends, made_at, name, file) values ($1, $2, $3, $4, $5, $6, $7) on conflict (report, begins, ends) do nothing returning id', [sent, id, period.from, period.to, this.clock.now(), name, bytes]);
    if (fresh.length === 0) return;
    const number = wish.every === 'month' ? period.from.slice(0, 7) : period.from;
    await this.notices.add(tx, [{ caseId: null, number, recipient: owner, kind: 'report', data: { report: sent, every: wish.every, from: period.from, to: period.to, ...(wish.endpoint !== null && { endpoint: wish.endpoint }) } }]);
  }

  private orderer(id: UserId): PersonRecord | null { const person = this.directory.person(id); return person !== null && person.active && ORDERERS.includes(person.role) ? person : null; }
  private offset(): number { return this.directory.book().calendar.offset; }

  async park(name: string, reason: string, attempts: number): Promise<void> {
    if (name !== OLD) await this.database.query('update report_order set parked_at = $2, parked_reason = $3, parked_attempts = $4 where id = $1', [name.slice(PREFIX.length), this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<Row>(`select ${ORDER} from report_order where parked_at is not null order by parked_at, id`);
    return rows.map((r) => ({ id: `${PREFIX}${r.id}`, reason: r.parked_reason ?? '', since: Number(r.parked_at), attempts: r.parked_attempts ?? 0 }));
  }
  async unpark(name: string): Promise<boolean> {
    return name !== OLD && (await this.database.query('update report_order set parked_at = null, parked_reason = null, parked_attempts = null where id::text = $1 and parked_at is not null returning id', [name.slice(PREFIX.length)])).length > 0;
  }
}

async function whole(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
