import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instant } from '#domain';
import { Directory } from '#directory';
import { Notices } from '#notices';
import { Clock, Database, Hints, Work, type Parked, type Tx, type WorkSource } from '#platform';
import { changed, NOTHING_BROUGHT, tellingOf } from '../door/change.js';
import { stepsRefused, stepsTaken, wakeLateness } from '../gauges.js';
import type { Change } from '../store/held.js';
import { claim, HELD, heldOf, type HeldRow } from '../store/read.js';
import { write, type NewLogged } from '../store/write.js';
import { Batches, type Outcome } from './batches.js';
import { dueCases, wanting } from './due.js';
import { lookUp } from './lookups.js';
import { playbookOf } from './playbook.js';
import { stepsOf } from './steps.js';

/** Cases a transaction: 50–200 are 5 times faster than one by one, and a person's command never waits long for one of them. */
const BATCH = 100;
/** One look drains a backlog this many transactions long; the rest is the next sweep's. */
const ROUNDS = 50;
/** A wake-up nearer than this is worth a delayed job; later ones are found by the sweep. */
const SOON = 60_000;

interface Row extends HeldRow { wake_at: string | null }

/** The queue `settle`: whatever the automation would do next with a case, until nothing is left. */
@Injectable()
export class SettleSource implements WorkSource, OnModuleInit {
  readonly queue = 'settle';
  private readonly batches = new Batches<Instant | null>((ids) => this.settle(ids), null);

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory,
    private readonly notices: Notices, private readonly work: Work, private readonly hints: Hints,
  ) {}

  onModuleInit(): void { this.work.register(this); }

  async due(now: number, limit: number): Promise<string[]> {
    return dueCases(this.database, now, this.directory.book().version, limit);
  }

  async handle(id: string): Promise<Instant | null> {
    const wake = await this.batches.add(id);
    return wake !== null && wake - this.clock.now() < SOON ? wake : null;
  }

  /** Settles these cases, and with them whatever else is due, many a transaction. A fault of one case is its own; the others go on. */
  private async settle(ids: readonly string[]): Promise<Map<string, Outcome<Instant | null>>> {
    const outcomes = new Map<string, Outcome<Instant | null>>();
    try {
      for (let round = 0, asked = ids; round < ROUNDS; round++, asked = []) {
        const { found, faults } = await this.once(asked, BATCH, outcomes);
        // Faulty cases stay due; when a whole batch is nothing but them, looking again would not end.
        if (found < BATCH || faults === found) break;
      }
    } catch (error) {
      // What the database refused for one of them must not hold up the others: one by one, each with its own fault.
      if (ids.length === 1) throw error;
      for (const id of ids) if (!outcomes.has(id)) await this.once([id], 0, outcomes).catch((own: unknown) => outcomes.set(id, { ok: false, error: own }));
    }
    return outcomes;
  }

  private async once(ids: readonly string[], more: number, outcomes: Map<string, Outcome<Instant | null>>): Promise<{ found: number; faults: number }> {
    const settled = await this.database.transaction((tx) => this.together(tx, ids, more));
    let faults = 0;
    for (const [id, outcome] of settled) {
      if (!outcome.ok) faults++;
      outcomes.set(id, outcome);
    }
    return { found: settled.size, faults };
  }

  private async together(tx: Tx, ids: readonly string[], more: number): Promise<Map<string, Outcome<Instant | null>>> {
    const asked = this.clock.now(), book = this.directory.book();
    const mine = await claim(tx, `select id from unnest($1::uuid[]) as id union select id from ${wanting('$2::bigint', '$3::int', '$4')} w`, [ids, asked, book.version, more]);
    const rows = mine.length === 0 ? [] : await tx.query<Row>(
      `select ${HELD}, wake_at from cases
       where id = any($1::uuid[]) and parked_at is null and (wake_at <= $2 or (stage <> 'closed' and (settled_version < version or settled_book < $3))) order by id for update skip locked`, [mine, asked, book.version], 'settle take');
    const outcomes = new Map<string, Outcome<Instant | null>>();
    if (rows.length === 0) return outcomes;
    // Not before the rows are ours: somebody may have acted on one of them while we asked, and no event lies before the one it follows.
    const now = this.clock.now();
    const playbook = playbookOf(book, now, this.directory, await lookUp(tx, rows.map((r) => r.state), now, book, this.directory));
    const changes: Change[] = [], log: NewLogged[] = [];
    for (const row of rows) {
      try {
        const { after, events, commands, refused, wakeAt } = stepsOf(row.state, now, playbook, book.rules);
        const before = heldOf(row);
        changes.push(changed(before, false, events, NOTHING_BROUGHT, () => ({ version: after.version, book: book.version, wakeAt })));
        events.forEach((e, i) => log.push({ commandId: `auto:${e.caseId}:${e.seq}:${commands[i] ?? ''}`, fingerprint: 'auto', caseId: row.id, version: e.seq, at: now }));
        if (refused) stepsRefused.inc({ type: refused.type, code: refused.rejection.code });
        for (const type of commands) stepsTaken.inc({ type });
        if (row.wake_at !== null && Number(row.wake_at) <= now) wakeLateness.observe((now - Number(row.wake_at)) / 1000);
        outcomes.set(row.id, { ok: true, answer: wakeAt });
      } catch (error) {
        outcomes.set(row.id, { ok: false, error });
      }
    }
    const telling = this.notices.telling(changes.flatMap((c) => tellingOf(c, this.directory, book)));
    if (!(await write(tx, { changes, log, telling }, book.calendarAt))) throw new Error('a case that was locked has moved');
    tx.afterCommit(telling.told);
    if (changes.some((c) => c.events.length > 0)) tx.afterCommit(() => this.hints.publish('changes'));
    return outcomes;
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.database.query('update cases set parked_at = $2, parked_reason = $3, parked_attempts = $4 where id = $1', [id, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string | null; parked_at: string; parked_attempts: number | null }>(
      'select id, parked_reason, parked_at, parked_attempts from cases where parked_at is not null order by parked_at limit 500');
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason ?? '', since: Number(r.parked_at), attempts: r.parked_attempts ?? 0 }));
  }

  async unpark(id: string): Promise<boolean> {
    return (await this.database.query('update cases set parked_at = null, parked_reason = null, parked_attempts = null where id = $1 and parked_at is not null returning id', [id])).length > 0;
  }
}
