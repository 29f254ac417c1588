import { ending } from '../counting/life.js';
import { indicator } from '../counting/indicator.js';

export const closed = indicator({
  id: 'closed', group: 'area', name: { zh: '结案数', en: 'Closed' }, unit: 'cases', better: null, count: 'closed', of: null, minimum: 0,
  formula: { zh: '结案数 = 处置结案 + 自行处置结案 + 强制结案', en: 'Closed = fixed + put right on the spot + forced closings' },
  cohort: { zh: '按结案时间；重启的案件不再计入', en: 'By the time of closing; a case that was reopened counts no longer' },
  counts: {
    closed: (life) => {
      const end = ending(life), { outcome } = life.c;
      return end !== null && (outcome === 'fixed' || outcome === 'self-handled' || outcome === 'forced') ? { at: end.event.at, department: life.c.department } : null;
    },
  },
});
