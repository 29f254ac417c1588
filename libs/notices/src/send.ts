import { Inject, Injectable } from '@nestjs/common';
import { Directory } from '#directory';
import type { Instant } from '#domain';
import { Clock, CONFIG, Database, LOG, uuid, type Config, type Log, type Tx } from '#platform';
import type { Sending } from './channels/channel.js';
import { Lines, type NamedLine } from './lines.js';
import { compose, type Message, type ToSay } from './message.js';
import { backOff, TRIES } from './policy/back-off.js';
import { take } from './policy/bucket.js';
import { bundle, STORM_MS, type Gone } from './policy/bundle.js';
import type { Decision } from './policy/policy.js';

/** Rows of the sent-log looked at in one step, and notices in one message at most. */
const BATCH = 500, BUNDLE = 200;
/** So long a message belongs to the process that is sending it; longer than any sending takes. */
const LEASE = 2 * 60_000;

interface Row extends ToSay { readonly thing: string; readonly attempts: number; readonly message: string | null; readonly reason: string | null }
interface State { readonly failures: number; readonly resume_at: string | null; readonly full_at: readonly string[] }
interface Claim { readonly message: string; readonly rows: readonly Row[]; readonly attempts: number }

const ROW = 's.thing, s.attempts, s.message, s.reason, n.id, n.case_id, n.number, n.kind, n.urgency, n.data, n.created_at';

/**
 * Sends what is due on one line, a message at a time: a message is written down with its id before it goes out, and what came of it afterwards. So a crash in between leads to the same message again
 * under the same id, once its lease has ended, and to nothing else twice.
 */
