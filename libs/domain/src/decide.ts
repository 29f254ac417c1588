import type { Limit } from './calendar.js';
import { unborn, type Case } from './case.js';
import { enter, extend, kindOf, leading, relimited, retimed, type ClockKey, type Clocks } from './clock.js';
import type { CommandOf, CommandType } from './command.js';
import type { Context } from './context.js';
import type { CaseEvent } from './event.js';
import { timedAfter, type Timed } from './evolve.js';
import { COMMANDS, LIFECYCLE, type Fact, type Gate, type Scope, type Standing, type Target, type Transition } from './lifecycle/index.js';
import { runningOrders } from './order.js';
import type { Rejection, RejectionCode } from './rejection.js';
import { runningTasks } from './task.js';
import { ROLES, STAGES, type Actor, type CaseId, type Stage } from './vocabulary.js';

export type Decision = { readonly ok: true; readonly events: readonly CaseEvent[] } | { readonly ok: false; readonly rejection: Rejection };

/** case × command × context → facts, or a refusal. No I/O, no clock, no randomness. */
export function decide<K extends CommandType>(id: CaseId, c: Case | null, cmd: CommandOf<K>, ctx: Context): Decision {
  const row: Transition<K> = LIFECYCLE[cmd.type];
  const before = c ?? unborn(id);
  const rejection = refusal(row, c, before, cmd, ctx);
  if (rejection) return { ok: false, rejection };
  return { ok: true, events: [stamp(row.emits(cmd, before, ctx), row.to[0], before, ctx)] };
}

/** Which buttons this actor sees on this case: run by the browser, enforced by the server from the same rows. What only the shell asks for has none. */
export function allowed(c: Standing, actor: Actor): CommandType[] {
  const found: CommandType[] = [];
  for (const { command, scope, gates } of BUTTONS[c.stage][actor.role]) if (reaches(scope, c, actor) && shut(gates, c, actor) === undefined) found.push(command);
  return found;
}

/** A button that is not there now although the actor's role has it, and why. */
export interface Barred { readonly type: CommandType; readonly code: RejectionCode }

/** The steps that everybody waits for: somebody who has one of them as a rule wants to know why not now. */
const AWAITED: Readonly<Partial<Record<CommandType, readonly Stage[]>>> = {
  dispatch: ['triage', 'confirmation'], resolve: ['acceptance'], verify: ['handling'], close: ['acceptance', 'handling', 'verification', 'suspended'],
};
/** What this actor could do if something else were not in the way: what a gate shuts in this very stage, and the awaited steps whose stage is still to come. */
export function barred(c: Standing, actor: Actor): Barred[] {
  const shutNow = BUTTONS[c.stage][actor.role].flatMap(({ command, scope, gates }): Barred[] => {
    const code = reaches(scope, c, actor) ? shut(gates, c, actor) : undefined;
    return code !== undefined && TELLING.includes(code) ? [{ type: command, code }] : [];
  });
  const ahead = (Object.keys(AWAITED) as CommandType[]).flatMap((type): Barred[] => {
    const scope = LIFECYCLE[type].by[actor.role];
    return scope !== undefined && AWAITED[type]?.includes(c.stage) && reaches(scope, c, actor) ? [{ type, code: 'wrong-stage' }] : [];
  });
  return [...shutNow, ...ahead];
}
/** Codes that tell somebody what to wait for, or who else may; the others only say that there is nothing of the kind. */
const TELLING: readonly RejectionCode[] = ['same-person', 'tasks-open', 'request-pending', 'proposal-pending', 'not-endorsed', 'second-extension', 'binding-ruling', 'not-when-critical'];

interface Button { readonly command: CommandType; readonly scope: Scope; readonly gates: readonly Gate[] | undefined }
/** The buttons that exist for each role in each stage: looked up for every row of every list and with every refusal. */
const BUTTONS = record(STAGES, (stage) => record(ROLES, (role) => COMMANDS.flatMap((command): Button[] => {
  const { from, button, by: { [role]: scope }, gates } = LIFECYCLE[command];
  return scope === undefined || button === false || from === 'nothing' || !from.includes(stage) ? [] : [{ command, scope, gates }];
})));

