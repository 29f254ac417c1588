import { counts, filedAt, whole, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

const voided = ({ c }: Life): boolean => c.outcome === 'voided';

/** The one place, beside the shift lead's own, where voided cases are in: DOMAIN 4.3, 准确立案率. */
export const filingAccuracy = indicator({
  id: 'filing-accuracy', group: 'area', name: { zh: '准确立案率', en: 'Filed rightly' }, unit: 'share', better: 'more', count: 'filed', of: 'filed-ever', minimum: FEWEST,
  formula: { zh: '准确立案率 = (立案数 − 作废数) ÷ 立案数', en: 'Filed rightly = (filed − voided) ÷ filed' },
  cohort: { zh: '按首次立案时间；此处分母含后来作废的案件', en: 'By the first filing; here the denominator holds the cases that were voided later' },
  counts: {
    'filed-ever': (life) => (counts(life) || voided(life) ? whole(filedAt(life), life) : null),
    'filed-voided': (life) => (voided(life) ? whole(filedAt(life), life) : null),
  },
});
