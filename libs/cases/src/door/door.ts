import { Injectable } from '@nestjs/common';
import { decide, replay, type Case, type CaseId, type Command, type CommandOf, type Context } from '#domain';
import { Photos } from '#attachments';
import { Directory } from '#directory';
import { Notices } from '#notices';
import { brokenConstraint, Clock, Database, Hints, sqlState, Work, type Tx } from '#platform';
import { createHash } from 'node:crypto';
import { look } from '../settle/playbook.js';
import { commandsAnswered } from '../gauges.js';
import { canonical } from '../store/canonical.js';
import { notYet, type Change, type Settled } from '../store/held.js';
import { history, logged, open, write, type Logged } from '../store/store.js';
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
    const input = normal(said);
    const { command } = input;
    const fingerprint = input.fingerprint ?? fingerprintOf(input);
    const lost = 'evidence' in command && command.evidence.length > 0 ? await this.photos.missing(command.evidence) : [];
    if (command.type === 'register') await this.numbers.begin(this.clock.now());
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.database.transaction((tx) => this.once(tx, input, fingerprint, lost));
        commandsAnswered.inc({ type: command.type, answer: answer.ok ? (answer.replayed ? 'replayed' : 'done') : answer.rejection.code });
        return answer;
      } catch (error) {
        if (attempt === 4 || sqlState(error) !== '23505' || !MEETINGS.includes(brokenConstraint(error) ?? '')) throw error;
      }
    }
  }

  private async once(tx: Tx, input: ExecuteInput, fingerprint: string, lost: readonly string[]): Promise<Executed> {
    const { id, actor, commandId } = input;
    const { logged: before, held } = await open(tx, commandId, input.command.type === 'merge' ? [id, input.command.into] : [id]);
    const mine = held.get(id) ?? null, current = mine?.case ?? null;
    if (before) return this.again(tx, before, fingerprint, current);
    const refuse = async (rejection: Refusal): Promise<Executed> => {
      // While this one waited for the case, the same command sent twice may have gone through.
      const meanwhile = await logged(tx, commandId);
      return meanwhile ? this.again(tx, meanwhile, fingerprint, current) : { ok: false, rejection, current };
    };
    if (current && input.expectedVersion != null && current.version !== input.expectedVersion) return refuse({ code: 'version-mismatch' });

    const now = this.clock.now(), book = this.directory.book();
    const command = input.command.type === 'register' && input.command.number === '' ? { ...input.command, number: await this.numbers.next(tx, now) } : input.command;
    const ctx: Context = { now, actor, why: input.why ?? null, rules: book.rules };
    const decision = decide(id, current, command as CommandOf<Command['type']>, ctx);
    if (!decision.ok) return refuse(decision.rejection);
    const held0 = mine ?? notYet(id);
    const wrong = misnamed(command, held0.case, book, this.directory);
    if (wrong) return refuse(wrong);
    if (lost.length > 0) return refuse({ code: 'unknown-photo', field: 'evidence', photos: lost });

    const settled = (c: Case): Settled => look(c, now, book);
    const own = changed(held0, mine === null, decision.events, brought(input), settled);
    const changes = [own];
    if (command.type === 'merge') {
      const master = held.get(command.into);
      if (!master || master.case.stage === 'closed') return refuse({ code: 'unknown-value', field: 'into' });
      const taken = absorbed(held0, master, ctx);
      if (taken.length > 0) changes.push(changed(master, false, taken, held0, settled));
    }
    await write(tx, changes, [{ commandId, fingerprint, caseId: id, version: own.after.case.version, at: now }], book.calendar);
    await input.also?.(tx, own.after.case);
    await this.notices.add(tx, changes.flatMap((c) => tellingOf(c, this.directory, book)));
    tx.afterCommit(() => this.afterwards(changes, now));
    return { ok: true, case: own.after.case, replayed: false };
  }

  private async again(tx: Tx, before: Logged, fingerprint: string, current: Case | null): Promise<Executed> {
    if (before.fingerprint !== fingerprint) return { ok: false, rejection: { code: 'idempotency-key-reused' }, current };
    return { ok: true, case: replay(before.caseId, (await history(tx, before.caseId, before.version)).map((r) => r.event)), replayed: true };
  }

  private async afterwards(changes: readonly Change[], now: number): Promise<void> {
    this.hints.publish('changes');
    for (const c of changes) if (c.settled.version < c.after.case.version && c.after.case.stage !== 'closed') this.work.poke('settle', c.after.case.id);
    if (++this.executed % TIDY_EVERY === 0) await this.database.query('delete from command_log where command_id in (select command_id from command_log where at < $1 order by at limit 2000)', [now - REMEMBERED]);
  }
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
