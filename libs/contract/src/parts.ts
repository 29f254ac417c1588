/**
 * What a case can be counted as, at most once each: a figure is a number of cases, so it is as long as the list behind it.
 * What each means is said in the files of `libs/metrics/src/indicators`.
 */
export const PARTS = [
  'reported', 'filed', 'complaint', 'recurred', 'escalated', 'dispatched', 'returned', 'dispatch-due', 'dispatched-on-time', 'resolved', 'reworked', 'handle-due', 'handled-on-time', 'handled-late',
  'closed', 'close-due', 'closed-of-due', 'closed-on-time',
] as const;
export type Part = (typeof PARTS)[number];

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

/** The names of the counts, for a list that shows one of them. */
export const PART_WORDS: Readonly<Record<Part, { readonly zh: string; readonly en: string }>> = {
  reported: { zh: '上报', en: 'Reported' },
  filed: { zh: '立案', en: 'Filed' },
  complaint: { zh: '立案中由群众举报', en: 'Filed after a complaint' },
  recurred: { zh: '立案中重复发生', en: 'Filed and a recurrence' },
  escalated: { zh: '超期升级', en: 'Escalated' },
  dispatched: { zh: '派遣', en: 'Dispatched' },
  returned: { zh: '派遣后退回', en: 'Dispatched and returned' },
  'dispatch-due': { zh: '应派遣', en: 'Due for dispatch' },
  'dispatched-on-time': { zh: '按时派遣', en: 'Dispatched on time' },
  resolved: { zh: '处置', en: 'Handled' },
  reworked: { zh: '处置后返工', en: 'Handled and reworked' },
  'handle-due': { zh: '应处置', en: 'Due for handling' },
  'handled-on-time': { zh: '按期处置', en: 'Handled on time' },
  'handled-late': { zh: '超期处置或未处置', en: 'Handled late or not yet' },
  closed: { zh: '结案', en: 'Closed' },
  'close-due': { zh: '应结案', en: 'Due for closing' },
  'closed-of-due': { zh: '应结案中已结案', en: 'Due and closed' },
  'closed-on-time': { zh: '按期结案', en: 'Closed on time' },
};
