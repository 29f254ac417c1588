import { FEWEST, indicator } from '../counting/indicator.js';
import { byPerson, counts, filedAt, finished, first, lateBy, type Life, type Shared } from '../counting/life.js';

/** Who filed and who closed (DOMAIN 4.3, 值班长). Voided cases are in the filing: that they were filed is what is judged. */
function shares(life: Life): Shared[] {
  const { c, log } = life, found: Shared[] = [];
  if (c.outcome === 'merged') return [];
  const filing = filedAt(life) === null ? null : first(log, 'CaseTriaged'), end = counts(life) && c.outcome !== 'forced' ? finished(life) : null;
  if (filing !== null && byPerson(filing)) {
    const mark = { whose: filing.event.by, at: filing.event.at, department: c.department };
    found.push({ share: 'lead-filed', ...mark }, ...(c.outcome === 'voided' ? [] : [{ share: 'lead-filed-kept' as const, ...mark }]), ...(lateBy(life, 'triage', filing) === null ? [{ share: 'lead-filed-on-time' as const, ...mark }] : []));
  }
  if (end !== null && byPerson(end)) {
    const mark = { whose: end.event.by, at: end.event.at, department: c.department };
    found.push({ share: 'lead-closed', ...mark }, ...(lateBy(life, 'closure', end) === null ? [{ share: 'lead-closed-on-time' as const, ...mark }] : []));
  }
  return found;
}

export const leadOnTime = indicator({
  id: 'lead-filed-on-time', group: 'lead', name: { zh: '按时立案率', en: 'Filed on time' }, unit: 'share', better: 'more', count: 'lead-filed-on-time', of: 'lead-filed', minimum: FEWEST,
  formula: { zh: '按时立案率 = 按时立案数 ÷ 立案数', en: 'Filed on time = within the triage limit ÷ filed' },
  cohort: { zh: '按首次立案时间，计入立案人；系统自动立案的不计；含后来作废的', en: 'By the first filing, for whoever filed; not what the automation filed; voided cases are in it' },
  counts: {}, shares,
});
export const leadAccuracy = indicator({
  id: 'lead-filed-rightly', group: 'lead', name: { zh: '准确立案率', en: 'Filed rightly' }, unit: 'share', better: 'more', count: 'lead-filed-kept', of: 'lead-filed', minimum: FEWEST,
  formula: { zh: '准确立案率 = (立案数 − 作废数) ÷ 立案数', en: 'Filed rightly = (filed − voided) ÷ filed' }, cohort: leadOnTime.cohort, counts: {},
});
export const leadClosing = indicator({
  id: 'lead-closed-on-time', group: 'lead', name: { zh: '按时结案率', en: 'Closed on time' }, unit: 'share', better: 'more', count: 'lead-closed-on-time', of: 'lead-closed', minimum: FEWEST,
  formula: { zh: '按时结案率 = 结案环节时限内结案数 ÷ 结案数', en: 'Closed on time = within the limit of the closing step ÷ closed' },
  cohort: { zh: '按结案时间，计入结案人；只看结案环节自身的时限，不受处置、核查拖延影响；强制结案和系统自动结案的不计', en: 'By the closing, for whoever closed; the limit of that step alone, whatever handling and checking took; not forced closings, nor those of the automation' },
  counts: {},
});
