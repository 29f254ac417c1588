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

/** The names of the counts, for a list that shows one of them. */
export const PART_WORDS: Readonly<Record<Countable, { readonly zh: string; readonly en: string }>> = {
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
  uncomplained: { zh: '立案中未诉先办', en: 'Filed before anybody complained' },
  forced: { zh: '强制结案', en: 'Closed by force' },
  'filed-ever': { zh: '立案（含后来作废）', en: 'Filed, voided later or not' },
  'filed-voided': { zh: '立案后作废', en: 'Filed and voided' },
  'handled-on-time-original': { zh: '按原时限处置', en: 'Handled within the original limit' },
  'handled-late-exempt': { zh: '超期处置，申诉成立', en: 'Handled late, exempted on appeal' },
  'handle-due-scored': { zh: '应处置（扣除免责）', en: 'Due for handling, exempted ones taken off' },
  'reworked-scored': { zh: '返工（扣除免责）', en: 'Reworked, exempted ones taken off' },
  extended: { zh: '派遣后延期', en: 'Dispatched and extended' },
  suspended: { zh: '派遣后挂账', en: 'Dispatched and suspended' },
  appealed: { zh: '申诉', en: 'Appealed' },
  'appeal-granted': { zh: '申诉成立', en: 'Appeal granted' },
  'dispatched-judged': { zh: '派遣后结案', en: 'Dispatched and closed' },
  'dispatched-right': { zh: '准确派遣', en: 'Dispatched right' },
  'dispatched-wrong': { zh: '错误派遣', en: 'Dispatched wrong' },
  rated: { zh: '群众评价', en: 'Rated by residents' },
  satisfied: { zh: '群众满意', en: 'Residents satisfied' },
  standing: { zh: '期末在办', en: 'Open at the end of the period' },
  'took-triage': { zh: '已立案（受理用时）', en: 'Filed, with how long triage took' },
  'took-confirmation': { zh: '已核实', en: 'Confirmed' },
  'took-dispatch': { zh: '已派遣（派遣用时）', en: 'Dispatched, with how long it took' },
  'took-acceptance': { zh: '已签收', en: 'Accepted' },
  'took-arrival': { zh: '已到场', en: 'Arrived' },
  'took-verification': { zh: '已核查', en: 'Verified' },
  'took-closure': { zh: '已结案（结案用时）', en: 'Closed, with how long closure took' },
  'took-total': { zh: '已结案（全程用时）', en: 'Closed, with the whole length' },
  'task-due': { zh: '应办协办任务', en: 'Tasks due' },
  'task-on-time': { zh: '按时协办', en: 'Tasks done on time' },
  'alarm-case': { zh: '报警成案', en: 'Cases with alarms' },
  'alarm-judged': { zh: '报警已判定', en: 'Alarms judged' },
  'alarm-true': { zh: '报警属实', en: 'Alarms that were true' },
  'alarm-false': { zh: '误报', en: 'False alarms' },
  'alarm-accepted': { zh: '报警后签收', en: 'Accepted after an alarm' },
  'alarm-missed': { zh: '监测漏报', en: 'Missed by sensors' },
  'member-reported': { zh: '网格员上报', en: 'Reported by the member' },
  'member-valid': { zh: '有效上报', en: 'Valid reports' },
  'member-confirm-due': { zh: '应核实', en: 'Due for confirmation' },
  'member-confirm-on-time': { zh: '按时核实', en: 'Confirmed on time' },
  'member-verify-due': { zh: '应核查', en: 'Due for verification' },
  'member-verify-on-time': { zh: '按时核查', en: 'Verified on time' },
  'acceptor-taken': { zh: '受理', en: 'Taken in' },
  'acceptor-taken-on-time': { zh: '按时受理', en: 'Taken in on time' },
  'acceptor-asked': { zh: '发核实', en: 'Sent out to be confirmed' },
  'acceptor-asked-on-time': { zh: '核实按时派发', en: 'Sent out to be confirmed on time' },
  'lead-filed': { zh: '值班长立案', en: 'Filed by the shift lead' },
  'lead-filed-on-time': { zh: '按时立案', en: 'Filed on time' },
  'lead-filed-kept': { zh: '准确立案', en: 'Filed rightly' },
  'lead-closed': { zh: '值班长结案', en: 'Closed by the shift lead' },
  'lead-closed-on-time': { zh: '按时结案', en: 'Closed on time' },
  'dispatcher-sent': { zh: '派遣员派遣', en: 'Sent by the dispatcher' },
  'dispatcher-on-time': { zh: '派遣员按时派遣', en: 'Sent on time' },
  'dispatcher-judged': { zh: '派遣员所派已结案', en: 'Sent and closed' },
  'dispatcher-right': { zh: '派遣员准确派遣', en: 'Sent right' },
  'dispatcher-wrong': { zh: '派遣员错误派遣', en: 'Sent wrong' },
  'handler-handled': { zh: '处置人员处置', en: 'Handled by the handler' },
  'handler-on-time': { zh: '处置人员按期处置', en: 'Handled on time by the handler' },
  'handler-reworked': { zh: '处置人员返工', en: 'Reworked by the handler' },
};
