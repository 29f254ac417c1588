import { FEWEST, indicator } from '../counting/indicator.js';
import { byPerson, counts, lateBy, type Fact, type Life, type Shared } from '../counting/life.js';

const decides = ({ event: e }: Fact): boolean => e.type === 'CaseTriaged' || e.type === 'ConfirmationAsked' || (e.type === 'CaseClosed' && e.data.outcome === 'refused');

/** Who took a report in: filed, refused or sent somebody to look (DOMAIN 4.3, 受理员). What the automation does is nobody's. */
function shares(life: Life): Shared[] {
  const { c, log } = life, found: Shared[] = [];
  if (!counts(life)) return [];
  const say = (fact: Fact | undefined, share: 'acceptor-taken' | 'acceptor-asked'): void => {
    if (fact === undefined || !byPerson(fact)) return;
    const mark = { whose: fact.event.by, at: fact.event.at, department: c.department };
    found.push({ share, ...mark }, ...(lateBy(life, 'triage', fact) === null ? [{ share: `${share}-on-time` as const, ...mark }] : []));
  };
  say(log.find(decides), 'acceptor-taken');
  say(log.find(({ event }) => event.type === 'ConfirmationAsked'), 'acceptor-asked');
  return found;
}

const cohort = { zh: '按操作时间，计入操作人；系统自动受理的不计；作废、并案的不计', en: 'By the time it was done, for whoever did it; what the automation did is left out, and so are voided and merged cases' };
export const acceptorTaken = indicator({
  id: 'acceptor-taken', group: 'acceptor', name: { zh: '受理数', en: 'Taken in' }, unit: 'cases', better: null, count: 'acceptor-taken', of: null, minimum: 0, cohort,
  formula: { zh: '受理数 = 本人首先作出受理决定的案件数（立案、不予受理或发核实）', en: 'Taken in = cases whose first decision was this person’s: filed, refused, or sent to be confirmed' },
  counts: {}, shares,
});
export const acceptorOnTime = indicator({
  id: 'acceptor-on-time', group: 'acceptor', name: { zh: '按时受理率', en: 'Taken in on time' }, unit: 'share', better: 'more', count: 'acceptor-taken-on-time', of: 'acceptor-taken', minimum: FEWEST, cohort,
  formula: { zh: '按时受理率 = 受理时限内受理数 ÷ 受理数。本系统在处置反馈时即时派发核查，“核查按时派发率”恒为 100 %，以此项代之', en: 'Taken in on time = within the triage limit ÷ taken in. The system sends a check out at the moment of feedback, so that the standard’s “checks sent out on time” would always be 100 %; this stands in its place' },
  counts: {},
});
export const acceptorAsked = indicator({
  id: 'acceptor-asked-on-time', group: 'acceptor', name: { zh: '核实按时派发率', en: 'Confirmations sent out on time' }, unit: 'share', better: 'more', count: 'acceptor-asked-on-time', of: 'acceptor-asked', minimum: FEWEST, cohort,
  formula: { zh: '核实按时派发率 = 受理时限内发核实数 ÷ 发核实数', en: 'Confirmations sent out on time = within the triage limit ÷ sent out' },
  counts: {},
});
