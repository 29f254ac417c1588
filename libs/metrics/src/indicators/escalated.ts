import { counts, first } from '../counting/life.js';
import { indicator } from '../counting/indicator.js';

export const escalated = indicator({
  id: 'escalated', group: 'area', name: { zh: '超期升级数', en: 'Escalated' }, unit: 'cases', better: 'less', count: 'escalated', of: null, minimum: 0,
  formula: { zh: '超期升级数 = 时限提醒已逐级上报的案件数', en: 'Escalated = cases that went up the escalation ladder' },
  cohort: { zh: '按首次升级时间，计入当时的部门；一件只计一次', en: 'By the first escalation, for the department that had it then; once a case' },
  counts: { escalated: (life) => { const up = counts(life) ? first(life.log, 'CaseEscalated') : null; return up && { at: up.event.at, department: up.department }; } },
});