@Injectable()
export class Sender {
  private readonly rate: number;
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly lines: Lines, private readonly directory: Directory, @Inject(CONFIG) private readonly config: Config, @Inject(LOG) private readonly log: Log,
  ) { this.rate = config.clockRate; }

  /** Answers when the line wants attention again; null: nothing waits. */
  async send(id: string): Promise<Instant | null> {
    for (;;) {
      const line = await this.lines.open(id);
      if (line === null) return this.drop(id);
      const claim = await this.database.transaction((tx) => this.claim(tx, line));
      if (claim === null) return this.next(id);
      const sending = await this.attempt(line, claim);
      await this.database.transaction((tx) => this.record(tx, id, claim, sending));
      if (!sending.ok && sending.fault !== 'message') return this.next(id);
    }
  }

  /** Sets aside what is due on the line now. */
  async park(id: string, reason: string): Promise<void> { await this.parkRows(this.database, id, 's.next_at <= $4', reason, this.clock.now() + LEASE * this.rate); }

  private async attempt(line: NamedLine, { message, rows }: Claim): Promise<Sending> {
    let composed: Message;
    try {
      const { language, foreign } = line;
      composed = compose(message, this.clock.now(), rows, { language, foreign, publicUrl: this.config.publicUrl, book: this.directory.book(), cellName: (code, l) => this.directory.cellName(code, l) });
    } catch (error) {
      return { ok: false, fault: 'message', reason: `cannot be put into words: ${reasonOf(error)}` };
    }
    return line.send(composed).catch((error: unknown): Sending => ({ ok: false, fault: 'line', reason: reasonOf(error) }));
  }

  /** Decides what goes out next and writes it down; null: nothing now. */
  private async claim(tx: Tx, line: NamedLine): Promise<Claim | null> {
    const now = this.clock.now(), { id } = line, state = await this.lock(tx, id);
    const due = await tx.query<Row>(`select ${ROW} from notice_sent s join notice n on n.id = s.notice where s.line = $1 and s.state = 'waiting' and s.next_at <= $2 order by s.next_at, n.created_at, n.id limit ${BATCH}`, [id, now]);
    const ready = await this.held(tx, line, await this.allowed(tx, line, due, now), state, now);
    if (ready.length === 0) return null;
    const calls = ready.filter((r) => r.urgency === 'call'), first = calls.length > 0 ? calls : ready;
    const old = first.find((r) => r.message !== null)?.message ?? null;
    const rows = old !== null ? await this.ofMessage(tx, id, old) : await this.bundled(tx, id, first, now);
    const attempts = Math.max(0, ...rows.map((r) => r.attempts)) + 1;
    if (rows.length === 0) return null;
    if (attempts > TRIES) {
      await this.parkRows(tx, id, 's.message = $4', rows[0]?.reason ?? 'the process that sent it ended each time', old);
      return this.claim(tx, line);
    }
    const paced = take(line.limits.map(({ burst, every }) => ({ burst, every: every * this.rate })), state.full_at.map(Number), now);
    if ('wait' in paced) {
      await this.postpone(tx, id, ready, paced.wait, null);
      return null;
    }
    const message = old ?? uuid();
    await tx.query('update notice_line set full_at = $2 where line = $1', [id, paced.full]);
    await tx.query('update notice_sent set message = $3, attempts = $4, next_at = $5 where line = $1 and thing = any($2::uuid[])', [id, rows.map((r) => r.thing), message, attempts, now + LEASE * this.rate]);
    return { message, rows, attempts };
  }

  /** Rows that the policy lets out now, asked again each time: shifts and wishes change, and a second try may fall into the night. */
  private async allowed(tx: Tx, line: NamedLine, rows: readonly Row[], now: Instant): Promise<readonly Row[]> {
    const decide = this.lines.decider(line, now), groups = new Map<string, Row[]>();
    for (const row of rows) groups.set(row.message ?? row.thing, [...(groups.get(row.message ?? row.thing) ?? []), row]);
    const out: Row[] = [];
    for (const group of groups.values()) {
      const decision = best(group.map((row) => decide(row)));
      if (decision.when === 'now') out.push(...group);
      else if (decision.when === 'later') await this.postpone(tx, line.id, group, decision.at, decision.reason);
      else await tx.query("update notice_sent set state = 'dropped', next_at = null, reason = $3 where line = $1 and thing = any($2::uuid[])", [line.id, group.map((r) => r.thing), decision.reason]);
    }
    return out;
  }

  /** While a line is out of order everything waits for its next try, but for a call that was not tried yet. */
  private async held(tx: Tx, line: NamedLine, rows: readonly Row[], { resume_at }: State, now: Instant): Promise<readonly Row[]> {
    const resume = Number(resume_at ?? 0), tries = (r: Row): boolean => r.urgency === 'call' && r.attempts === 0;
    if (resume <= now) return rows;
    await this.postpone(tx, line.id, rows.filter((r) => !tries(r)), resume, null);
    return rows.filter(tries);
  }

  /** What makes the next message out of notices that were in none yet. */
  private async bundled(tx: Tx, id: string, rows: readonly Row[], now: Instant): Promise<readonly Row[]> {
    const gone = await tx.query<Gone>("select min(sent_at)::float8 as at, count(*)::int as notices from notice_sent where line = $1 and state = 'sent' and sent_at > $2 group by message", [id, now - STORM_MS]);
    const made = bundle(rows.map((row) => ({ row, urgency: row.urgency, held: row.reason === 'storm' })), gone, now, this.config.noticeBundle);
    if ('message' in made) return made.message.slice(0, BUNDLE).map(({ row }) => row);
    await this.postpone(tx, id, rows, made.until, 'storm');
    return [];
  }

  private async record(tx: Tx, id: string, { message, attempts }: Claim, sending: Sending): Promise<void> {
    const now = this.clock.now(), state = await this.lock(tx, id);
    const works = (): Promise<unknown> => tx.query('update notice_line set failures = 0, resume_at = null, last_sent_at = case when $2 then $3::bigint else last_sent_at end where line = $1', [id, sending.ok, now]);
    if (sending.ok) {
      await tx.query("update notice_sent set state = 'sent', sent_at = $3, next_at = null, reason = null where line = $1 and message = $2 and state = 'waiting'", [id, message, now]);
      await works();
      return;
    }
    const { fault, reason, wait = 0 } = sending;
    // Not the reason: servers like to quote addresses. It stands in the sent-log.
    this.log.warn({ line: id, message, fault, attempts }, 'a notice did not go out');
    if (fault === 'gone') return this.parkRows(tx, id, 'true', reason);
    if (fault === 'message') {
      await works();
      const pause = sending.final === true ? null : backOff(attempts);
      if (pause === null) return this.parkRows(tx, id, 's.message = $4', reason, message);
      await tx.query('update notice_sent set next_at = $3, reason = $4 where line = $1 and message = $2', [id, message, now + Math.max(pause, wait), reason.slice(0, 500)]);
      return;
    }
    const failures = state.failures + 1, pause = backOff(failures), resume = pause === null ? null : now + Math.max(pause, wait);
    await tx.query('update notice_line set failures = $2, resume_at = $3 where line = $1', [id, resume === null ? 0 : failures, resume]);
    if (resume === null) return this.parkRows(tx, id, 's.message = $4 or s.next_at <= $5', reason, message, now);
    await tx.query("update notice_sent set next_at = $3, reason = case when message = $2 then $4 else reason end where line = $1 and state = 'waiting' and (message = $2 or next_at < $3)", [id, message, resume, reason.slice(0, 500)]);
  }

  private async lock(tx: Tx, id: string): Promise<State> {
    await tx.query('insert into notice_line (line) values ($1) on conflict do nothing', [id]);
    const [state] = await tx.query<State>('select failures, resume_at, full_at from notice_line where line = $1 for update', [id]);
    return state ?? { failures: 0, resume_at: null, full_at: [] };
  }

  private ofMessage(tx: Tx, id: string, message: string): Promise<Row[]> {
    return tx.query<Row>(`select ${ROW} from notice_sent s join notice n on n.id = s.notice where s.line = $1 and s.message = $2 and s.state = 'waiting' order by n.created_at, n.id`, [id, message]);
  }

  private async postpone(tx: Tx, id: string, rows: readonly Row[], at: Instant, reason: string | null): Promise<void> {
    if (rows.length > 0) await tx.query('update notice_sent set next_at = $3, reason = coalesce($4, reason) where line = $1 and thing = any($2::uuid[])', [id, rows.map((r) => r.thing), at, reason]);
  }

  private async parkRows(sql: Pick<Tx, 'query'>, id: string, which: string, reason: string, ...more: readonly unknown[]): Promise<void> {
    await sql.query(`update notice_sent s set state = 'parked', parked_at = $2, next_at = null, reason = $3 where s.line = $1 and s.state = 'waiting' and (${which})`, [id, this.clock.now(), reason.slice(0, 500), ...more]);
  }

  private async drop(id: string): Promise<null> {
    await this.database.query("update notice_sent set state = 'dropped', next_at = null, reason = 'unreachable' where line = $1 and state = 'waiting'", [id]);
    return null;
  }

  private async next(id: string): Promise<Instant | null> {
    const [row] = await this.database.query<{ at: string | null }>("select min(next_at) as at from notice_sent where line = $1 and state = 'waiting'", [id]);
    return row?.at == null ? null : Number(row.at);
  }
}

/** A message goes out when one of its notices may. */
function best(decisions: readonly Decision[]): Decision {
  const later = decisions.filter((d) => d.when === 'later').sort((a, b) => a.at - b.at);
  return decisions.find((d) => d.when === 'now') ?? later[0] ?? decisions[0] ?? { when: 'now' };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
