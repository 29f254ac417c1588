import { Injectable } from '@nestjs/common';
import { decide, replay, type Case, type CaseId, type Command, type CommandOf, type Context, type Shot } from '#domain';
import { Photos } from '#attachments';
import { Directory, proposeDutyLine, type RuleBook } from '#directory';
import { Notices } from '#notices';
import { brokenConstraint, Clock, Database, Hints, sqlState, Work, type Tx } from '#platform';
import { createHash } from 'node:crypto';
import { holderOf, letGo, minds } from '../hold/holds.js';
import { look as settledBy } from '../settle/playbook.js';
import { commandsAnswered } from '../gauges.js';
import { canonical } from '../store/canonical.js';
import { notYet, type Settled } from '../store/held.js';
import { history, logged, look, mastersOf, open, type Found, type Logged, type Sql } from '../store/read.js';
import { write, type Writing } from '../store/write.js';
import type { ExecuteInput, Executed, Refusal } from './answer.js';
import { changed, NOTHING_BROUGHT, tellingOf, type Brought } from './change.js';
import { absorbed, givenBack } from './merge.js';
import { misnamed } from './named.js';
import { CaseNumbers } from './numbers.js';
import { photosNamed } from './photos-named.js';

/** Two at once met at one of these; the second one looks again and finds what the first one did. */
const MEETINGS = ['command_log_pkey', 'cases_pkey', 'case_event_pkey', 'cases_number'];
/** How long a resent command is recognised: phones may be offline for weeks. */
const REMEMBERED = 30 * 86_400_000;
/** Every so many commands some forgotten ones are swept out. */
const TIDY_EVERY = 500;

/** The only writer of cases: command in, events and row out, in one transaction. */
@Injectable()
export class CaseDoor {
  private executed = 0;

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly photos: Photos,
    private readonly notices: Notices, private readonly work: Work, private readonly hints: Hints, private readonly numbers: CaseNumbers,
  ) {}

  /** Never throws for a refusal. Throws DatabaseUnavailable, and what `also` throws (then nothing was written). */
  async execute(said: ExecuteInput): Promise<Executed> {
    const input = normal(said), { command } = input, named = photosNamed(command);
    const photos = named.length === 0 ? NO_PHOTOS : await this.photos.known(named);
    const asked: Asked = { input, fingerprint: input.fingerprint ?? fingerprintOf(input), photos, lost: named.filter((hash) => !photos.has(hash)), masters: command.type === 'unmerge' ? await mastersOf(this.database, input.id) : [] };
    if (command.type === 'register') await this.numbers.begin(this.clock.now());
    const answer = (isPlain(input) ? await this.quickly(asked) : null) ?? (await this.locked(asked));
    if (answer.ok && !answer.replayed && minds(input.actor, command)) await letGo(this.database, input.id, input.actor.id);
    commandsAnswered.inc({ type: command.type, answer: answer.ok ? (answer.replayed ? 'replayed' : 'done') : answer.rejection.code });
    return answer;
  }

  /** Two round trips instead of four: looks without a lock and writes only if the case still is what was looked at. Null: somebody was faster. */
  private async quickly(asked: Asked): Promise<Executed | null> {
    try {
      const found = await look(this.database, asked.input.commandId, idsOf(asked));
      const verdict = await this.judge(this.database, asked, found);
      if ('answer' in verdict) return verdict.answer;
      if (!(await write(this.database, verdict.writing, verdict.book.calendarAt))) return null;
      void this.afterwards(verdict.writing);
      return { ok: true, case: verdict.after, replayed: false };
    } catch (error) {
      if (metAnother(error)) return null;
      throw error;
    }
  }

  /** With the cases locked; whoever comes second waits and then sees what the first one did. */
  private async locked(asked: Asked): Promise<Executed> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction(async (tx) => {
          const verdict = await this.judge(tx, asked, await open(tx, asked.input.commandId, idsOf(asked)));
          if ('answer' in verdict) return verdict.answer;
          if (!(await write(tx, verdict.writing, verdict.book.calendarAt))) throw new Error('a case that was locked has moved');
          await writtenBack(tx, verdict);
          await asked.input.also?.(tx, verdict.after);
          tx.afterCommit(() => this.afterwards(verdict.writing));
          return { ok: true, case: verdict.after, replayed: false };
        });
      } catch (error) {
        if (attempt === 4 || !metAnother(error)) throw error;
      }
    }
  }

  /** What the command comes to: an answer without writing, or what to write. */
  private async judge(sql: Sql, { input, fingerprint, lost, photos, masters }: Asked, found: Found): Promise<Verdict> {
    const { id, actor, commandId } = input;
    const mine = found.held.get(id) ?? null, current = mine?.case ?? null;
    if (found.logged) return { answer: await again(sql, found.logged, fingerprint, current) };
    const refuse = async (rejection: Refusal): Promise<Verdict> => {
      // While this one waited for the case, the same command sent twice may have gone through.
      const meanwhile = await logged(sql, commandId);
      return { answer: meanwhile ? await again(sql, meanwhile, fingerprint, current) : { ok: false, rejection, current } };
    };
    if (current && input.expectedVersion != null && current.version !== input.expectedVersion) return refuse({ code: 'version-mismatch' });

    const now = this.clock.now(), book = this.directory.book();
    if (minds(actor, input.command)) {
      const holder = await holderOf(sql, id, now);
      if (holder !== null && holder !== actor.id) return refuse({ code: 'held-by-other' });
    }
    const command = input.command.type === 'register' && input.command.number === '' ? { ...input.command, number: await this.numbers.next(sql, now) } : input.command;
    const ctx: Context = { now, actor, why: input.why ?? null, rules: book.rules, photos };
    const decision = decide(id, current, command as CommandOf<Command['type']>, ctx);
    const before = mine ?? notYet(id);
    // What is named wrongly is said only to those who may name it, and then by its own member.
    const wrong = decision.ok || decision.rejection.code === 'unknown-value' ? misnamed(command, before.case, book, this.directory) : null;
    if (wrong) return refuse(wrong);
    if (!decision.ok) return refuse(decision.rejection);
    if (lost.length > 0) return refuse({ code: 'unknown-photo', field: 'evidence', photos: lost });

    const settled = (c: Case): Settled => settledBy(c, now, book, this.directory);
    const own = changed(before, mine === null, decision.events, brought(input), settled), changes = [own];
    if (command.type === 'merge') {
      const master = found.held.get(command.into);
      if (!master || master.case.stage === 'closed') return refuse({ code: 'unknown-value', field: 'into' });
      const taken = absorbed(before, master, ctx);
      if (taken.length > 0) changes.push(changed(master, false, taken, before, settled));
    }
    for (const id of masters) {
      const master = found.held.get(id), given = master ? givenBack(before, master, ctx) : [];
      if (master && given.length > 0) changes.push(changed(master, false, given, NOTHING_BROUGHT, settled));
    }
    const after = own.after.case, telling = this.notices.telling(changes.flatMap((c) => tellingOf(c, this.directory, book)));
    return { after, book, writing: { changes, telling, log: [{ commandId, fingerprint, caseId: id, version: after.version, at: now }] } };
  }

  private async afterwards({ changes, telling, log }: Writing): Promise<void> {
    this.hints.publish('changes');
    telling.told();
    for (const { after, settled } of changes) if (settled.version < after.case.version && after.case.stage !== 'closed') this.work.poke('settle', after.case.id);
    if (++this.executed % TIDY_EVERY !== 0) return;
    const long = (log[0]?.at ?? 0) - REMEMBERED;
    await this.database.query('delete from command_log where command_id in (select command_id from command_log where at < $1 order by at limit 2000)', [long]).catch(() => undefined);
  }
}

