import { counts, finished, givenOut, sentOut, type Life, type Mark } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** Whether a finished case went to one department only. Null while it is not finished, or was never given out: an open case may still go elsewhere. */
export function dispatchedRight(life: Life): boolean | null {
  if (!counts(life) || finished(life) === null || sentOut(life) === null) return null;
  const departments = givenOut(life).flatMap(({ event: e }) => (e.type === 'CaseDispatched' || e.type === 'OwnershipRuled' ? [e.data.department] : []));
  return new Set(departments).size === 1;
}
function mark(life: Life, right: boolean | null): Mark | null {
  const so = dispatchedRight(life), end = finished(life), sent = sentOut(life);
  return so !== null && end && sent && (right === null || so === right) ? { at: end.event.at, department: sent.department } : null;
}

export const dispatchAccuracy = indicator({
  id: 'first-dispatch', group: 'area', name: { zh: '准确派遣率', en: 'Dispatched right first' }, unit: 'share', better: 'more', count: 'dispatched-right', of: 'dispatched-judged', minimum: FEWEST,
  formula: { zh: '准确派遣率 = 从未派给第二个部门即结案的数 ÷ 派遣后结案数', en: 'Dispatched right first = closed without ever going to a second department ÷ dispatched cases that were closed' },
  cohort: { zh: '按结案时间，计入首次派遣的部门；未结案的尚不能判定；即时撤回的派遣、上下级转办不算第二个部门；返工另计', en: 'By the closing, for the department it went to first; open cases cannot be judged yet; a dispatch taken back at once and handing on within a line of departments are no second department; rework is another matter' },
  counts: { 'dispatched-judged': (life) => mark(life, null), 'dispatched-right': (life) => mark(life, true), 'dispatched-wrong': (life) => mark(life, false) },
});
