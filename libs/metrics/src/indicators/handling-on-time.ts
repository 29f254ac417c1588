import { TARGETED } from '#contract';
import { counts, done, filedAt, promise, spent, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

const due = (life: Life) => (counts(life) && filedAt(life) !== null ? promise(life, 'handling', done(life)) : null);
/** It counts for whoever reported it done, or has it while it is late. */
const mark = (life: Life, d: ReturnType<typeof due>) => d && { at: d.at, department: d.fact?.department ?? life.c.department };

export const handlingOnTime = indicator({
  id: 'handling-on-time', group: 'department', name: TARGETED['handling-on-time'], unit: 'share', better: 'more', count: 'handled-on-time', of: 'handle-due', minimum: FEWEST,
  formula: { zh: '按期处置率 = 按期处置数 ÷ 应处置数', en: 'Handled on time = reported done within the handling limit ÷ due for handling' },
  cohort: { zh: '应处置：已立案，且处置时限在本期届满或本期内提前处置；以首次反馈与处置时限（含已批准的延期）比较，不等核查结案；挂账、争议期间不计', en: 'Due: filed, and the handling limit ended in the period or it was reported done before; the first report of completion is compared with the limit, granted extensions included, not the closing; not while suspended or disputed' },
  counts: {
    'handle-due': (life) => mark(life, due(life)),
    'handled-on-time': (life) => { const d = due(life); return d?.kept ? mark(life, d) : null; },
    'handled-late': (life) => { const d = due(life); return d?.kept === false ? mark(life, d) : null; },
    resolved: (life) => { const end = counts(life) ? done(life) : null; return end && { at: end.event.at, department: end.department, length: spent(life, 'handling', end) }; },
  },
});