function record<K extends string, V>(keys: readonly K[], of: (key: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}

function refusal<K extends CommandType>(row: Transition<K>, c: Case | null, before: Case, cmd: CommandOf<K>, ctx: Context): Rejection | undefined {
  if (row.from === 'nothing') {
    if (c) return { code: 'already-exists' };
    return ctx.actor.role in row.by ? guarded(row, before, cmd, ctx) : { code: 'forbidden' };
  }
  if (!c) return { code: 'unknown-case' };
  const answer = (r: Rejection): Rejection => ({ ...r, stage: c.stage, allowed: allowed(c, ctx.actor) });
  if (!row.from.includes(c.stage)) return answer({ code: 'wrong-stage' });
  if (!may(row.by, c, ctx.actor)) return answer({ code: 'forbidden' });
  const gate = shut(row.gates, c, ctx.actor);
  if (gate) return answer({ code: gate });
  const found = guarded(row, c, cmd, ctx);
  return found && answer(found);
}

function guarded<K extends CommandType>({ guards = [] }: Transition<K>, c: Case, cmd: CommandOf<K>, ctx: Context): Rejection | undefined {
  for (const guard of guards) {
    const rejection = guard(c, cmd, ctx);
    if (rejection) return rejection;
  }
  return undefined;
}

function shut(gates: readonly Gate[] | undefined, c: Standing, actor: Actor): Rejection['code'] | undefined {
  if (gates === undefined) return undefined;
  for (const gate of gates) {
    const code = gate(c, actor);
    if (code) return code;
  }
  return undefined;
}

function may(by: Transition<CommandType>['by'], c: Standing, actor: Actor): boolean {
  const scope: Scope | undefined = by[actor.role];
  return scope !== undefined && reaches(scope, c, actor);
}

function reaches(scope: Scope, c: Standing, actor: Actor): boolean {
  switch (scope) {
    case 'anyone': return true;
    case 'assignee': return c.assignee === actor.id;
    case 'own-department': return actor.department !== undefined && c.department === actor.department;
    case 'involved-department': return actor.department !== undefined && (c.department === actor.department || partOf(c, actor.department));
    case 'task-department': return actor.department !== undefined && c.tasks.some((t) => t.department === actor.department);
    case 'own-cell': return c.cell !== null && (actor.cells?.includes(c.cell) ?? false);
  }
}

const partOf = (c: Standing, department: string): boolean => c.coDepartments.some((d) => d === department) || c.tasks.some((t) => t.department === department && t.state !== 'cancelled');

function stamp(fact: Fact, fallback: Target, c: Case, ctx: Context): CaseEvent {
  const event = { type: fact.type, data: fact.data, caseId: c.id, seq: c.version + 1, at: ctx.now, by: ctx.actor.id, role: ctx.actor.role, why: ctx.why, stage: resolve(fact.to ?? fallback, c), clocks: c.clocks };
  event.clocks = timed(fact, c, timedAfter(c, event as CaseEvent), ctx);
  return event as CaseEvent;
}

/** The clocks after a fact: those of the stage that the case is in now, of its open tasks and orders, and what the fact itself does to one. */
function timed(fact: Fact, before: Case, c: Timed, ctx: Context): Clocks {
  const { now, rules } = ctx, cal = rules.calendar(c.cell);
  const limit = (key: ClockKey): Limit | null => { const full = limitOf(key, c, ctx); return full && fact.again === true && (key === 'handling' || kindOf(key) === 'task') ? rules.rework(full) : full; };
  const tasks = c.tasks.length === 0 ? [] : runningTasks(c.stage, c.tasks), orders = c.orders.length === 0 ? [] : runningOrders(c.stage, c.orders);
  const clocks = enter(c.stage, before.clocks, now, cal, limit, fact.restart, tasks.length + orders.length === 0 ? [] : [...tasks, ...orders]);
  switch (fact.type) {
    case 'RequestGranted':
      return fact.data.kind === 'extension' && clocks.handling && before.request ? { ...clocks, handling: extend(clocks.handling, before.request.more, now, cal) } : clocks;
    case 'CaseEscalated': {
      const rung = clocks[fact.data.clock];
      return rung ? { ...clocks, [fact.data.clock]: { ...rung, fired: [...rung.fired, fact.data.rule] } } : clocks;
    }
    case 'CaseTriaged':
      return clocks.total && c.terms ? { ...clocks, total: relimited(clocks.total, c.terms.total, now, cal) } : clocks;
    case 'ReportAttached': {
      const { total } = fact.data;
      return total?.dueAt != null && clocks.total?.dueAt != null && total.dueAt < clocks.total.dueAt ? { ...clocks, total: { ...total, fired: clocks.total.fired } } : clocks;
    }
    case 'AlarmObserved': {
      if (fact.data.severity === undefined || fact.data.severity >= before.severity) return clocks;
      const key = leading(c.stage, clocks), running = key === null ? undefined : clocks[key], tighter = key === null ? null : limit(key);
      return key === null || running === undefined || tighter === null || tighter.unit !== running.limit.unit || tighter.amount >= running.limit.amount ? clocks : { ...clocks, [key]: relimited(running, tighter, now, cal) };
    }
    case 'ClocksRetimed': return retimed(clocks, now, cal);
    default: return clocks;
  }
}

/** What a clock runs against when it starts: what was promised at filing, else what the rule book says of the stage. */
function limitOf(key: ClockKey, c: Timed, { rules }: Context): Limit | null {
  const kind = kindOf(key);
  switch (kind) {
    case 'task': return c.tasks.find((t) => `task-${t.id}` === key)?.limit ?? null;
    case 'order': return c.orders.find((o) => `order-${o.id}` === key)?.limit ?? null;
    case 'handling': return c.terms?.limit ?? rules.limit(kind, c.conditionId, c.severity);
    case 'total': return c.terms?.total ?? rules.limit(kind, c.conditionId, c.severity);
    default: return rules.limit(kind, c.conditionId, c.severity);
  }
}

const resolve = (to: Target, c: Case): Stage => (to === 'same' ? c.stage : to === 'resume' ? (c.resumeTo ?? 'dispatch') : to);
