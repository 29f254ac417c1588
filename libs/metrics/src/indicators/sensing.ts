import { verdictOf, type CaseEvent, type Channel } from '#domain';
import { between, ending, filedAt, type Fact, type Life, type Shared } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

const COMPLAINTS: readonly Channel[] = ['public', 'hotline', 'media'];

/** What people made of the case: true, false, or nothing yet. Voided means that it was not so, so voided cases are in here; a merged one is judged in its master. */
function verdict(life: Life): boolean | null {
  const { c, unfounded } = life, end = ending(life)?.event;
  return verdictOf({ outcome: c.outcome, confirmed: c.confirmed, reason: end?.type === 'CaseClosed' ? end.data.reason : null }, unfounded === null ? [] : [unfounded]);
}

/** The rule whose alarm this is: it opened the case, came into it as a report, or changed while it was there. */
const ruleOf = ({ type, data, why }: CaseEvent): string | null => (type === 'AlarmObserved' ? data.rule.id : (type === 'CaseRegistered' || type === 'ReportAttached') && (why?.code === 'rule-alarm' || why?.code === 'still-breaching') ? why.rule : null);

function shares(life: Life): Shared[] {
  const { c, log } = life;
  if (c.outcome === 'merged') return [];
  const firsts = new Map<string, Fact>();
  for (const fact of log) { const rule = ruleOf(fact.event); if (rule !== null && !firsts.has(rule)) firsts.set(rule, fact); }
  const so = verdict(life), missed = COMPLAINTS.includes(c.source) && c.outcome !== 'voided' && filedAt(life) !== null;
  return [...firsts].flatMap(([whose, seen]): Shared[] => {
    const mark = { whose, at: seen.event.at, department: c.department }, accepted = log.slice(log.indexOf(seen)).find(({ event }) => event.type === 'CaseAccepted');
    return [
      { share: 'alarm-case', ...mark },
      ...(so === null ? [] : [{ share: 'alarm-judged' as const, ...mark }, { share: so ? 'alarm-true' as const : 'alarm-false' as const, ...mark }]),
      ...(accepted === undefined || c.outcome === 'voided' ? [] : [{ share: 'alarm-accepted' as const, whose, at: accepted.event.at, department: accepted.department, length: between(life, seen.event.at, accepted.event.at) }]),
      ...(missed ? [{ share: 'alarm-missed' as const, ...mark }] : []),
    ];
  });
}

const cohort = { zh: '按该规则首次报警进入案件的时间，每条规则每件计一次；并案的在主案计；作废即不属实', en: 'By the rule’s first alarm in the case, once a case and rule; merged cases count in their master; voided means it was not so' };
export const precision = indicator({
  id: 'alarm-precision', group: 'sensing', name: { zh: '报警准确率', en: 'Alarm precision' }, unit: 'share', better: 'more', count: 'alarm-true', of: 'alarm-judged', minimum: FEWEST, cohort,
  formula: { zh: '报警准确率 = 成案后判定属实的数 ÷ 成案后已判定的数', en: 'Alarm precision = cases that proved true ÷ cases with alarms that people have judged' },
  counts: {}, shares,
});
export const falseAlarms = indicator({
  id: 'false-alarms', group: 'sensing', name: { zh: '误报率', en: 'False alarms' }, unit: 'share', better: 'less', count: 'alarm-false', of: 'alarm-judged', minimum: FEWEST, cohort,
  formula: { zh: '误报率 = 核实不属实、作废的数 ÷ 成案后已判定的数', en: 'False alarms = not so on the spot, or voided ÷ cases with alarms that people have judged' },
  counts: {},
});
export const alarmToAcceptance = indicator({
  id: 'alarm-acceptance-time', group: 'sensing', name: { zh: '报警到签收时长', en: 'Alarm to acceptance' }, unit: 'time', better: 'less', count: 'alarm-accepted', of: null, minimum: FEWEST,
  formula: { zh: '报警到签收时长 = 首次报警到首次签收；中位数与九成位，工作时间与自然时间各一', en: 'Alarm to acceptance = from the first alarm in the case to its first acceptance; median and p90, in working time and round the clock' },
  cohort: { zh: '按签收时间，每条规则每件计一次', en: 'By the time of acceptance, once a case and rule' },
  counts: {},
});
export const missed = indicator({
  id: 'alarm-missed', group: 'sensing', name: { zh: '监测漏报率', en: 'Missed by sensors' }, unit: 'share', better: 'less', count: 'alarm-missed', of: 'alarm-case', minimum: FEWEST,
  formula: {
    zh: '监测漏报率 = 群众先反映、报警后到并立案的数 ÷ 报警成案数。漏报指：案件由群众、热线或媒体首先反映，已立案，而同一事件的报警在此之后才出现。没有任何报警的案件不在其中：程序不知道设备本应看到什么，故为下限',
    en: 'Missed by sensors = filed cases that a resident reported before the rule’s alarm came ÷ cases with alarms of the rule. A miss: the public, the hotline or the press was first, the case was filed, and the alarm of the same thing came only afterwards. A case without any alarm is not in it, for the program does not know what a device ought to have seen: a lower bound',
  },
  cohort, counts: {},
});
