import { counts, first, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

const made = (life: Life) => { const fact = counts(life) ? first(life.log, 'AppealMade') : null; return fact && { at: fact.event.at, department: life.c.appeal?.department ?? null }; };

export const appeal = indicator({
  id: 'appeal-granted', group: 'department', name: { zh: '申诉成立率', en: 'Appeals granted' }, unit: 'share', better: null, count: 'appeal-granted', of: 'appealed', minimum: FEWEST,
  formula: { zh: '申诉成立率 = 申诉成立数 ÷ 申诉数', en: 'Appeals granted = granted ÷ made' },
  cohort: { zh: '按申诉时间，计入申诉的部门；每件只可申诉一次', en: 'By the time of the appeal, for the department that made it; a case is appealed once' },
  counts: { appealed: made, 'appeal-granted': (life) => (life.c.appeal?.state === 'granted' ? made(life) : null) },
});
