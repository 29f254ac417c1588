import { counts, type Life, type Mark } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** Four and five of five. */
const SATISFIED = 4;
function rated(life: Life): Mark | null {
  const fact = counts(life) && life.c.rating !== null ? life.turn.find(({ event }) => event.type === 'CaseRated') : undefined;
  return fact === undefined ? null : { at: fact.event.at, department: life.c.department };
}

export const satisfaction = indicator({
  id: 'satisfaction', group: 'department', name: { zh: '满意率', en: 'Satisfaction' }, unit: 'share', better: 'more', count: 'satisfied', of: 'rated', minimum: FEWEST,
  formula: { zh: '满意率 = 评价 4、5 分的案件数 ÷ 群众评价的案件数', en: 'Satisfaction = rated 4 or 5 of 5 ÷ rated by residents' },
  cohort: { zh: '按评价时间，计入结案时的部门；未评价的不计', en: 'By the time of rating, for the department that closed it; what nobody rated is left out' },
  counts: { rated, satisfied: (life) => ((life.c.rating ?? 0) >= SATISFIED ? rated(life) : null) },
});
