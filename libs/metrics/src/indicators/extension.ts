import { counts, sentOut, type Life, type Mark } from '../counting/life.js';
import type { RequestKind } from '#domain';
import { FEWEST, indicator } from '../counting/indicator.js';

/** Counted where it was sent first, like what came back: all that was asked for over what was given out. */
function granted(life: Life, kind: RequestKind): Mark | null {
  const sent = counts(life) ? sentOut(life) : null;
  return sent !== null && life.turn.some(({ event: e }) => e.type === 'RequestGranted' && e.data.kind === kind) ? { at: sent.event.at, department: sent.department } : null;
}
const cohort = { zh: '按首次派遣时间，计入首次派遣的部门；一件只计一次', en: 'By the first dispatch, for the department it went to first; once a case' };

export const extension = indicator({
  id: 'extension', group: 'department', name: { zh: '延期率', en: 'Extended' }, unit: 'share', better: 'less', count: 'extended', of: 'dispatched', minimum: FEWEST, cohort,
  formula: { zh: '延期率 = 派遣后被批准延期的案件数 ÷ 派遣数', en: 'Extended = dispatched cases with an extension granted ÷ dispatched cases' },
  counts: { extended: (life) => granted(life, 'extension') },
});
export const suspension = indicator({
  id: 'suspension', group: 'department', name: { zh: '挂账率', en: 'Suspended' }, unit: 'share', better: 'less', count: 'suspended', of: 'dispatched', minimum: FEWEST, cohort,
  formula: { zh: '挂账率 = 派遣后被批准挂账的案件数 ÷ 派遣数', en: 'Suspended = dispatched cases with a suspension granted ÷ dispatched cases' },
  counts: { suspended: (life) => granted(life, 'suspension') },
});
