import { Injectable } from '@nestjs/common';
import { asCommand, BULK_LIMIT, type BulkCommandType, type BulkItem, type BulkPick, type BulkRun, type BulkWish, type CaseFilter, type ProblemCode, type SentCommand } from '#contract';
import { allowed, type Actor, type Case, type CaseId, type Instant, type UserId } from '#domain';
import { Directory } from '#directory';
import { Clock, Database, ProblemError, uuid, Work, type Parked } from '#platform';
import { CaseDoor } from '../door/door.js';
import { filtered } from '../reader/filter.js';
import { ORDERS, orderBy } from '../reader/order.js';
import { CaseReader } from '../reader/reader.js';
import { canonical } from '../store/canonical.js';

interface RunRow { id: string; actor: UserId; command: SentCommand; state: BulkRun['state']; total: number; at: string; left: number; done: number; refused: number; changed: number; stopped: number }
interface ItemRow { run: string; n: number; case_id: CaseId; version: number | null; outcome: BulkItem['outcome']; code: ProblemCode | null }

/** Cases a handling does before others get their turn; the run then asks for its next one. */
const TURN = 40;
/** Cases between two looks at whether somebody has stopped the run. */
const LOOK = 8;
/** A run is kept as long as its commands are remembered. */
const KEPT = 30 * 86_400_000;

const RUN = `select r.id, r.actor, r.command, r.state, r.total, r.at, i.* from bulk_run r cross join lateral (
  select count(*) filter (where outcome is null)::int as left, count(*) filter (where outcome = 'done')::int as done, count(*) filter (where outcome = 'refused')::int as refused,
    count(*) filter (where outcome = 'changed')::int as changed, count(*) filter (where outcome = 'stopped')::int as stopped from bulk_item where run = r.id) i`;

/**
 * One command for many cases: runs of the queue `apply`. Each case goes through the door under an id made of run and case, so that a run
 * which is begun anew after a crash gets the same answers and does nothing twice; who asked must still be allowed when its turn comes.
 */
