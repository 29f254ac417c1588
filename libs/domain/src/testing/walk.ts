import { DAY, HOUR, limitOf } from '../calendar.js';
import { unborn, type Case } from '../case.js';
import type { Command, CommandType } from '../command.js';
import { allowed, decide } from '../decide.js';
import type { CaseEvent } from '../event.js';
import { evolve } from '../evolve.js';
import { COMMANDS, LIFECYCLE } from '../lifecycle/index.js';
import { nextStep, type Playbook } from '../policy.js';
import type { Reason } from '../reason.js';
import { TRANSITIONS } from '../trigger/index.js';
import { AUTOMATIONS, REQUESTS, SEVERITIES, STAGES, SUSPENSION_GROUNDS, SYSTEM, VERDICTS, type Actor, type ClassId, type ConditionId, type Instant, type ReportId, type Stage } from '../vocabulary.js';
import { at, bookAt, BURST, COM, context, EVERYONE, FOUL, GARBAGE, HEAP, ID, LITTER, OTHER_ID, PEOPLE, PHOTO, registration, rulesAt, SAN, TWN, UM, WORN, WTR } from './county.js';

/** Draws a whole number from 0 to n-1. */
export type Draw = (n: number) => number;

/** A small generator (mulberry32): the same seed gives the same walk on every machine. */
export function drawing(seed: number): Draw {
  let s = seed >>> 0;
  return (n) => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
}

export const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;
const evidence = (draw: Draw): string[] => (draw(4) === 0 ? [] : [PHOTO]);

