import type { CaseView, FollowView, Problem, Receipt, ReportReceipt, RuleChange, RuleKind, SentCommandInput } from '#contract';
import type { CaseId, Clock, ClockKey } from '#domain';
import { randomUUID } from 'node:crypto';
import { photo, placeIn, rubbish, type ReportInput } from './county.js';
import type { Harness } from './harness.js';
import { watch, type Watch } from './watch.js';

/** A command as a story writes it: codes and accounts are plain words. */
type Plain<T> = T extends string ? (keyof T extends keyof string ? T : string) : T extends readonly (infer U)[] ? readonly Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
export type Said = Plain<SentCommandInput>;
export type Reported = Omit<ReportInput, 'classId' | 'conditionId'> & { readonly classId?: string | null; readonly conditionId?: string | null };

/** The cells that gm-101 answers for or stands in for; reports that are not told where they are come from one after the other, a second round some steps beside the first. */
const ROUND = Array.from({ length: 33 }, (_, i) => `532323101001${String(i + 1).padStart(3, '0')}`);
const ASIDE = [[0, 0], [30, 0], [-30, 0], [0, 30], [0, -30]] as const;

const HOUR = 3_600_000, DAY = 24 * HOUR, WEEKDAYS = [1, 2, 3, 4, 5];

/** What stories do again and again, one word each. After everything that is done the automation has done what is sure. */
export class Play {
  private reports = 0;
  readonly view: Watch['view'];
  readonly told: Watch['told'];
  /** The hash of a photo that this person has uploaded. */
  readonly photo: Watch['proof'];
  constructor(readonly h: Harness) {
    ({ view: this.view, told: this.told, proof: this.photo } = watch(() => h));
  }

  /** A place of its own for the next report: no other one's neighbour as far as the automation judges. */
  spot(): { lon: number; lat: number; accuracy: number } {
    const n = this.reports++, [east, north] = ASIDE[Math.floor(n / ROUND.length) % ASIDE.length] ?? [0, 0];
    return { ...placeIn(ROUND[n % ROUND.length], east, north), accuracy: 8 };
  }

  /** A report by this person: with a photo when a grid member makes it. By default: rubbish that the automation files and dispatches to SAN. */
  async sends(report: Reported = {}, by = 'gm-101'): Promise<ReportReceipt> {
    const photos = by.startsWith('gm-') ? [await photo()] : [];
    const answer = await (await this.h.as(by)).report(rubbish({ position: this.spot(), ...report } as Partial<ReportInput>), { photos });
    if (!answer.ok) throw new Error(`the report was refused: ${JSON.stringify(answer.problem)}`);
    await this.h.quiesce();
    return answer.body;
  }
  async reported(report: Reported = {}, by = 'gm-101'): Promise<CaseId> { return (await this.sends(report, by)).id; }

  async does(who: string, id: string, said: Said): Promise<Receipt> {
    const receipt = await (await this.h.as(who)).does(id, said as SentCommandInput);
    await this.h.quiesce();
    return receipt;
  }

  /** The problem document of a command that must be refused. */
  async refused(who: string, id: string, said: Said): Promise<Problem> {
    const answer = await (await this.h.as(who)).command(id, said as SentCommandInput);
    if (answer.ok) throw new Error(`${said.type} by ${who} was not refused`);
    return answer.problem;
  }

  async types(id: string): Promise<string[]> { return (await this.view(id)).timeline.map(({ type }) => type); }
  async last(id: string): Promise<CaseView['timeline'][number]> {
    const event = (await this.view(id)).timeline.at(-1);
    if (event === undefined) throw new Error(`${id} has no history`);
    return event;
  }
  /** One of the case's clocks, which must be there. */
  async clock(id: string, key: ClockKey): Promise<Clock> {
    const clock = (await this.view(id)).clocks[key];
    if (clock === undefined) throw new Error(`${id} has no clock ${key}`);
    return clock;
  }

  /** What whoever holds the follow code reads. */
  followed(code: string): Promise<FollowView> { return this.h.stranger.want('follow', { params: { code } }); }

  /** The handling at its simplest: signed for, done and shown by one handler, and looked at by a grid member. */
  async accepted(id: string, handler = 'h-san-1'): Promise<void> { await this.does(handler, id, { type: 'accept', assignee: handler }); }
  async resolved(id: string, handler = 'h-san-1'): Promise<void> {
    await this.does(handler, id, { type: 'resolve', note: '已处理', evidence: [await this.photo(handler)] });
  }
  async verified(id: string, by = 'gm-101'): Promise<void> { await this.does(by, id, { type: 'verify', passed: true, evidence: [await this.photo(by)] }); }

  /** A change of the rule book, from a local day on: written by the operator, approved by the supervisor. */
  async changesRules(kind: RuleKind, changes: readonly RuleChange[], effectiveFrom = this.today()): Promise<void> {
    const author = await this.h.as('op-1'), { id } = await author.want('createRuleDraft', { body: { effectiveFrom, parts: { [kind]: { changes } } }, headers: { 'idempotency-key': randomUUID() } });
    await author.want('actOnRuleDraft', { params: { id, action: 'submit' }, body: {} });
    await (await this.h.as('sup-1')).want('actOnRuleDraft', { params: { id, action: 'approve' }, body: {} });
    await this.h.quiesce();
  }
  /** The local date, so many days from now. */
  today(days = 0): string { return new Date(this.h.clock.now() + 8 * HOUR + days * DAY).toISOString().slice(0, 10); }

  /** The next working day at nine, unless it is that moment already: a story of its own, in working hours, with the whole day before it. */
  async morning(): Promise<void> {
    const now = this.h.clock.now(), today = Math.floor((now + 8 * HOUR) / DAY) * DAY - 8 * HOUR + 9 * HOUR;
    for (let next = today >= now ? today : today + DAY; ; next += DAY) if (WEEKDAYS.includes(new Date(next).getUTCDay())) return next === now ? undefined : this.until(next);
  }
  /** Moves the clock to an instant. */
  async until(instant: number): Promise<void> { await this.h.advance(instant - this.h.clock.now()); }
}
