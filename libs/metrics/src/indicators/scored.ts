import { counts, done, excused, filedAt, promise, type Life, type Mark } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';
import { rework } from './rework.js';

function due(life: Life): (Mark & { readonly late: boolean }) | null {
  const d = counts(life) && filedAt(life) !== null ? promise(life, 'handling', done(life)) : null;
  return d && { at: d.at, department: d.fact?.department ?? life.c.department, late: !d.kept };
}
const mark = ({ at, department }: Mark): Mark => ({ at, department });

/** What the score looks at (DOMAIN 4.6, 5): the late case of a granted appeal is out of it, above and below the line. The raw rate stays as it is. */
export const scoredOnTime = indicator({
  id: 'handling-on-time-scored', group: 'department', name: { zh: '按期处置率（考核）', en: 'Handled on time, as scored' }, unit: 'share', better: 'more', count: 'handled-on-time', of: 'handle-due-scored', minimum: FEWEST,
  formula: { zh: '按期处置率（考核） = 按期处置数 ÷ (应处置数 − 申诉成立的超期数)', en: 'Handled on time, as scored = handled on time ÷ (due for handling − late ones exempted on appeal)' },
  cohort: { zh: '口径与按期处置率相同；申诉成立只影响得分，原始超期照常显示', en: 'Due as for “handled on time”; a granted appeal changes the score, the lateness stays visible' },
  counts: {
    'handle-due-scored': (life) => { const d = due(life); return d && !(d.late && excused(life, d.department)) ? mark(d) : null; },
    'handled-late-exempt': (life) => { const d = due(life); return d?.late && excused(life, d.department) ? mark(d) : null; },
  },
});

export const scoredRework = indicator({
  id: 'rework-scored', group: 'department', name: { zh: '返工率（考核）', en: 'Rework, as scored' }, unit: 'share', better: 'less', count: 'reworked-scored', of: 'resolved', minimum: FEWEST,
  formula: { zh: '返工率（考核） = (返工数 − 申诉成立数) ÷ 处置数', en: 'Rework, as scored = (reworked − exempted on appeal) ÷ handled cases' },
  cohort: rework.cohort,
  counts: { 'reworked-scored': (life) => { const again = rework.counts.reworked(life); return again !== null && !excused(life, again.department) ? again : null; } },
});