/** Some command of that type: mostly sensible, now and then against a rule. */
export function someCommand(type: CommandType, now: Instant, draw: Draw, c: Case | null = null): Command {
  const task = c === null || c.tasks.length === 0 ? 1 : one(draw, c.tasks).id;
  const note = one(draw, [undefined, '', '说明']);
  switch (type) {
    case 'register': return registration({
      severity: one(draw, SEVERITIES), source: one(draw, ['grid-member', 'public', 'sensor']), classId: one(draw, [GARBAGE, null]), conditionId: one(draw, [HEAP, null]),
      cell: one(draw, [registration().cell, registration().cell, null]), asset: one(draw, [null, null, WORN]), reportedAt: now,
      ...(draw(6) === 0 && { automation: one(draw, AUTOMATIONS) }),
      ...(draw(8) === 0 && { handled: { note: '顺手清理', before: [PHOTO], after: evidence(draw) } }),
    });
    case 'attachReport': return {
      type, report: `r-${draw(1_000_000)}` as ReportId, reportedAt: now - draw(48) * HOUR,
      ...(draw(3) === 0 && { severity: one(draw, SEVERITIES), total: { limit: limitOf(10, 'work_day'), extended: 0, used: draw(60) * HOUR, since: now, dueAt: now + draw(20) * DAY, provisional: false, fired: [] } }),
    };
    case 'detachReports': return { type, reports: c === null || c.reports.length === 0 ? [] : [one(draw, c.reports).id] };
    case 'note': return { type, text: '备注' };
    case 'askConfirmation': return { type, note, ...(draw(2) === 0 && { member: PEOPLE.member.id }) };
    case 'confirm': return { type, verdict: one(draw, VERDICTS), evidence: evidence(draw) };
    case 'selfHandle': return { type, note: '顺手清理', before: [PHOTO], after: evidence(draw) };
    case 'triage': { const conditionId = one(draw, [HEAP, LITTER, BURST, FOUL, FOUL, 'E0110-9' as ConditionId]); return { type, classId: conditionId.slice(0, 5) as ClassId, conditionId, severity: one(draw, SEVERITIES) }; }
    case 'refuse': return { type, code: one(draw, ['not-true', 'not-ours', 'no-such']), note };
    case 'merge': return { type, into: one(draw, [ID, OTHER_ID, OTHER_ID]) };
    case 'linkRecurrence': return { type, of: one(draw, [ID, OTHER_ID]) };
    case 'observe': return { type, alarm: 'a-1', what: one(draw, TRANSITIONS), device: '水位计', rule: { id: 'water', version: 1, zh: '积水', en: 'Water' }, value: draw(100) / 100, unit: 'm', ...(draw(3) === 0 && { severity: one(draw, SEVERITIES) }) };
    case 'recover': return { type };
    case 'dispatch': return { type, department: one(draw, [SAN, SAN, WTR, TWN]), coDepartments: one(draw, [[], [UM], [UM, WTR]]), joint: one(draw, [[], [], [WTR], [UM]]) };
    case 'rule': return { type, department: one(draw, [SAN, WTR, TWN]), coDepartments: one(draw, [[], [WTR]]), joint: one(draw, [undefined, [WTR]]), ground: '三定方案' };
    case 'assign': case 'accept': return { type, assignee: one(draw, [PEOPLE.handler, PEOPLE.handler, PEOPLE.colleague, PEOPLE.stranger]).id };
    case 'handDown': return { type, department: one(draw, [COM, COM, UM]), note };
    case 'dispute': return { type, reason: '权属不清', ...(draw(3) === 0 && { makeSafe: TWN }) };
    case 'request': return {
      type, kind: one(draw, REQUESTS), reason: '理由', more: one(draw, [HOUR, 2 * HOUR, 4 * HOUR, 40 * HOUR]), until: now + one(draw, [-1, 1, 5, 40, 400]) * DAY, suggest: WTR,
      ...(draw(6) > 0 && { ground: one(draw, SUSPENSION_GROUNDS) }), evidence: evidence(draw),
    };
    case 'recall': case 'endorse': case 'grant': case 'close': case 'resume': case 'approve': return { type, note };
    case 'arrive': return { type, place: one(draw, [undefined, registration().place ?? undefined]) };
    case 'resolve': return { type, note: '已处置', evidence: evidence(draw) };
    case 'propose': return { type, kind: one(draw, ['forced', 'voided']), reason: '理由', document: one(draw, [undefined, '牟政办〔2026〕1号']) };
    case 'addTask': return { type, kind: one(draw, ['joint', 'make-safe', 'sampling', 'recheck']), department: one(draw, [SAN, WTR, WTR, null]), text: '请协办', limit: one(draw, [limitOf(4, 'work_hour'), limitOf(2, 'urgent_hour'), limitOf(0, 'work_hour')]) };
    case 'whistle': return { type, departments: one(draw, [[WTR], [WTR, WTR], [SAN, WTR], [TWN], []]), reason: '请到场' };
    case 'acceptTask': return { type, task, assignee: PEOPLE.stranger.id };
    case 'arriveTask': return { type, task };
    case 'finishTask': return { type, task, note: '已办', evidence: evidence(draw) };
    case 'verifyTask': return { type, task, passed: draw(3) > 0, evidence: evidence(draw) };
    case 'recheck': return { type, task, clean: draw(2) > 0, evidence: evidence(draw) };
    case 'cancelTask': return { type, task, reason: '不再需要' };
    case 'urge': return { type, text: '请抓紧' };
    case 'order': return { type, demand: '请说明', limit: limitOf(4, 'work_hour') };
    case 'reply': return { type, order: 1 + draw(Math.max(1, c?.orders.length ?? 1)), text: '说明如下' };
    case 'acknowledge': return { type, rule: c === null || c.alerts.length === 0 ? 'called' : one(draw, c.alerts).rule };
    case 'escalate': return { type, rule: one(draw, ['warn', 'overdue', 'total-over']), clock: one(draw, ['handling', 'total', 'task-1', 'order-1']), level: 1 + draw(4) };
    case 'retime': return { type };
    case 'verify': return { type, passed: one(draw, [true, true, true, false, null]), evidence: evidence(draw) };
    case 'rate': return { type, score: 1 + draw(5) };
    case 'appeal': return { type, reason: '非本部门责任' };
    case 'review': return { type, agree: draw(3) > 0, note: '意见' };
    case 'decline': case 'reject': return { type, note: '不同意' };
    case 'handUp': case 'rework': case 'reopen': case 'unmerge': return { type, reason: '理由' };
  }
}

