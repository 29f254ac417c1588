import { kindOf, taskClock, type ClockKey } from '../clock.js';
import { OPEN, STAGES, type Actor } from '../vocabulary.js';
import { CENTRE, COMMAND, unless, type Gate, type Guard, type Rows, type Standing } from './row.js';

/** Nothing is late on a clock that stands still. */
const running: Guard<'escalate'> = (c, cmd) => unless(c.clocks[cmd.clock]?.since != null, 'wrong-stage', 'clock');
/** A rung goes off once on each run of its clock. */
const once: Guard<'escalate'> = (c, cmd) => unless(!c.clocks[cmd.clock]?.fired.includes(cmd.rule), 'already-done', 'rule');
const ordered: Gate = (c) => (c.orders.some((o) => o.reply === null) ? undefined : 'no-order');
const unanswered: Guard<'reply'> = (c, cmd) => unless(c.orders.some((o) => o.id === cmd.order && o.reply === null), 'no-order', 'order');
/** A department answers for its own work only: the case itself, or its share of it. */
const answersFor = (c: Standing, clock: ClockKey, { role, department }: Actor): boolean =>
  (role !== 'handler' && role !== 'department-lead') || (kindOf(clock) === 'task' ? c.tasks.some((t) => taskClock(t.id) === clock && t.department === department) : c.department === department);
const asks = (c: Standing, actor: Actor) => (a: Standing['alerts'][number]): boolean => a.acknowledged === null && a.by.includes(actor.role) && answersFor(c, a.clock, actor);
const alerted: Gate = (c, actor) => (c.alerts.some(asks(c, actor)) ? undefined : 'no-alert');
const alertedBy: Guard<'acknowledge'> = (c, cmd, ctx) => unless(c.alerts.some((a) => a.rule === cmd.rule && asks(c, ctx.actor)(a)), 'no-alert', 'rule');
/** A supervision order waits for an answer, not for ever. */
const answerable: Guard<'order'> = (_, cmd) => unless(cmd.limit.amount > 0, 'unknown-value', 'limit');

/** Pressing: by people, and by clocks. */
export const SUPERVISION: Rows<'urge' | 'order' | 'reply' | 'escalate' | 'acknowledge' | 'retime'> = {
  urge:            { from: OPEN, to: ['same'], by: { ...CENTRE, leader: 'anyone' },
                     emits: ({ text }) => ({ type: 'CaseUrged', data: { text } }) },
  order:           { from: OPEN, to: ['same'], by: { ...COMMAND, system: 'anyone' }, guards: [answerable],
                     emits: ({ demand, limit, rule = null }) => ({ type: 'SupervisionOrdered', data: { demand, limit, rule } }) },
  reply:           { from: OPEN, to: ['same'], by: { handler: 'assignee', 'department-lead': 'own-department', dispatcher: 'anyone' }, gates: [ordered], guards: [unanswered],
                     emits: ({ order, text }) => ({ type: 'OrderReplied', data: { order, text } }) },
  escalate:        { from: STAGES, to: ['same'], button: false, by: { system: 'anyone' }, guards: [running, once],
                     emits: ({ rule, clock, level, by = [] }, _, ctx) => ({ type: 'CaseEscalated', data: { rule, clock, level, by, edition: ctx.rules.edition } }) },
  acknowledge:     { from: STAGES, to: ['same'], by: { 'grid-member': 'own-cell', handler: 'involved-department', 'department-lead': 'involved-department', dispatcher: 'anyone', supervisor: 'anyone', leader: 'anyone' }, gates: [alerted], guards: [alertedBy],
                     emits: ({ rule }) => ({ type: 'EscalationAcknowledged', data: { rule } }) },
  retime:          { from: STAGES, to: ['same'], button: false, by: { system: 'anyone' },
                     emits: (_, __, ctx) => ({ type: 'ClocksRetimed', data: { edition: ctx.rules.edition } }) },
};
