import { DAY, HOUR } from '../calendar.js';
import type { Case, CaseEvent, Command, CommandType } from '../case.js';
import { allowed, decide } from '../decide.js';
import { unborn } from '../case.js';
import { evolve } from '../evolve.js';
import { COMMANDS } from '../lifecycle.js';
import { nextStep, type Playbook } from '../policy.js';
import { REQUESTS, SEVERITIES, SYSTEM, type Actor, type ClassId, type ConditionId, type Instant, type ReportId } from '../vocabulary.js';
import { at, context, EVERYONE, GARBAGE, HEAP, ID, LITTER, OTHER_ID, PEOPLE, registration, SAN, UM, WTR } from './county.js';

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

const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;
const evidence = (draw: Draw): string[] => (draw(4) === 0 ? [] : ['a'.repeat(64)]);

/** Some command of that type: mostly sensible, now and then against a rule. */
export function someCommand(type: CommandType, now: Instant, draw: Draw): Command {
  switch (type) {
    case 'register': return registration({
      severity: one(draw, SEVERITIES), source: one(draw, ['grid-member', 'public', 'sensor']), classId: one(draw, [GARBAGE, null]), conditionId: one(draw, [HEAP, null]),
      cell: one(draw, [registration().cell, registration().cell, null]), reportedAt: now,
    });
    case 'attachReport': return { type, report: `r-${draw(1_000_000)}` as ReportId, reportedAt: now - draw(48) * HOUR };
    case 'note': return { type, text: '备注' };
    case 'askConfirmation': return { type, note: one(draw, [undefined, '', '请核实']) };
    case 'confirm': return { type, verdict: one(draw, ['true', 'false', 'unsure']), evidence: evidence(draw) };
    case 'triage': return { type, classId: GARBAGE as ClassId, conditionId: one(draw, [HEAP, LITTER]) as ConditionId, severity: one(draw, SEVERITIES) };
    case 'refuse': case 'void': case 'reopen': case 'dispute': return { type, reason: '理由' };
    case 'merge': return { type, into: one(draw, [ID, OTHER_ID, OTHER_ID]) };
    case 'dispatch': return { type, department: one(draw, [SAN, SAN, WTR]), coDepartments: one(draw, [[], [UM]]) };
    case 'accept': return { type, assignee: one(draw, [PEOPLE.handler, PEOPLE.colleague, PEOPLE.stranger]).id };
    case 'request': return { type, kind: one(draw, REQUESTS), reason: '理由', more: one(draw, [HOUR, 2 * HOUR, 4 * HOUR, 40 * HOUR]), until: now + one(draw, [-1, 1, 5, 40, 400]) * DAY, suggest: WTR };
    case 'grant': case 'close': case 'resume': return { type };
    case 'decline': return { type, note: '不同意' };
    case 'rule': return { type, department: one(draw, [SAN, WTR]), ground: '三定方案' };
    case 'resolve': return { type, note: '已处置', evidence: evidence(draw) };
    case 'verify': return { type, passed: draw(3) > 0, evidence: evidence(draw) };
    case 'forceClose': return { type, reason: '理由', document: '牟政办〔2026〕1号' };
    case 'escalate': return { type, rule: one(draw, ['warn', 'overdue', 'total-over']), clock: one(draw, ['handling', 'total']), level: 1 + draw(4) };
  }
}

const ENDINGS: ReadonlySet<CommandType> = new Set(['forceClose', 'void', 'refuse', 'merge']);
const PAUSES = [0, 1000, 60_000, 20 * 60_000, HOUR, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY];

export interface Walk {
  readonly history: readonly CaseEvent[];
  /** The case after each event. */
  readonly states: readonly Case[];
  readonly refusals: number;
}

/** A random course of a case: people press buttons or break rules, time passes by seconds or days, and the automation settles now and then. */
export function walk(draw: Draw, steps: number, book: Playbook | null): Walk {
  const history: CaseEvent[] = [];
  const states: Case[] = [];
  let refusals = 0;
  let now = at('2026-01-02 07:00') + draw(300) * DAY + draw(24 * 60) * 60_000;
  const current = (): Case | null => states.at(-1) ?? null;
  const give = (command: Command, actor: Actor): boolean => {
    const decision = decide(ID, current(), command, context(now, actor));
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
    const buttonsOf = (actor: Actor): CommandType[] => (standing === null ? [] : allowed(standing, actor).filter((k) => k !== 'note' && (!ENDINGS.has(k) || draw(12) === 0)));
    const able = draw(3) === 0 ? [] : EVERYONE.filter((p) => buttonsOf(p).length > 0);
    const actor = one(draw, able.length > 0 ? able : EVERYONE);
    const buttons = buttonsOf(actor);
    give(someCommand(buttons.length > 0 && draw(5) > 0 ? one(draw, buttons) : one(draw, COMMANDS), now, draw), actor);
    if (book !== null && draw(2) === 0) settle(current, now, book, give);
  }
  return { history, states, refusals };
}

/** What the settle queue does: ask, give, ask again until nothing is left. A step that the table refuses would go round for ever. */
export function settle(current: () => Case | null, now: Instant, book: Playbook, give: (command: Command, actor: Actor) => boolean): void {
  for (let turn = 0; turn < 50; turn++) {
    const c = current();
    const next = c === null ? null : nextStep(c, now, book);
    if (next === null) return;
    if (!give(next.command, SYSTEM)) throw new Error(`the automation asked for ${next.command.type} and was refused`);
  }
  throw new Error('the automation did not come to rest');
}
