import { OPEN, STAGES } from '../vocabulary.js';
import { ended } from './ending.js';
import { CENTRE, text, unless, type Gate, type Guard, type Rows } from './row.js';

/** A report that is not so is shown or explained. */
const substantiated: Guard<'confirm'> = (_, cmd) => unless(cmd.verdict !== 'false' || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
const elsewhere: Guard<'merge'> = (c, cmd) => unless(cmd.into !== c.id, 'same-case', 'into');
const knownReason: Guard<'refuse'> = (_, cmd, ctx) => unless(ctx.rules.refusals.has(cmd.code), 'unknown-value', 'code');
const classified: Guard<'triage'> = (_, cmd, ctx) => unless(ctx.rules.terms(cmd.conditionId, cmd.severity) !== null, 'unknown-value', 'conditionId');
const shownBefore: Guard<'selfHandle'> = (_, cmd) => unless(cmd.before.length > 0, 'evidence-required', 'before');
const shownAfter: Guard<'selfHandle'> = (_, cmd) => unless(cmd.after.length > 0, 'evidence-required', 'after');
const small: Guard<'selfHandle'> = (c, _, ctx) => unless(ctx.rules.small(c.severity), 'not-small');
/** Only who stands there puts it right on the spot. */
const handledOnTheSpot: Guard<'register'> = (_, { handled, severity }, ctx) =>
  handled === undefined ? undefined : (unless(ctx.actor.role === 'grid-member', 'forbidden', 'handled') ?? unless(handled.before.length > 0, 'evidence-required', 'before') ?? unless(handled.after.length > 0, 'evidence-required', 'after') ?? unless(ctx.rules.small(severity), 'not-small', 'severity'));
const merged: Gate = (c) => (c.outcome === 'merged' ? undefined : 'not-merged');
const fresh: Guard<'attachReport'> = (c, cmd) => unless(!c.reports.some((r) => r.id === cmd.report), 'already-done', 'report');
/** Reports of the case leave it, but not the last one. */
const someLeft: Guard<'detachReports'> = (c, cmd) => { const going = c.reports.filter((r) => cmd.reports.includes(r.id)).length; return unless(going > 0 && going < c.reports.length, 'unknown-value', 'reports'); };
const linkedOnce: Guard<'linkRecurrence'> = (c, cmd) => unless(c.recurrenceOf === null, 'already-done') ?? unless(cmd.of !== c.id, 'same-case', 'of');

/** As far as sensors still say so: whoever asked for an ending has it answered by a person. */
const unproposed: Gate = (c) => (c.proposal ? 'proposal-pending' : undefined);

/** Before filing: is it true, is it ours, is it known already? */
export const FILING: Rows<'register' | 'attachReport' | 'detachReports' | 'note' | 'askConfirmation' | 'confirm' | 'selfHandle' | 'triage' | 'refuse' | 'merge' | 'unmerge' | 'linkRecurrence' | 'observe' | 'recover'> = {
  register:        { from: 'nothing', to: ['triage', 'closure'], button: false, guards: [handledOnTheSpot],
                     by: { 'grid-member': 'anyone', dispatcher: 'anyone', supervisor: 'anyone', device: 'anyone', citizen: 'anyone', system: 'anyone' },
                     emits: ({ type: _, handled, ...data }) => ({ type: 'CaseRegistered', data: { ...data, ...(handled && { handled }) }, to: handled ? 'closure' : 'triage' }) },
  attachReport:    { from: OPEN, to: ['same'], button: false, guards: [fresh],
                     by: { 'grid-member': 'anyone', dispatcher: 'anyone', supervisor: 'anyone', device: 'anyone', citizen: 'anyone', system: 'anyone' },
                     emits: ({ report, reportedAt, severity, total }) => ({ type: 'ReportAttached', data: { report, reportedAt, ...(severity !== undefined && { severity }), ...(total && { total }) } }) },
  detachReports:   { from: STAGES, to: ['same'], button: false, by: { ...CENTRE, system: 'anyone' }, guards: [someLeft],
                     emits: ({ reports }) => ({ type: 'ReportsDetached', data: { reports } }) },
  note:            { from: OPEN, to: ['same'],
                     by: { 'grid-member': 'own-cell', handler: 'involved-department', 'department-lead': 'involved-department', ...CENTRE, leader: 'anyone' },
                     emits: ({ text: said }) => ({ type: 'NoteAdded', data: { text: said } }) },
  askConfirmation: { from: ['triage'], to: ['confirmation'], by: { dispatcher: 'anyone', system: 'anyone' },
                     emits: ({ member = null, note }) => ({ type: 'ConfirmationAsked', data: { member, note: text(note) }, restart: ['confirmation'] }) },
  confirm:         { from: ['confirmation'], to: ['triage'], by: { 'grid-member': 'own-cell', supervisor: 'anyone' }, guards: [substantiated],
                     emits: ({ verdict, note, evidence }) => ({ type: 'ReportConfirmed', data: { verdict, note: text(note), evidence } }) },
  selfHandle:      { from: ['triage', 'confirmation'], to: ['closure'], by: { 'grid-member': 'own-cell' }, guards: [shownBefore, shownAfter, small],
                     emits: ({ note, before, after }) => ({ type: 'CaseSelfHandled', data: { note, before, after }, restart: ['closure'] }) },
  triage:          { from: ['triage'], to: ['dispatch'], by: { dispatcher: 'anyone', system: 'anyone' }, guards: [classified],
                     emits: ({ classId, conditionId, severity }, _, ctx) => ({ type: 'CaseTriaged', data: { classId, conditionId, severity, terms: ctx.rules.terms(conditionId, severity) } }) },
  refuse:          { from: ['triage'], to: ['closed'], by: { dispatcher: 'anyone', system: 'anyone' }, guards: [knownReason],
                     emits: ({ code, note }) => ended('refused', code, { note: text(note) }) },
  merge:           { from: ['triage', 'confirmation', 'dispatch'], to: ['closed'], by: { dispatcher: 'anyone', system: 'anyone' }, guards: [elsewhere],
                     emits: ({ into }) => ended('merged', null, { into }) },
  unmerge:         { from: ['closed'], to: ['triage'], by: CENTRE, gates: [merged],
                     emits: ({ reason }) => ({ type: 'CaseUnmerged', data: { reason } }) },
  linkRecurrence:  { from: OPEN, to: ['same'], button: false, by: { dispatcher: 'anyone', system: 'anyone' }, guards: [linkedOnce],
                     emits: ({ of }) => ({ type: 'RecurrenceLinked', data: { of } }) },
  observe:         { from: OPEN, to: ['same'], button: false, by: { system: 'anyone' },
                     emits: ({ type: _, ...data }) => ({ type: 'AlarmObserved', data }) },
  recover:         { from: ['triage', 'confirmation', 'dispatch'], to: ['closed'], button: false, by: { system: 'anyone' }, gates: [unproposed],
                     emits: () => ended('recovered', null) },
};
