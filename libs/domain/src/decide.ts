import { unborn, type Case, type CaseEvent, type CommandOf, type CommandType } from './case.js';
import { enter, extend, type Clocks } from './clock.js';
import type { Context } from './context.js';
import { COMMANDS, LIFECYCLE, type Fact, type Gate, type Scope, type Standing, type Target, type Transition } from './lifecycle.js';
import type { Rejection } from './rejection.js';
import { STAGES, type Actor, type CaseId, type Stage } from './vocabulary.js';

export type Decision = { readonly ok: true; readonly events: readonly CaseEvent[] } | { readonly ok: false; readonly rejection: Rejection };

/** case × command × context → facts, or a refusal. No I/O, no clock, no randomness. */
export function decide<K extends CommandType>(id: CaseId, c: Case | null, cmd: CommandOf<K>, ctx: Context): Decision {
  const row: Transition<K> = LIFECYCLE[cmd.type];
  const rejection = refusal(row, c, cmd, ctx);
  if (rejection) return { ok: false, rejection };
  const before = c ?? unborn(id);
  return { ok: true, events: [stamp(row.emits(cmd, before, ctx), row.to[0], before, ctx)] };
}

/** Which buttons this actor sees on this case: run by the browser, enforced by the server from the same rows. What only the shell asks for has none. */
export function allowed(c: Standing, actor: Actor): CommandType[] {
  return (BUTTONS.get(c.stage) ?? []).filter((k) => may(LIFECYCLE[k].by, c, actor) && shut(LIFECYCLE[k].gates, c, actor) === undefined);
}

/** The buttons that exist in each stage, whoever may press them: looked up for every row of every list. */
const BUTTONS: ReadonlyMap<Stage, readonly CommandType[]> = new Map(STAGES.map((stage) => [stage, COMMANDS.filter((k) => {
  const { from, button } = LIFECYCLE[k];
  return button !== false && from !== 'nothing' && from.includes(stage);
})]));

function refusal<K extends CommandType>(row: Transition<K>, c: Case | null, cmd: CommandOf<K>, ctx: Context): Rejection | undefined {
  if (row.from === 'nothing') {
    if (c) return { code: 'already-exists' };
    return ctx.actor.role in row.by ? undefined : { code: 'forbidden' };
  }
  if (!c) return { code: 'unknown-case' };
  const answer = (r: Rejection): Rejection => ({ ...r, stage: c.stage, allowed: allowed(c, ctx.actor) });
  if (!row.from.includes(c.stage)) return answer({ code: 'wrong-stage' });
  if (!may(row.by, c, ctx.actor)) return answer({ code: 'forbidden' });
  const gate = shut(row.gates, c, ctx.actor);
  if (gate) return answer({ code: gate });
  for (const guard of row.guards ?? []) {
    const r = guard(c, cmd, ctx);
    if (r) return answer(r);
  }
  return undefined;
}

function shut(gates: readonly Gate[] | undefined, c: Standing, actor: Actor): Rejection['code'] | undefined {
  for (const gate of gates ?? []) {
    const code = gate(c, actor);
    if (code) return code;
  }
  return undefined;
}

function may(by: Transition<CommandType>['by'], c: Standing, actor: Actor): boolean {
  const scope: Scope | undefined = by[actor.role];
  switch (scope) {
    case undefined: return false;
    case 'anyone': return true;
    case 'assignee': return c.assignee === actor.id;
    case 'own-department': return actor.department !== undefined && c.department === actor.department;
    case 'involved-department': return actor.department !== undefined && (c.department === actor.department || c.coDepartments.includes(actor.department));
    case 'own-cell': return c.cell !== null && (actor.cells?.includes(c.cell) ?? false);
  }
}

function stamp(fact: Fact, fallback: Target, c: Case, ctx: Context): CaseEvent {
  const { now, rules } = ctx;
  const stage = resolve(fact.to ?? fallback, c);
  const of = fact.type === 'CaseTriaged' || fact.type === 'CaseRegistered' ? fact.data : c;
  const clocks = mark(fact, c, ctx, enter(stage, c.clocks, now, rules.calendar, (k) => rules.limit(k, of.conditionId, of.severity), fact.restart));
  return { type: fact.type, data: fact.data, caseId: c.id, seq: c.version + 1, at: now, by: ctx.actor.id, role: ctx.actor.role, why: ctx.why, stage, clocks } as CaseEvent;
}

/** What a fact does to a clock beyond entering the stage. */
function mark(fact: Fact, c: Case, ctx: Context, clocks: Clocks): Clocks {
  if (fact.type === 'RequestGranted' && fact.data.kind === 'extension' && clocks.handling && c.request)
    return { ...clocks, handling: extend(clocks.handling, c.request.more, ctx.now, ctx.rules.calendar) };
  if (fact.type === 'CaseEscalated') {
    const rung = clocks[fact.data.clock];
    return rung ? { ...clocks, [fact.data.clock]: { ...rung, fired: [...rung.fired, fact.data.rule] } } : clocks;
  }
  return clocks;
}

const resolve = (to: Target, c: Case): Stage => (to === 'same' ? c.stage : to === 'resume' ? (c.resumeTo ?? 'dispatch') : to);