/** A command on its way, with what can be known of it before its case. */
interface Asked {
  readonly input: ExecuteInput;
  readonly fingerprint: string;
  readonly photos: ReadonlyMap<string, Shot>;
  /** Photos that were never uploaded. */
  readonly lost: readonly string[];
  /** Of `unmerge`: the case that it was merged into, the one that this one was merged into, … */
  readonly masters: readonly CaseId[];
}
type Verdict = { readonly answer: Executed } | { readonly after: Case; readonly book: RuleBook; readonly writing: Writing };

const NO_PHOTOS: ReadonlyMap<string, Shot> = new Map();
const idsOf = ({ input: { id, command }, masters }: Asked): CaseId[] => (command.type === 'merge' ? [id, command.into] : [id, ...masters]);
/** One case, which is there, and nothing else to write. */
const isPlain = ({ command, also }: ExecuteInput): boolean => also === undefined && !(command.type === 'rule' && command.writeBack !== undefined) && command.type !== 'merge' && command.type !== 'unmerge' && command.type !== 'register';
const metAnother = (error: unknown): boolean => sqlState(error) === '23505' && MEETINGS.includes(brokenConstraint(error) ?? '');

/** A ruling that shall hold for the next such case becomes a draft of the duty list, in its own transaction: no ruling, no draft. */
async function writtenBack(tx: Tx, { after: c, writing: { changes } }: Extract<Verdict, { writing: Writing }>): Promise<void> {
  const ruled = changes[0]?.events[0];
  if (ruled?.type !== 'OwnershipRuled' || !ruled.data.writeBack || c.classId === null) return;
  const { department: main, coDepartments: co = [], ground, writeBack: area } = ruled.data;
  await proposeDutyLine(tx, { classId: c.classId, conditionId: c.conditionId, area, main, co, caseNumber: c.number, ground, by: ruled.by, at: ruled.at });
}

async function again(sql: Sql, before: Logged, fingerprint: string, current: Case | null): Promise<Executed> {
  if (before.fingerprint !== fingerprint) return { ok: false, rejection: { code: 'idempotency-key-reused' }, current };
  return { ok: true, case: replay(before.caseId, (await history(sql, before.caseId, before.version)).map((r) => r.event)), replayed: true };
}

function brought({ command, actor, photos = [] }: ExecuteInput): Brought {
  if (command.type !== 'register' && command.type !== 'attachReport') return NOTHING_BROUGHT;
  return { photos, reporters: actor.role === 'grid-member' ? [actor.id] : [] };
}

/** Ids as PostgreSQL writes them. */
function normal(input: ExecuteInput): ExecuteInput {
  const low = (id: CaseId): CaseId => id.toLowerCase() as CaseId;
  return { ...input, id: low(input.id), command: input.command.type === 'merge' ? { ...input.command, into: low(input.command.into) } : input.command };
}

const fingerprintOf = ({ id, command, actor }: ExecuteInput): string => createHash('sha256').update(canonical({ id, command, actor: actor.id })).digest('hex');
