import { TARGETED } from '#contract';
import { counts, sentOut } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

export const returned = indicator({
  id: 'returned', group: 'department', name: TARGETED.returned, unit: 'share', better: 'less', count: 'returned', of: 'dispatched', minimum: FEWEST,
  formula: { zh: '退回率 = 派遣后被批准退回的案件数 ÷ 派遣数', en: 'Returned = dispatched cases that came back, the centre agreeing ÷ dispatched cases' },
  cohort: { zh: '按首次派遣时间，计入首次派遣的部门；一件只计一次', en: 'By the first dispatch, for the department it went to first; once a case' },
  counts: {
    dispatched: (life) => { const sent = counts(life) ? sentOut(life) : null; return sent && { at: sent.event.at, department: sent.department }; },
    returned: (life) => {
      const sent = counts(life) ? sentOut(life) : null;
      const back = sent !== null && life.turn.some(({ event: e }) => e.type === 'RequestGranted' && e.data.kind === 'return');
      return back ? { at: sent.event.at, department: sent.department } : null;
    },
  },
});
