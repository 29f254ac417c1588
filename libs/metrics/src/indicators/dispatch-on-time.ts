import { TARGETED } from '#contract';
import { counts, filedAt, promise, sentOut, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

const due = (life: Life) => (counts(life) && filedAt(life) !== null ? promise(life, 'dispatch', sentOut(life)) : null);

export const dispatchOnTime = indicator({
  id: 'dispatch-on-time', group: 'area', name: TARGETED['dispatch-on-time'], unit: 'share', better: 'more', count: 'dispatched-on-time', of: 'dispatch-due', minimum: FEWEST,
  formula: { zh: '按时派遣率 = 按时派遣数 ÷ 应派遣数', en: 'Dispatched on time = dispatched within the limit ÷ due for dispatch' },
  cohort: { zh: '应派遣：已立案，且派遣时限在本期届满或本期内已派遣；以首次派遣计', en: 'Due: filed, and dispatched in the period or the limit for it ended; the first dispatch counts' },
  counts: {
    'dispatch-due': (life) => { const d = due(life); return d && { at: d.at, department: life.c.department }; },
    'dispatched-on-time': (life) => { const d = due(life); return d?.kept ? { at: d.at, department: life.c.department } : null; },
  },
});
