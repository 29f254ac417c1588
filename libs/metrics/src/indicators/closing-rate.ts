import { TARGETED } from '#contract';
import { counts, ending, filedAt, promise, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** What had to be closed: filed cases, by the total clock. */
const due = (life: Life) => (counts(life) && filedAt(life) !== null ? promise(life, 'total', ending(life)) : null);
const mark = (life: Life, at: number | undefined) => (at === undefined ? null : { at, department: life.c.department });

export const closingRate = indicator({
  id: 'closing-rate', group: 'area', name: TARGETED['closing-rate'], unit: 'share', better: 'more', count: 'closed-of-due', of: 'close-due', minimum: FEWEST,
  formula: { zh: '结案率 = 应结案中已结案数 ÷ 应结案数', en: 'Closing rate = closed of those due ÷ due for closing' },
  cohort: { zh: '应结案：已立案，且结案总时限在本期届满或本期内提前结案；挂账期间不计', en: 'Due: filed, and the total limit ended in the period or it was closed before that; not while suspended' },
  counts: {
    'close-due': (life) => mark(life, due(life)?.at),
    'closed-of-due': (life) => { const d = due(life); return d?.fact ? mark(life, d.at) : null; },
  },
});

export const closingOnTime = indicator({
  id: 'closing-on-time', group: 'area', name: TARGETED['closing-on-time'], unit: 'share', better: 'more', count: 'closed-on-time', of: 'close-due', minimum: FEWEST,
  formula: { zh: '按期结案率 = 按期结案数 ÷ 应结案数', en: 'Closed on time = closed within the total limit ÷ due for closing' },
  cohort: closingRate.cohort,
  counts: { 'closed-on-time': (life) => { const d = due(life); return d?.kept ? mark(life, d.at) : null; } },
});
