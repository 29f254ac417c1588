import { TARGETED } from '#contract';
import { counts, filedAt, whole } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

export const recurrence = indicator({
  id: 'recurrence', group: 'area', name: TARGETED.recurrence, unit: 'share', better: 'less', count: 'recurred', of: 'filed', minimum: FEWEST,
  formula: { zh: '重复发生率 = 同一地点再次发生的立案数 ÷ 立案数', en: 'Recurrence = filed cases that came back at the same place ÷ filed cases' },
  cohort: { zh: '按首次立案时间；系统认定与已结案件同一地点、同一类别的算重复发生', en: 'By the first filing; linked to a closed case of the same class at the same place' },
  counts: { recurred: (life) => (counts(life) && life.c.recurrenceOf !== null ? whole(filedAt(life), life) : null) },
});
