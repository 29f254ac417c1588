import { TARGETED } from '#contract';
import { counts, done } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

export const rework = indicator({
  id: 'rework', group: 'department', name: TARGETED.rework, unit: 'share', better: 'less', count: 'reworked', of: 'resolved', minimum: FEWEST,
  formula: { zh: '返工率 = 处置后返工的案件数 ÷ 处置数', en: 'Rework = handled cases that had to be done again ÷ handled cases' },
  cohort: { zh: '按首次处置反馈时间；核查未通过或退回重办的算返工，一件只计一次', en: 'By the first report of completion; failed its check or was sent back to be done again, once a case' },
  counts: {
    reworked: (life) => {
      const end = counts(life) ? done(life) : null;
      const again = end !== null && life.turn.slice(life.turn.indexOf(end)).some(({ event: e }) => (e.type === 'CaseVerified' && e.data.passed === false) || (e.type === 'CaseSentBack' && e.stage === 'handling'));
      return again ? { at: end.event.at, department: end.department } : null;
    },
  },
});
