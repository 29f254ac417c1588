import { Injectable } from '@nestjs/common';
import { decide, replay, type Case, type CaseId, type Command, type CommandOf, type Context } from '#domain';
import { Photos } from '#attachments';
import { Directory, type RuleBook } from '#directory';
import { Notices } from '#notices';
import { brokenConstraint, Clock, Database, Hints, sqlState, Work } from '#platform';
import { createHash } from 'node:crypto';
import { look as settledBy } from '../settle/playbook.js';
import { commandsAnswered } from '../gauges.js';
import { canonical } from '../store/canonical.js';
import { notYet, type Settled } from '../store/held.js';
import { history, logged, look, open, type Found, type Logged, type Sql } from '../store/read.js';
import { write, type Writing } from '../store/write.js';
import type { ExecuteInput, Executed, Refusal } from './answer.js';
import { changed, NOTHING_BROUGHT, tellingOf, type Brought } from './change.js';
import { absorbed } from './merge.js';
import { misnamed } from './named.js';
import { CaseNumbers } from './numbers.js';

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
    const input = normal(said), { command } = input;
    const asked: Asked = {
      input, fingerprint: input.fingerprint ?? fingerprintOf(input),
      lost: 'evidence' in command && command.evidence.length > 0 ? await this.photos.missing(command.evidence) : [],
    };
    if (command.type === 'register') await this.numbers.begin(this.clock.now());
    const answer = (isPlain(input) ? await this.quickly(asked) : null) ?? (await this.locked(asked));
    commandsAnswered.inc({ type: command.type, answer: answer.ok ? (answer.replayed ? 'replayed' : 'done') : answer.rejection.code });
    return answer;
  }

  /** Two round trips instead of four: looks without a lock and writes only if the case still is what was looked at. Null: somebody was faster. */
  private async quickly(asked: Asked): Promise<Executed | null> {
    try {
      const found = await look(this.database, asked.input.commandId, idsOf(asked.input));
      const verdict = await this.judge(this.database, asked, found);
      if ('answer' in verdict) return verdict.answer;
      if (!(await write(this.database, verdict.writing, verdict.book.calendar))) return null;
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
          const verdict = await this.judge(tx, asked, await open(tx, asked.input.commandId, idsOf(asked.input)));
          if ('answer' in verdict) return verdict.answer;
          if (!(await write(tx, verdict.writing, verdict.book.calendar))) throw new Error('a case that was locked has moved');
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
  private async judge(sql: Sql, { input, fingerprint, lost }: Asked, found: Found): Promise<Verdict> {
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
    const command = input.command.type === 'register' && input.command.number === '' ? { ...input.command, number: await this.numbers.next(sql, now) } : input.command;
    const ctx: Context = { now, actor, why: input.why ?? null, rules: book.rules };
    const decision = decide(id, current, command as CommandOf<Command['type']>, ctx);
    if (!decision.ok) return refuse(decision.rejection);
    const before = mine ?? notYet(id);
    const wrong = misnamed(command, before.case, book, this.directory);
    if (wrong) return refuse(wrong);
    if (lost.length > 0) return refuse({ code: 'unknown-photo', field: 'evidence', photos: lost });

    const settled = (c: Case): Settled => settledBy(c, now, book);
    const own = changed(before, mine === null, decision.events, brought(input), settled), changes = [own];
    if (command.type === 'merge') {
      const master = found.held.get(command.into);
      if (!master || master.case.stage === 'closed') return refuse({ code: 'unknown-value', field: 'into' });
      const taken = absorbed(before, master, ctx);
      if (taken.length > 0) changes.push(changed(master, false, taken, before, settled));
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
interface Asked { readonly input: ExecuteInput; readonly fingerprint: string; readonly lost: readonly string[] }
type Verdict = { readonly answer: Executed } | { readonly after: Case; readonly book: RuleBook; readonly writing: Writing };

const idsOf = ({ id, command }: ExecuteInput): CaseId[] => (command.type === 'merge' ? [id, command.into] : [id]);
/** One case, which is there, and nothing else to write. */
const isPlain = ({ command, also }: ExecuteInput): boolean => also === undefined && command.type !== 'merge' && command.type !== 'register';
const metAnother = (error: unknown): boolean => sqlState(error) === '23505' && MEETINGS.includes(brokenConstraint(error) ?? '');

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