@Injectable()
export class BulkRuns {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly door: CaseDoor, private readonly reader: CaseReader, private readonly work: Work) {}

  /** Begins a run, or answers the one that this key began. @throws ProblemError idempotency-key-reused */
  async begin(wish: BulkWish, actor: Actor, key: string): Promise<BulkRun> {
    const cases = [...new Map(wish.cases.map((c) => [c.id.toLowerCase(), c])).entries()], wished = canonical(wish), now = this.clock.now();
    const id = await this.database.transaction(async (tx) => {
      const fresh = uuid();
      const [begun] = await tx.query<{ id: string }>(`insert into bulk_run (id, actor, key, wish, command, state, total, at) values ($1, $2, $3, md5($4), $5, 'running', $6, $7) on conflict (actor, key) do nothing returning id`, [fresh, actor.id, key, wished, JSON.stringify(wish.command), cases.length, now]);
      if (begun === undefined) {
        const [known] = await tx.query<{ id: string; same: boolean }>('select id, wish = md5($3) as same from bulk_run where actor = $1 and key = $2', [actor.id, key, wished]);
        if (known === undefined || !known.same) throw new ProblemError('idempotency-key-reused');
        return known.id;
      }
      await tx.query('insert into bulk_item (run, n, case_id, version) select $1, n, id, version from unnest($2::uuid[], $3::int[]) with ordinality as c(id, version, n)', [fresh, cases.map(([case_]) => case_), cases.map(([, c]) => c.version ?? null)]);
      await tx.query(`delete from bulk_run where at < $1 and state <> 'running'`, [now - KEPT]);
      tx.afterCommit(() => this.work.poke('apply', fresh));
      return fresh;
    });
    return (await this.of(id, actor)) as BulkRun;
  }

  /** A run of this person; null when there is none by this id. */
  async of(id: string, actor: Actor): Promise<BulkRun | null> {
    const [run] = await this.database.query<RunRow>(`${RUN} where r.id = $1 and r.actor = $2`, [id, actor.id]);
    if (run === undefined) return null;
    const items = await this.database.query<ItemRow>('select * from bulk_item where run = $1 order by n', [id]);
    const rows = new Map((await this.reader.rows(items.map((i) => i.case_id), actor)).map((row) => [row.id as string, row]));
    return { ...view(run), items: items.map(({ case_id, outcome, code }) => ({ case: case_id, number: rows.get(case_id)?.number ?? '', stage: rows.get(case_id)?.stage ?? null, outcome, code })) };
  }

  /** The last runs of this person. */
  async last(actor: Actor): Promise<Omit<BulkRun, 'items'>[]> {
    return (await this.database.query<RunRow>(`${RUN} where r.actor = $1 order by r.at desc, r.id desc limit 20`, [actor.id])).map(view);
  }

  /** What has not been begun is left alone; what is done stays done. */
  async stop(id: string, actor: Actor): Promise<BulkRun | null> {
    await this.database.transaction(async (tx) => {
      const [run] = await tx.query(`update bulk_run set state = 'stopped' where id = $1 and actor = $2 and state = 'running' returning id`, [id, actor.id]);
      if (run !== undefined) await tx.query(`update bulk_item set outcome = 'stopped' where run = $1 and outcome is null`, [id]);
    });
    return this.of(id, actor);
  }

  /** The cases a filter finds, the most urgent first, with what this actor may do with each. */
  async pick(filter: CaseFilter, actor: Actor): Promise<BulkPick> {
    const now = this.clock.now(), cases: BulkPick['cases'] = [], base = filtered(filter, actor, now);
    for (const stretch of ORDERS.urgent) {
      if (cases.length >= BULK_LIMIT) break;
      const b = base.fork();
      b.and(stretch.rows(b, now));
      const rows = await this.database.query<{ state: Case }>(`select state from cases where ${b.where()} order by ${orderBy(stretch)} limit ${b.bind(BULK_LIMIT - cases.length)}`, b.params);
      for (const { state } of rows) cases.push({ id: state.id, version: state.version, allowed: allowed(state, actor) });
    }
    const [total] = await this.database.query<{ n: number }>(`select count(*)::int as n from cases where ${base.where()}`, base.params);
    return { cases, total: total?.n ?? 0 };
  }

  async due(_now: number, limit: number): Promise<string[]> {
    return (await this.database.query<{ id: string }>(`select id from bulk_run where state = 'running' and parked_at is null order by at, id limit $1`, [limit])).map((r) => r.id);
  }

  async handle(id: string): Promise<Instant | null> {
    const [run] = await this.database.query<{ actor: UserId; command: SentCommand }>(`select actor, command from bulk_run where id = $1 and state = 'running'`, [id]);
    if (run === undefined) return null;
    for (let done = 0; done < TURN; done += LOOK) {
      const items = await this.database.query<ItemRow>('select * from bulk_item where run = $1 and outcome is null order by n limit $2', [id, LOOK]);
      for (const item of items) await this.each(item, run.actor, run.command);
      if (items.length < LOOK) {
        await this.database.query(`update bulk_run set state = 'done' where id = $1 and state = 'running' and not exists (select from bulk_item where run = $1 and outcome is null)`, [id]);
        return null;
      }
    }
    return this.clock.now();
  }

  /** Its turn has come: with the rights that the person has now. */
  private async each({ run, n, case_id, version }: ItemRow, by: UserId, command: SentCommand): Promise<void> {
    const person = this.directory.person(by), actor = person?.active === true ? this.directory.actorOf(person) : null;
    const [outcome, code] = actor === null ? (['refused', 'no-right'] as const) : await this.give(case_id, version, actor, command, `bulk/${run}/${case_id}`);
    // What was done is never called stopped, even when somebody stopped the run while it was being done.
    await this.database.query(`update bulk_item set outcome = $3, code = $4 where run = $1 and n = $2 and (outcome is null or ($3 = 'done' and outcome = 'stopped'))`, [run, n, outcome, code]);
  }

  private async give(id: CaseId, expectedVersion: number | null, actor: Actor, command: SentCommand, commandId: string): Promise<readonly [NonNullable<BulkItem['outcome']>, ProblemCode | null]> {
    const answer = await this.door.execute({ id, command: asCommand(command), actor, commandId, expectedVersion });
    if (answer.ok) return ['done', null];
    const { code } = answer.rejection;
    if (code === 'version-mismatch') return ['changed', code];
    // Whoever may not see a case learns nothing from being refused.
    return ['refused', (await this.reader.case(id, actor)) === null ? 'unknown-case' : code];
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.database.query('update bulk_run set parked_at = $2, parked_reason = $3, parked_attempts = $4 where id = $1', [id, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string | null; parked_at: string; parked_attempts: number | null }>('select id, parked_reason, parked_at, parked_attempts from bulk_run where parked_at is not null order by parked_at limit 500');
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason ?? '', since: Number(r.parked_at), attempts: r.parked_attempts ?? 0 }));
  }

  async unpark(id: string): Promise<boolean> {
    return (await this.database.query('update bulk_run set parked_at = null, parked_reason = null, parked_attempts = null where id = $1 and parked_at is not null returning id', [id])).length > 0;
  }
}

const view = ({ id, command, at, state, total, left, done, refused, changed, stopped }: RunRow): Omit<BulkRun, 'items'> =>
  ({ id, command: command.type as BulkCommandType, at: Number(at), state, total, left, done, refused, changed, stopped });
