import { DAY } from '../calendar.js';
import { distance } from '../distance.js';
import type { Case } from '../case.js';
import type { Context } from '../context.js';
import type { Presence } from '../event.js';
import type { Rejection } from '../rejection.js';
import { OPEN, type Place } from '../vocabulary.js';
import { ended } from './ending.js';
import { CENTRE, COMMAND, DEPARTMENT, requested, text, unless, unrequested, WITH_DEPARTMENT, type Gate, type Guard, type Rows } from './row.js';

/** Before it is signed for, a department can only send it back; an extension or a suspension is for work taken on (DOMAIN 3.5). */
const signed: Guard<'request'> = (c, cmd) => unless(cmd.kind === 'return' || c.stage === 'handling', 'wrong-stage', 'kind');
const timely: Guard<'request'> = (c, cmd, ctx) => unless(cmd.kind !== 'extension' || ctx.now <= (c.clocks.handling?.dueAt ?? 0), 'after-deadline', 'kind');
/** Danger to life is not put off. */
const patient: Guard<'request'> = (c, cmd) => unless(cmd.kind !== 'extension' || c.severity !== 1, 'not-when-critical', 'kind');
/** A ruling ends the question whose it is. */
const unbound: Guard<'request'> = (c, cmd) => unless(cmd.kind !== 'return' || !c.ruled, 'binding-ruling', 'kind');
/** Each extension adds at most one original limit, and a department gets at most two (DOMAIN 3.5). */
const bounded: Guard<'request'> = (c, cmd) => {
  if (cmd.kind !== 'extension') return undefined;
  const handling = c.clocks.handling;
  const original = handling ? handling.limit.amount - handling.extended : 0;
  return unless(c.extensions < 2 && (cmd.more ?? 0) > 0 && (cmd.more ?? 0) <= original, 'too-long', 'more');
};
/** A suspension ends within a year, a case is suspended once, and it says why with the papers (DOMAIN 3.5). */
const unsuspended: Guard<'request'> = (c, cmd) => unless(cmd.kind !== 'suspension' || c.milestones.suspended === undefined, 'already-done', 'kind');
const ahead: Guard<'request'> = (_, cmd, ctx) => unless(cmd.kind !== 'suspension' || (cmd.until ?? 0) > ctx.now, 'must-be-in-future', 'until');
const within: Guard<'request'> = (_, cmd, ctx) => unless(cmd.kind !== 'suspension' || (cmd.until ?? 0) - ctx.now <= 366 * DAY, 'too-long', 'until');
const grounded: Guard<'request'> = (_, cmd) => unless(cmd.kind !== 'suspension' || cmd.ground !== undefined, 'unknown-value', 'ground');

/** Building works and missing money are shown on paper, not only said (DOMAIN 3.5). */
const documented: Guard<'request'> = (_, cmd, ctx) => unless(cmd.kind !== 'suspension' || cmd.ground === undefined || !ctx.rules.papers(cmd.ground) || (cmd.evidence ?? []).length > 0, 'evidence-required', 'evidence');

/** An extension or a suspension goes over the head of the department, who is the first of the two that agree; a return does not wait. */
const endorsed: Gate = (c) => (c.request === null || c.request.endorsed ? undefined : 'not-endorsed');
const unendorsed: Gate = (c) => (c.request === null ? 'no-request' : c.request.endorsed ? 'already-done' : undefined);
/** The second extension is the shift leader's decision. */
const firstExtension: Guard<'grant'> = (c, _, ctx) => unless(c.request?.kind !== 'extension' || c.extensions === 0 || ctx.actor.role === 'supervisor', 'second-extension');
const notArrived: Gate = (c) => (c.arrivedAt === null ? undefined : 'already-done');

const shown: Guard<'resolve'> = (_, cmd) => unless(cmd.evidence.length > 0, 'evidence-required', 'evidence');
const stepsDone: Gate = (c) => (c.tasks.some((t) => t.kind === 'stage' && (t.state === 'planned' || t.state === 'waiting' || t.state === 'doing')) ? 'tasks-open' : undefined);

const far = (a: Place, b: Place, reach: number): boolean => distance(a, b) > reach + (a.accuracy ?? 0) + (b.accuracy ?? 0);
/** An after-photo was taken at the place, and after the case was given out, or opened again (DOMAIN 3.5); where a photo says neither, nothing speaks against it. */
const afterwards: Guard<'resolve'> = (c, cmd, ctx): Rejection | undefined => {
  for (const hash of cmd.evidence) {
    const shot = ctx.photos.get(hash);
    if (shot?.place && c.place && far(shot.place, c.place, ctx.rules.reach)) return { code: 'photo-elsewhere', field: 'evidence' };
    if (shot?.takenAt != null && shot.takenAt < Math.max(c.milestones.dispatch ?? 0, c.milestones.closed ?? 0)) return { code: 'photo-old', field: 'evidence' };
  }
  return undefined;
};
function presence(c: Case, cmd: { readonly evidence: readonly string[]; readonly place?: Place | undefined }, ctx: Context): Presence {
  const seen = [cmd.place, ...cmd.evidence.map((hash) => ctx.photos.get(hash)?.place)];
  return seen.some((p) => p && c.place && !far(p, c.place, ctx.rules.reach)) ? 'at-place' : 'unknown';
}

