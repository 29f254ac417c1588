/**
 * What a case can be counted as, at most once each: a figure is a number of cases, so it is as long as the list behind it.
 * What each means is said in the files of `libs/metrics/src/indicators`.
 */
export const PARTS = [
  'reported', 'filed', 'complaint', 'recurred', 'escalated', 'dispatched', 'returned', 'dispatch-due', 'dispatched-on-time', 'resolved', 'reworked', 'handle-due', 'handled-on-time', 'handled-late',
  'closed', 'close-due', 'closed-of-due', 'closed-on-time',
  'uncomplained', 'forced', 'filed-ever', 'filed-voided', 'handled-on-time-original', 'handled-late-exempt', 'handle-due-scored', 'reworked-scored', 'extended', 'suspended', 'appealed', 'appeal-granted',
  'dispatched-judged', 'dispatched-right', 'dispatched-wrong', 'rated', 'satisfied', 'standing',
  'took-triage', 'took-confirmation', 'took-dispatch', 'took-acceptance', 'took-arrival', 'took-verification', 'took-closure', 'took-total',
] as const;
export type Part = (typeof PARTS)[number];

/**
 * What a case counts as for somebody else than the department that has it, at most once each for one of them: a department that answers for a task beside it,
 * a trigger rule whose alarms it holds, a person at their post.
 */
export const TASK_SHARES = ['task-due', 'task-on-time'] as const;
export const RULE_SHARES = ['alarm-case', 'alarm-judged', 'alarm-true', 'alarm-false', 'alarm-accepted', 'alarm-missed'] as const;
export const PERSON_SHARES = [
  'member-reported', 'member-valid', 'member-confirm-due', 'member-confirm-on-time', 'member-verify-due', 'member-verify-on-time', 'acceptor-taken', 'acceptor-taken-on-time', 'acceptor-asked', 'acceptor-asked-on-time',
  'lead-filed', 'lead-filed-on-time', 'lead-filed-kept', 'lead-closed', 'lead-closed-on-time', 'dispatcher-sent', 'dispatcher-on-time', 'dispatcher-judged', 'dispatcher-right', 'dispatcher-wrong',
  'handler-handled', 'handler-on-time', 'handler-reworked',
] as const;
export const SHARES = [...TASK_SHARES, ...RULE_SHARES, ...PERSON_SHARES] as const;
export type Share = (typeof SHARES)[number];
export const COUNTABLE = [...PARTS, ...SHARES] as const;
export type Countable = Part | Share;
const isOneOf = <T extends string>(list: readonly T[]) => (word: string): word is T => (list as readonly string[]).includes(word);
export const isShare = isOneOf(SHARES);
/** Figures of a person: shown to that person, to supervisors and to leaders, to nobody else. */
export const isPersonal = isOneOf(PERSON_SHARES);

/** The posts that DOMAIN 4.3 assesses, and the handler's. A person holds whichever they act in: in a county one seat accepts, files and dispatches. */
export const POSTS = ['member', 'acceptor', 'lead', 'dispatcher', 'handler'] as const;
export type Post = (typeof POSTS)[number];

/** What one person did in a case, counted once a case, for nobody else to see. */
export const DEEDS = ['reported', 'filed', 'refused', 'confirmed', 'confirmed-on-time', 'verified', 'verified-on-time', 'handled', 'handled-on-time', 'tasks', 'tasks-on-time'] as const;
export type Deed = (typeof DEEDS)[number];

/** What a period is compared with: the one before it, the same days a year ago, or nothing. */
export const COMPARISONS = ['previous', 'year', 'none'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** How long ago something was reported, in days: less than 1, 3, 7, 30, and more. */
export const AGES = [1, 3, 7, 30] as const;

/** From so many cases on departments are compared with one another. */
export const RANKED_FROM = 20;

/** `mine`: an alert, a proposed ending, an appeal or a dispute waits for a word that the reader may give. `waiting`, `overdue`: a supervision order without a reply, in time or past it. `answered`: replied to in the last seven days. */
export const ORDER_STATES = ['mine', 'waiting', 'overdue', 'answered'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
