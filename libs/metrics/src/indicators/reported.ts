import { counts, whole } from '../counting/life.js';
import { indicator } from '../counting/indicator.js';

export const reported = indicator({
  id: 'reported', group: 'area', name: { zh: '上报数', en: 'Reported' }, unit: 'cases', better: null, count: 'reported', of: null, minimum: 0,
  formula: { zh: '上报数 = 登记的案件数', en: 'Reported = cases registered' },
  cohort: { zh: '按登记时间；作废的不计，并案的计入主案一次', en: 'By the time of registration; voided cases are left out, merged ones count once, in their master' },
  counts: { reported: (life) => (counts(life) ? whole(life.log[0]?.event.at ?? null, life) : null) },
});
