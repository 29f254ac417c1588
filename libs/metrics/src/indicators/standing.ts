import { counts, ending } from '../counting/life.js';
import { indicator } from '../counting/indicator.js';

export const standing = indicator({
  id: 'backlog', group: 'area', name: { zh: '期末在办', en: 'Backlog' }, unit: 'stock', better: 'less', count: 'standing', of: null, minimum: 0,
  formula: { zh: '期末在办 = 已登记而在期末未结束的案件数；并给出其时长的中位数与九成位', en: 'Backlog = cases registered and not ended by the end of the period; with median and p90 of how old they were' },
  cohort: { zh: '存量，只看期末；本期未完的以现在为期末；重启的案件视为一直在办；作废、并案的不计', en: 'A stock: the end of the period alone, or now while it lasts; a case that was reopened counts as open all along; voided and merged cases are left out' },
  counts: { standing: (life) => { const begun = life.log[0]; return counts(life) && begun ? { at: begun.event.at, department: life.c.department, until: ending(life)?.event.at ?? null } : null; } },
});
