import { FEWEST, indicator } from '../counting/indicator.js';
import { byPerson, counts, done, lateBy, type Life, type Shared } from '../counting/life.js';
import { rework } from './rework.js';

/** Who reported it done first. How many each has is the load; the department's is its cases over its handlers. */
function shares(life: Life): Shared[] {
  const end = counts(life) ? done(life) : null;
  if (end === null || !byPerson(end)) return [];
  const mark = { whose: end.event.by, at: end.event.at, department: end.department };
  return [
    { share: 'handler-handled', ...mark }, ...(lateBy(life, 'handling', end) === null ? [{ share: 'handler-on-time' as const, ...mark }] : []),
    ...(rework.counts.reworked(life) === null ? [] : [{ share: 'handler-reworked' as const, ...mark }]),
  ];
}

const cohort = { zh: '按首次处置反馈时间，计入反馈人', en: 'By the first report of completion, for whoever made it' };
export const handlerLoad = indicator({
  id: 'handler-load', group: 'handler', name: { zh: '人均处置', en: 'Load per handler' }, unit: 'cases', better: null, count: 'handler-handled', of: null, minimum: 0, cohort,
  formula: { zh: '处置数按人列出；部门人均 = 处置数 ÷ 有处置的人数', en: 'Handled cases by person; a department’s load = handled ÷ handlers who handled any' }, counts: {}, shares,
});
export const handlerOnTime = indicator({
  id: 'handler-on-time', group: 'handler', name: { zh: '个人按期处置率', en: 'Handled on time, by person' }, unit: 'share', better: 'more', count: 'handler-on-time', of: 'handler-handled', minimum: FEWEST, cohort,
  formula: { zh: '个人按期处置率 = 时限内处置数 ÷ 处置数', en: 'Handled on time, by person = within the limit ÷ handled' }, counts: {},
});
export const handlerRework = indicator({
  id: 'handler-rework', group: 'handler', name: { zh: '个人返工率', en: 'Rework, by person' }, unit: 'share', better: 'less', count: 'handler-reworked', of: 'handler-handled', minimum: FEWEST, cohort,
  formula: { zh: '个人返工率 = 返工数 ÷ 处置数', en: 'Rework, by person = reworked ÷ handled' }, counts: {},
});
