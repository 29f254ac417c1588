import { open } from '../task.js';
import { AFRESH } from './dispatching.js';
import { ended } from './ending.js';
import { CENTRE, COMMAND, finished, notDispatcher, notHandler, text, unless, type Gate, type Guard, type Rows } from './row.js';

/** A failed check, and one that could not tell, is shown or explained; the automation's reason is its explanation. */
const grounded: Guard<'verify'> = (_, cmd, ctx) => unless(cmd.passed === true || ctx.actor.role === 'system' || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
/** A case closes when every share of it is done (DOMAIN R10). */
const allDone: Gate = (c) => (c.tasks.some(open) ? 'tasks-open' : undefined);
/** Within the window; or as long as a check after closing found it back. */
const recent: Guard<'reopen'> = (c, _, ctx) => unless(ctx.now - (c.milestones.closed ?? 0) <= ctx.rules.reopenWindow || c.tasks.some((t) => t.kind === 'recheck' && t.state === 'done'), 'too-late');
const unmerged: Gate = (c) => (c.outcome === 'merged' ? 'wrong-stage' : undefined);
const unrated: Gate = (c) => (c.rating === null ? undefined : 'already-done');
const unappealed: Gate = (c) => (c.appeal === null ? undefined : 'already-done');
const inTime: Guard<'appeal'> = (c, _, ctx) => unless(ctx.now - (c.milestones.closed ?? 0) <= ctx.rules.appealWindow, 'too-late');
const appealed: Gate = (c) => (c.appeal?.state === 'open' ? undefined : 'no-appeal');
const otherReviewer: Gate = (c, actor) => (c.appeal?.votes.some((v) => v.by === actor.id) ? 'same-person' : undefined);

/** After handling: is it done, and was it fair? */
export const CLOSING: Rows<'verify' | 'rework' | 'close' | 'reopen' | 'rate' | 'appeal' | 'review'> = {
  verify:          { from: ['verification'], to: ['closure', 'handling'], by: { 'grid-member': 'own-cell', supervisor: 'anyone', system: 'anyone' }, gates: [notHandler, notDispatcher], guards: [grounded],
                     emits: ({ passed, note, evidence }) => ({ type: 'CaseVerified', data: { passed, note: text(note), evidence }, to: passed === false ? 'handling' : 'closure', ...(passed === false && { restart: ['handling'], again: true }) }) },
  rework:          { from: ['verification', 'closure'], to: ['handling', 'triage'], by: CENTRE,
                     emits: ({ reason }, c) => ({ type: 'CaseSentBack', data: { reason }, ...(c.onTheSpot ? { to: 'triage', restart: ['triage'] } : { to: 'handling', restart: ['handling', 'closure'], again: true }) }) },
  close:           { from: ['closure'], to: ['closed'], by: { ...CENTRE, system: 'anyone' }, gates: [notDispatcher, notHandler, allDone],
                     emits: ({ note }, c) => ended(c.onTheSpot ? 'self-handled' : 'fixed', null, { note: text(note) }) },
  reopen:          { from: ['closed'], to: ['dispatch', 'triage'], by: { supervisor: 'anyone', system: 'anyone' }, gates: [unmerged], guards: [recent],
                     emits: ({ reason }, c) => ({ type: 'CaseReopened', data: { reason }, to: c.milestones.dispatch === undefined ? 'triage' : 'dispatch', restart: ['triage', 'confirmation', 'dispatch', ...AFRESH] }) },
  rate:            { from: ['closed'], to: ['same'], button: false, by: { citizen: 'anyone', 'grid-member': 'anyone' }, gates: [finished, unrated],
                     emits: ({ score, text: said }) => ({ type: 'CaseRated', data: { score, text: text(said) } }) },
  appeal:          { from: ['closed'], to: ['same'], by: { 'department-lead': 'own-department' }, gates: [finished, unappealed], guards: [inTime],
                     emits: ({ reason, evidence = [] }) => ({ type: 'AppealMade', data: { reason, evidence } }) },
  review:          { from: ['closed'], to: ['same'], by: COMMAND, gates: [appealed, otherReviewer],
                     emits: ({ agree, note }) => ({ type: 'AppealReviewed', data: { agree, note } }) },
};
