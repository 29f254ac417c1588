import { FEWEST, indicator } from '../counting/indicator.js';
import { byPerson, counts, finished, lateBy, sentOut, type Life, type Shared } from '../counting/life.js';
import { dispatchedRight } from './dispatch-accuracy.js';

/** Who sent it out first (DOMAIN 4.3, 派遣员), and whether that was right. Wrong dispatch is a matter of the dispatcher, rework one of the department: they are never mixed. */
function shares(life: Life): Shared[] {
  const sent = counts(life) ? sentOut(life) : null;
  if (sent === null || !byPerson(sent)) return [];
  const mark = { whose: sent.event.by, at: sent.event.at, department: sent.department }, right = dispatchedRight(life), end = finished(life);
  const judged = { ...mark, at: end?.event.at ?? 0 };
  return [
    { share: 'dispatcher-sent', ...mark }, ...(lateBy(life, 'dispatch', sent) === null ? [{ share: 'dispatcher-on-time' as const, ...mark }] : []),
    ...(right === null ? [] : [{ share: 'dispatcher-judged' as const, ...judged }, { share: right ? 'dispatcher-right' as const : 'dispatcher-wrong' as const, ...judged }]),
  ];
}

const sentCohort = { zh: '按首次派遣时间，计入派遣人；系统自动派遣的不计', en: 'By the first dispatch, for whoever sent it; not what the automation sent' };
const judgedCohort = { zh: '按结案时间，计入首次派遣人；未结案的尚不能判定', en: 'By the closing, for whoever sent it first; open cases cannot be judged yet' };
export const dispatcherSent = indicator({
  id: 'dispatcher-sent', group: 'dispatcher', name: { zh: '派遣数', en: 'Dispatched' }, unit: 'cases', better: null, count: 'dispatcher-sent', of: null, minimum: 0, cohort: sentCohort,
  formula: { zh: '派遣数 = 本人首次派遣的案件数', en: 'Dispatched = cases whose first dispatch was this person’s' }, counts: {}, shares,
});
export const dispatcherOnTime = indicator({
  id: 'dispatcher-on-time', group: 'dispatcher', name: { zh: '按时派遣率', en: 'Dispatched on time' }, unit: 'share', better: 'more', count: 'dispatcher-on-time', of: 'dispatcher-sent', minimum: FEWEST, cohort: sentCohort,
  formula: { zh: '按时派遣率 = 时限内派遣数 ÷ 派遣数', en: 'Dispatched on time = within the limit ÷ dispatched' }, counts: {},
});
export const dispatcherRight = indicator({
  id: 'dispatcher-right', group: 'dispatcher', name: { zh: '准确派遣率', en: 'Dispatched right' }, unit: 'share', better: 'more', count: 'dispatcher-right', of: 'dispatcher-judged', minimum: FEWEST, cohort: judgedCohort,
  formula: { zh: '准确派遣率 = 从未派给第二个部门即结案的数 ÷ 所派已结案数', en: 'Dispatched right = closed without ever going to a second department ÷ sent cases that were closed' }, counts: {},
});
export const dispatcherWrong = indicator({
  id: 'dispatcher-wrong', group: 'dispatcher', name: { zh: '错误派遣率', en: 'Dispatched wrong' }, unit: 'share', better: 'less', count: 'dispatcher-wrong', of: 'dispatcher-judged', minimum: FEWEST, cohort: judgedCohort,
  formula: { zh: '错误派遣率 = 派给两个及以上部门的数 ÷ 所派已结案数；核查返工不算派错', en: 'Dispatched wrong = went to two departments or more ÷ sent cases that were closed; rework is no wrong dispatch' }, counts: {},
});
