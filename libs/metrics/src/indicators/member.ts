import type { Channel } from '#domain';
import { FEWEST, indicator } from '../counting/indicator.js';
import { filedAt, lateBy, type Fact, type Life, type Shared } from '../counting/life.js';

const OWN: readonly Channel[] = ['grid-member', 'patrol'];
const at = (fact: Fact, late: number | null): number => (late === null ? fact.event.at : Math.min(late, fact.event.at));

/** Who of the grid members did what in a case (DOMAIN 4.3, 监督员). */
function shares(life: Life): Shared[] {
  const { c, log, turn } = life, found: Shared[] = [], begun = log[0]?.event;
  if (c.outcome === 'merged') return [];
  // What is still being looked at is neither valid nor not.
  if (begun?.type === 'CaseRegistered' && begun.role === 'grid-member' && OWN.includes(c.source) && (c.outcome !== null || filedAt(life) !== null)) {
    const mark = { whose: begun.by, at: begun.at, department: c.department };
    found.push({ share: 'member-reported', ...mark });
    if (c.outcome !== 'voided' && c.outcome !== 'refused' && c.outcome !== 'recovered') found.push({ share: 'member-valid', ...mark });
  }
  if (c.outcome === 'voided') return found;
  const asked = log.find(({ event }) => event.type === 'ConfirmationAsked'), answer = log.find(({ event }) => event.type === 'ReportConfirmed');
  if (answer !== undefined) {
    if (answer.event.role === 'grid-member') {
      const late = lateBy(life, 'confirmation', answer), mark = { whose: answer.event.by, at: at(answer, late), department: c.department };
      found.push({ share: 'member-confirm-due', ...mark }, ...(late === null ? [{ share: 'member-confirm-on-time' as const, ...mark }] : []));
    }
  } else if (asked !== undefined && c.asked !== null && c.stage === 'confirmation' && c.clocks.confirmation?.dueAt != null) found.push({ share: 'member-confirm-due', whose: c.asked, at: c.clocks.confirmation.dueAt, department: c.department });
  const check = turn.find(({ event }) => event.type === 'CaseVerified' && event.role === 'grid-member');
  if (check !== undefined) {
    const late = lateBy(life, 'verification', check), mark = { whose: check.event.by, at: at(check, late), department: c.department };
    found.push({ share: 'member-verify-due', ...mark }, ...(late === null ? [{ share: 'member-verify-on-time' as const, ...mark }] : []));
  }
  return found;
}

export const memberValid = indicator({
  id: 'member-valid', group: 'member', name: { zh: '有效上报率', en: 'Valid reports' }, unit: 'share', better: 'more', count: 'member-valid', of: 'member-reported', minimum: FEWEST,
  formula: { zh: '有效上报率 = 监督员有效上报数 ÷ 监督员上报数', en: 'Valid reports = reports that were filed ÷ reports that were decided on' },
  cohort: { zh: '按登记时间，计入上报人；未决定的不计；不予受理、作废的为无效；并入他案的不计', en: 'By registration, for the reporter; undecided ones are left out, refused and voided ones are not valid, merged ones are left out' },
  counts: {}, shares,
});
export const memberConfirm = indicator({
  id: 'member-confirm-on-time', group: 'member', name: { zh: '按时核实率', en: 'Confirmed on time' }, unit: 'share', better: 'more', count: 'member-confirm-on-time', of: 'member-confirm-due', minimum: FEWEST,
  formula: { zh: '按时核实率 = 按时核实数 ÷ 应核实数', en: 'Confirmed on time = answered within the limit ÷ due for confirmation' },
  cohort: { zh: '核实时限届满或提前核实；计入核实人，逾期未核实的计入被指派人；以首次核实计', en: 'The limit ended or it was answered before; for whoever answered, or was asked by name and did not; the first confirmation counts' },
  counts: {},
});
export const memberVerify = indicator({
  id: 'member-verify-on-time', group: 'member', name: { zh: '按时核查率', en: 'Verified on time' }, unit: 'share', better: 'more', count: 'member-verify-on-time', of: 'member-verify-due', minimum: FEWEST,
  formula: { zh: '按时核查率 = 按时核查数 ÷ 应核查数', en: 'Verified on time = checked within the limit ÷ checked by the member' },
  cohort: { zh: '以首次核查计，计入核查人；无人核查的逾期不归任何人，见核查时长与在办', en: 'The first check counts, for whoever made it; a late check that nobody has made is nobody’s, see the time to verify and the backlog' },
  counts: {},
});
/** Not stored for a person: the cells a member answers for are known, and the cases in them are counted. */
export const memberMissed = indicator({
  id: 'member-missed', group: 'member', name: { zh: '漏报率', en: 'Missed by patrol' }, unit: 'share', better: 'less', count: 'complaint', of: 'filed', minimum: FEWEST,
  formula: { zh: '漏报率 = 本人主责网格内由群众、热线、媒体先反映并立案的数 ÷ 该网格立案数', en: 'Missed by patrol = filed after a complaint in the cells the member answers for ÷ filed in those cells' },
  cohort: { zh: '按首次立案时间，以现在的主责网格划分', en: 'By the first filing, in the cells as they are assigned now' },
  counts: {},
});
