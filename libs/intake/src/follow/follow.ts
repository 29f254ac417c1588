import { Injectable } from '@nestjs/common';
import { CaseDoor } from '#cases';
import type { FollowView, RatingBody } from '#contract';
import { Attempts, Directory, type Patience } from '#directory';
import { CITIZEN, LIFECYCLE, type Case, type DepartmentId } from '#domain';
import { Database, ProblemError } from '#platform';
import { fingerprint } from '../fingerprint.js';
import { standing, stepsOf, type FollowNames } from './steps.js';
import { followed, lineOf, passedBy, type Followed } from './store.js';

/** Wrong codes from one address. A whole town may share one at a mobile operator, and 60 bits are not guessed in any number of tries: this holds off floods. */
const PATIENCE: Patience = { free: 60, first: 15_000, longest: 15 * 60_000 };

/** What the holder of a follow code reads and may do (DOMAIN R7), without signing in. Real time counts the wrong codes, never a rehearsal clock. */
@Injectable()
export class Follow {
  private readonly attempts: Attempts;

  constructor(private readonly database: Database, private readonly directory: Directory, private readonly door: CaseDoor) {
    this.attempts = new Attempts(database, 'follow', PATIENCE);
  }

  /** `from`: the client's address; `number`: the case's, as its holder was told it or as it is now. Throws ProblemError `not-found` for every wrong code and number alike, `too-many-attempts`. */
  async view(code: string, from: string, number?: string): Promise<FollowView> {
    const view = await this.shown(await this.found(code, from));
    if (number === undefined || number === '' || [view.number, view.follows].includes(number.toUpperCase())) return view;
    await this.attempts.failed(null, from, Date.now());
    throw new ProblemError('not-found');
  }

  /** The mark of whoever reported it, for the case that it follows. Throws ProblemError as `view`, and what the core refuses: `wrong-stage` too early, `already-done` twice. */
  async rate(code: string, { score, text }: RatingBody, key: string, from: string): Promise<{ view: FollowView; replayed: boolean }> {
    const found = await this.found(code, from);
    const answer = await this.door.execute({
      id: last(await lineOf(this.database, found.caseId)).id, command: { type: 'rate', score, text }, actor: CITIZEN, commandId: `rate:${found.report}:${key}`, fingerprint: fingerprint({ score, text }),
    });
    if (!answer.ok) throw new ProblemError(answer.rejection.code, { ...(answer.current !== null && { stage: answer.current.stage }) });
    return { view: await this.shown(found), replayed: answer.replayed };
  }

  private async found(code: string, from: string): Promise<Followed> {
    const wait = await this.attempts.wait(null, from, Date.now());
    if (wait > 0) throw new ProblemError('too-many-attempts', { retryAfter: Math.ceil(wait / 1000) });
    const found = await followed(this.database, code);
    if (found !== null) return found;
    await this.attempts.failed(null, from, Date.now());
    throw new ProblemError('not-found');
  }

  private async shown({ report, caseId, receivedAt }: Followed): Promise<FollowView> {
    const line = await lineOf(this.database, caseId), [own] = line, c = last(line);
    const { classes } = this.directory.book(), about = c.classId === null ? undefined : classes.get(c.classId);
    const passed = await passedBy(this.database, line.map((l) => l.id));
    return {
      number: own.number, follows: c.id === own.id ? null : c.number, about: about === undefined ? null : { zh: about.zh, en: about.en }, reportedAt: receivedAt, stage: standing(c),
      steps: stepsOf({ report, receivedAt, line, passed }, this.names()), mayRate: mayRate(c), rating: c.rating,
    };
  }

  private names(): FollowNames {
    const { departments, settings } = this.directory.book();
    return {
      department: (id: DepartmentId) => { const d = departments.get(id); return { zh: d?.zh ?? id, en: d?.en ?? id }; },
      answer: (code) => settings.refusals.find((r) => r.code === code)?.answer ?? null,
    };
  }
}

const last = (line: readonly [Case, ...Case[]]): Case => line.at(-1) ?? line[0];
/** As the table says; there is no button for it. */
const mayRate = (c: Case): boolean => { const { from, gates = [] } = LIFECYCLE.rate; return from.includes(c.stage) && gates.every((gate) => gate(c, CITIZEN) === undefined); };
