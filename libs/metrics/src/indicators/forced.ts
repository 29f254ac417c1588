import { ending } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

export const forced = indicator({
  id: 'forced', group: 'area', name: { zh: '强制结案率', en: 'Closed by force' }, unit: 'share', better: 'less', count: 'forced', of: 'closed', minimum: FEWEST,
  formula: { zh: '强制结案率 = 强制结案数 ÷ 结案数', en: 'Closed by force = forced closings ÷ closed cases' },
  cohort: { zh: '按结案时间；强制结案计入结案数，单独列出', en: 'By the time of closing; forced closings count as closed and are shown apart' },
  counts: { forced: (life) => { const end = life.c.outcome === 'forced' ? ending(life) : null; return end && { at: end.event.at, department: life.c.department }; } },
});
