import { counts, filedAt, whole } from '../counting/life.js';
import { indicator } from '../counting/indicator.js';

export const filed = indicator({
  id: 'filed', group: 'area', name: { zh: '立案数', en: 'Filed' }, unit: 'cases', better: null, count: 'filed', of: null, minimum: 0,
  formula: { zh: '立案数 = 予以立案的案件数', en: 'Filed = cases accepted and filed' },
  cohort: { zh: '按首次立案时间；不予受理、作废、并案的不计', en: 'By the first filing; refused, voided and merged cases are left out' },
  counts: { filed: (life) => (counts(life) ? whole(filedAt(life), life) : null) },
});
