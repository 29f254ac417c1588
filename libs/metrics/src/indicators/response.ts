import type { Part } from '#contract';
import type { ClockName } from '#domain';
import type { Indicator } from '../counting/indicator.js';
import { between, counts, done, filedAt, finished, first, sentOut, spent, type Counts, type Fact, type Life } from '../counting/life.js';

/** Fewer than this have no median worth showing. */
const FEWEST_LENGTHS = 5;

/** How long a clock ran before the fact that ended its stage. */
const took = (clock: ClockName, stop: (life: Life) => Fact | null): Counts => (life) => {
  const fact = counts(life) ? stop(life) : null, length = fact && spent(life, clock, fact);
  return fact && length && { at: fact.event.at, department: fact.department ?? life.c.department, length };
};

/** From the giving-out that led to it, by the wall and by the calendar: no clock of its own. */
const arrival: Counts = (life) => {
  const fact = counts(life) ? first(life.turn, 'HandlerArrived') : null;
  const sent = fact && life.turn.slice(0, life.turn.indexOf(fact)).findLast(({ event: { type } }) => type === 'CaseDispatched' || type === 'OwnershipRuled' || type === 'CaseHandedOn');
  return fact && sent ? { at: fact.event.at, department: fact.department, length: between(life, sent.event.at, fact.event.at) } : null;
};
const verified = (life: Life): Fact | null => { const end = done(life); return end && first(life.turn.slice(life.turn.indexOf(end)), 'CaseVerified'); };
/** A case that is ended by force elsewhere was never waiting to be closed. */
const closedFrom = (life: Life): Fact | null => { const end = finished(life); return end && life.turn[life.turn.indexOf(end) - 1]?.event.stage === 'closure' ? end : null; };

/** A part of its own for each step, with its lengths; those of handling are beside the cases handled. */
const counted = {
  'took-triage': took('triage', (life) => (filedAt(life) === null ? null : first(life.log, 'CaseTriaged'))),
  'took-confirmation': took('confirmation', (life) => first(life.log, 'ReportConfirmed')),
  'took-dispatch': took('dispatch', sentOut),
  'took-acceptance': took('acceptance', (life) => first(life.turn, 'CaseAccepted')),
  'took-arrival': arrival,
  'took-verification': took('verification', verified),
  'took-closure': took('closure', closedFrom),
  'took-total': took('total', finished),
} as const;

const time = (id: string, count: Part, zh: string, en: string, from: { readonly zh: string; readonly en: string }): Indicator => ({
  id, group: 'response', name: { zh, en }, unit: 'time', better: 'less', count, of: null, minimum: FEWEST_LENGTHS,
  formula: { zh: `${zh} = ${from.zh}；给出中位数与九成位，工作时间与自然时间各一`, en: `${en} = ${from.en}; median and p90, in working time and round the clock` },
  cohort: { zh: '按该环节首次完成的时间；重启后重新起算；挂账期间不计', en: 'By the first time the step was done, anew after a reopening; suspensions are not in it' },
  counts: {},
});

export const response = {
  counts: counted,
  indicators: [
    time('triage-time', 'took-triage', '受理立案时长', 'Time to file', { zh: '登记到立案，核实期间不计', en: 'from registration to filing, confirmation not included' }),
    time('confirmation-time', 'took-confirmation', '核实时长', 'Time to confirm', { zh: '发核实到核实反馈', en: 'from being asked to the answer from the spot' }),
    time('dispatch-time', 'took-dispatch', '派遣时长', 'Time to dispatch', { zh: '立案到首次派遣', en: 'from filing to the first dispatch' }),
    time('acceptance-time', 'took-acceptance', '签收时长', 'Time to accept', { zh: '派遣到签收', en: 'from dispatch to acceptance' }),
    time('arrival-time', 'took-arrival', '首次到场时长', 'Time to arrive', { zh: '派遣到处置人员首次到场', en: 'from dispatch to the handler’s first arrival' }),
    time('handling-time', 'resolved', '处置时长', 'Time to handle', { zh: '派遣到首次处置反馈', en: 'from dispatch to the first report of completion' }),
    time('verification-time', 'took-verification', '核查时长', 'Time to verify', { zh: '处置反馈到核查结果', en: 'from the report of completion to the result of the check' }),
    time('closure-time', 'took-closure', '结案时长', 'Time to close', { zh: '核查通过到结案', en: 'from the passed check to the closing' }),
    time('total-time', 'took-total', '全程时长', 'Whole time', { zh: '登记到结案', en: 'from registration to closing' }),
  ],
};