/** One in so many times a button of these is pressed at all: most would end or stop every walk early, others could be pressed all day. */
const SELDOM: Partial<Record<CommandType, number>> = {
  refuse: 12, merge: 12, approve: 6, dispute: 20, askConfirmation: 4, selfHandle: 6, propose: 10, urge: 12, order: 12, addTask: 6, cancelTask: 6, assign: 6, rework: 4, handUp: 4, note: 1000,
};
const possible = (stage: Stage): readonly CommandType[] => COMMANDS.filter((k) => { const { from } = LIFECYCLE[k]; return from !== 'nothing' && from.includes(stage); });
const POSSIBLE = new Map(STAGES.map((stage) => [stage, possible(stage)]));
const PAUSES = [0, 1000, 60_000, 20 * 60_000, HOUR, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY];

export interface Walk {
  readonly history: readonly CaseEvent[];
  /** The case after each event. */
  readonly states: readonly Case[];
  readonly refusals: number;
}

/**
 * A random course of a case: people press buttons or break rules, time passes by seconds or days, and the automation settles now and then.
 * The year in which it happens ends, and the next one's holidays are published before.
 */
export function walk(draw: Draw, steps: number, book: Playbook | null): Walk {
  const history: CaseEvent[] = [];
  const states: Case[] = [];
  let refusals = 0;
  let now = at('2026-01-02 07:00') + draw(340) * DAY + draw(24 * 60) * 60_000;
  const current = (): Case | null => states.at(-1) ?? null;
  const give = (command: Command, actor: Actor, why: Reason | null = null): boolean => {
    const decision = decide(ID, current(), command, context(now, actor, why, rulesAt(now)));
    if (!decision.ok) { refusals++; return false; }
    for (const event of decision.events) {
      states.push(evolve(current() ?? unborn(ID), event));
      history.push(event);
    }
    return true;
  };
  give(someCommand('register', now, draw), PEOPLE.member);
  for (let step = 0; step < steps; step++) {
    now += one(draw, PAUSES);
    const standing = current();
    const buttonsOf = (actor: Actor): CommandType[] => (standing === null ? [] : allowed(standing, actor).filter((k) => { const odds = SELDOM[k]; return odds === undefined || draw(odds) === 0; }));
    let actor = one(draw, EVERYONE), buttons = buttonsOf(actor);
    for (let tries = draw(3) === 0 ? 0 : 12; tries > 0 && buttons.length === 0; tries--) { actor = one(draw, EVERYONE); buttons = buttonsOf(actor); }
    give(someCommand(buttons.length > 0 && draw(5) > 0 ? one(draw, buttons) : one(draw, standing === null || draw(2) === 0 ? COMMANDS : (POSSIBLE.get(standing.stage) ?? COMMANDS)), now, draw, standing), actor);
    if (book !== null && draw(2) === 0) settle(current, now, bookAt(book, now), give);
  }
  return { history, states, refusals };
}

/** What the settle queue does: ask, give, ask again until nothing is left. A step that the table refuses would go round for ever. */
export function settle(current: () => Case | null, now: Instant, book: Playbook, give: (command: Command, actor: Actor, why: Reason) => boolean): void {
  for (let turn = 0; turn < 50; turn++) {
    const c = current();
    const next = c === null ? null : nextStep(c, now, book);
    if (next === null) return;
    if (!give(next.command, SYSTEM, next.why)) throw new Error(`the automation asked for ${next.command.type} and was refused`);
  }
  throw new Error('the automation did not come to rest');
}