const unproposed: Gate = (c) => (c.proposal ? 'proposal-pending' : undefined);
const proposed: Gate = (c) => (c.proposal ? undefined : 'no-proposal');
/** Who asks for a forced ending does not grant it. */
const notProposer: Gate = (c, actor) => (c.proposal?.by === actor.id ? 'same-person' : undefined);
const papers: Guard<'propose'> = (_, cmd) => unless(cmd.kind !== 'forced' || (cmd.document ?? '') !== '', 'document-required', 'document');

const GRANTED = { return: 'dispatch', extension: 'same', suspension: 'suspended' } as const;

/** The department at work, and what it may ask for. */
export const HANDLING: Rows<'request' | 'endorse' | 'grant' | 'decline' | 'arrive' | 'resolve' | 'resume' | 'propose' | 'approve' | 'reject'> = {
  request:         { from: WITH_DEPARTMENT, to: ['same'], by: DEPARTMENT, gates: [unrequested], guards: [signed, timely, patient, unbound, bounded, unsuspended, ahead, within, grounded, documented],
                     emits: ({ kind, reason, more = 0, until = null, suggest = null, ground = null, evidence = [] }, _, ctx) =>
                       ({ type: 'RequestMade', data: { kind, reason, more, until, suggest, ground, evidence, endorsed: kind === 'return' || ctx.actor.role === 'department-lead' } }) },
  endorse:         { from: WITH_DEPARTMENT, to: ['same'], by: { 'department-lead': 'own-department' }, gates: [unendorsed],
                     emits: ({ note }, c) => ({ type: 'RequestEndorsed', data: { kind: c.request?.kind ?? 'extension', note: text(note) } }) },
  grant:           { from: WITH_DEPARTMENT, to: ['same', 'dispatch', 'suspended'], by: CENTRE, gates: [requested, endorsed], guards: [firstExtension],
                     emits: ({ note }, c) => { const kind = c.request?.kind ?? 'return'; return { type: 'RequestGranted', data: { kind, note: text(note) }, to: GRANTED[kind], ...(kind === 'return' && { restart: ['dispatch'] }) }; } },
  decline:         { from: WITH_DEPARTMENT, to: ['same'], by: { ...CENTRE, 'department-lead': 'own-department' }, gates: [requested],
                     emits: ({ note }, c) => ({ type: 'RequestDeclined', data: { kind: c.request?.kind ?? 'return', note } }) },
  arrive:          { from: ['handling'], to: ['same'], by: { handler: 'assignee', 'department-lead': 'own-department' }, gates: [notArrived],
                     emits: ({ place }) => ({ type: 'HandlerArrived', data: { place: place ?? null } }) },
  resolve:         { from: ['handling'], to: ['verification'], by: { handler: 'assignee', 'department-lead': 'own-department' }, gates: [unrequested, stepsDone], guards: [shown, afterwards],
                     emits: ({ note, evidence, place }, c, ctx) => ({ type: 'CaseResolved', data: { note, evidence, presence: presence(c, { evidence, place }, ctx) }, restart: ['verification'] }) },
  resume:          { from: ['suspended'], to: ['resume'], by: { ...CENTRE, system: 'anyone' },
                     emits: ({ note }) => ({ type: 'CaseResumed', data: { note: text(note) } }) },
  propose:         { from: OPEN, to: ['same'], by: { ...CENTRE, leader: 'anyone' }, gates: [unproposed], guards: [papers],
                     emits: ({ kind, reason, document }) => ({ type: 'EndingProposed', data: { kind, reason, document: text(document) } }) },
  approve:         { from: OPEN, to: ['closed'], by: COMMAND, gates: [proposed, notProposer],
                     emits: ({ note }, c) => ended(c.proposal?.kind ?? 'voided', c.proposal?.reason ?? null, { note: text(note), document: c.proposal?.document ?? null, proposedBy: c.proposal?.by ?? null }) },
  reject:          { from: OPEN, to: ['same'], by: COMMAND, gates: [proposed],
                     emits: ({ note }, c) => ({ type: 'EndingRejected', data: { kind: c.proposal?.kind ?? 'voided', note } }) },
};
