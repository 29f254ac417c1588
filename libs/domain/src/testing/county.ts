import { DAY, HOUR, calendarOf, dayOf, limitOf, type CalendarData, type Limit } from '../calendar.js';
import type { Case } from '../case.js';
import type { ClockName } from '../clock.js';
import type { Command, CommandOf, CommandType } from '../command.js';
import type { Context, Rules, Shot } from '../context.js';
import { decide, type Decision } from '../decide.js';
import type { CaseEvent } from '../event.js';
import { replay } from '../evolve.js';
import type { EscalationRule, Playbook } from '../policy.js';
import type { Reason } from '../reason.js';
import type { StageTerm, Terms } from '../terms.js';
import { SYSTEM, type Actor, type CaseId, type CellId, type ClassId, type ConditionId, type DepartmentId, type Instant, type ReportId, type Role, type Severity, type UserId } from '../vocabulary.js';

/** A small county for proofs: the calendar of 2026, a few people, limits and a ladder. Nothing here is used by the program. */

const range = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day++) days.push(new Date(day * DAY).toISOString().slice(0, 10));
  return days;
};
const off = (from: string, to = from) => range(from, to).map((date) => ({ date, kind: 'off' as const }));
const work = (date: string) => ({ date, kind: 'work' as const });

/** The State Council's notice for 2026 (DOMAIN 8.2), windows 08:00–12:00 and 14:00–18:00. */
export const CALENDAR_2026: CalendarData = {
  utcOffsetMinutes: 480,
  publishedYears: [2026],
  seasons: [{ from: '2000-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }],
  days: [
    ...off('2026-01-01', '2026-01-03'), ...off('2026-02-15', '2026-02-23'), ...off('2026-04-04', '2026-04-06'), ...off('2026-05-01', '2026-05-05'), ...off('2026-06-19', '2026-06-21'),
    ...off('2026-09-25', '2026-09-27'), ...off('2026-10-01', '2026-10-07'),
    work('2026-01-04'), work('2026-02-14'), work('2026-02-28'), work('2026-05-09'), work('2026-09-20'), work('2026-10-10'),
  ],
};
export const CALENDAR = calendarOf(CALENDAR_2026);
/** The same once the notice for 2027 has come (New Year's days off alone, which is all that the proofs need of it). */
export const CALENDAR_2027 = calendarOf({ ...CALENDAR_2026, publishedYears: [2026, 2027], days: [...CALENDAR_2026.days, ...off('2027-01-01', '2027-01-03')] });

/** A moment as the county's clocks show it: `at('2026-11-23 10:00')`. */
export const at = (local: string): Instant => Date.parse(`${local.replace(' ', 'T')}+08:00`);
export const local = (t: Instant | null): string => (t === null ? '—' : new Date(t + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' '));

const department = (id: string): DepartmentId => id as DepartmentId;
export const SAN = department('SAN');
export const UM = department('UM');
export const WTR = department('WTR');
/** A township, and one of its communities. */
export const TWN = department('TWN-101');
export const COM = department('COM-001');
export const CELL = '532323100001001' as CellId;
export const NEXT_CELL = '532323100001002' as CellId;
export const GARBAGE = 'E0110' as ClassId;
/** 4 工作时. */
export const HEAP = 'E0110-1' as ConditionId;
/** 1 工作日. */
export const LITTER = 'E0110-2' as ConditionId;
/** A burst pipe: fence, repair, make good (DOMAIN 2.4, Daying county). */
export const PIPE = 'E0501' as ClassId;
export const BURST = 'E0501-1' as ConditionId;
/** A polluted river: looked at again after 7, 30 and 90 days. */
export const RIVER = 'E0126' as ClassId;
export const FOUL = 'E0126-1' as ConditionId;

const person = (id: string, role: Role, more: Partial<Pick<Actor, 'department' | 'cells' | 'level'>> = {}): Actor => ({ id: id as UserId, role, ...more });
export const PEOPLE = {
  member: person('gm-101', 'grid-member', { cells: [CELL] }),
  neighbour: person('gm-102', 'grid-member', { cells: [NEXT_CELL] }),
  dispatcher: person('disp-1', 'dispatcher'),
  otherDispatcher: person('disp-2', 'dispatcher'),
  handler: person('h-san-1', 'handler', { department: SAN }),
  colleague: person('h-san-2', 'handler', { department: SAN }),
  lead: person('lead-san', 'department-lead', { department: SAN, level: 'county' }),
  stranger: person('h-wtr-1', 'handler', { department: WTR }),
  strangerLead: person('lead-wtr', 'department-lead', { department: WTR, level: 'county' }),
  townLead: person('lead-twn', 'department-lead', { department: TWN, level: 'township' }),
  communityLead: person('lead-com', 'department-lead', { department: COM, level: 'community' }),
  supervisor: person('sup-1', 'supervisor'),
  leader: person('leader-1', 'leader'),
  operator: person('op-1', 'operator'),
  device: person('dev-1', 'device'),
  citizen: person('follow-1', 'citizen'),
  system: SYSTEM,
} as const satisfies Record<string, Actor>;
export const EVERYONE: readonly Actor[] = Object.values(PEOPLE);

const STAGE_LIMITS: Readonly<Record<Exclude<ClockName, 'handling'>, Limit>> = {
  triage: limitOf(15, 'urgent_minute'), confirmation: limitOf(30, 'urgent_minute'), dispatch: limitOf(15, 'urgent_minute'), acceptance: limitOf(2, 'urgent_hour'),
  verification: limitOf(4, 'work_hour'), closure: limitOf(1, 'work_day'), disputed: limitOf(1, 'work_day'), total: limitOf(10, 'work_day'),
};
const said = (zh: string, en: string) => ({ zh, en });
const HANDLING: Readonly<Record<string, Limit>> = { [HEAP]: limitOf(4, 'work_hour'), [LITTER]: limitOf(1, 'work_day'), [BURST]: limitOf(7, 'work_day'), [FOUL]: limitOf(2, 'urgent_day') };
export const STEPS: readonly StageTerm[] = [
  { ...said('围挡', 'Fence'), limit: limitOf(3, 'urgent_hour'), closing: said('已围挡', 'Fenced') },
  { ...said('抢修', 'Repair'), limit: limitOf(8, 'urgent_hour'), closing: said('已修复', 'Repaired') },
  { ...said('恢复路面', 'Make good'), limit: limitOf(5, 'work_day'), closing: said('路面平整', 'Even') },
];
const handling = (condition: ConditionId, severity: Severity): Limit => (severity === 1 && condition !== BURST ? limitOf(2, 'urgent_hour') : (HANDLING[condition] ?? limitOf(1, 'work_day')));
/** What the county's catalogue promises: danger to life is handled within two hours, whatever it is. */
export const promised = (condition: ConditionId, severity: Severity, edition = 7): Terms | null => (condition in HANDLING ? {
  edition, limit: handling(condition, severity), total: limitOf(condition === FOUL ? 20 : 10, 'work_day'), closing: said('已恢复', 'Restored'),
  stages: condition === BURST ? STEPS : [], recheckAfter: condition === FOUL ? [7 * DAY, 30 * DAY, 90 * DAY] : [],
} : null);

export const RULES: Rules = {
  edition: 7,
  calendar: () => CALENDAR,
  limit: (clock, condition, severity) => (clock === 'dispatch' && severity === 1 ? limitOf(5, 'urgent_minute') : clock === 'handling' ? (condition && handling(condition, severity)) : STAGE_LIMITS[clock]),
  terms: promised,
  rework: ({ amount, unit }) => ({ amount: amount / 2, unit }),
  arrival: limitOf(30, 'urgent_minute'),
  task: (kind) => (kind === 'joint' ? limitOf(1, 'work_day') : limitOf(2, 'urgent_hour')),
  superior: (d) => (d === COM ? TWN : null),
  refusals: new Set(['not-true', 'not-ours']),
  small: (severity) => severity >= 3, papers: (ground) => ground === 'engineering' || ground === 'funds',
  reopenWindow: 7 * DAY, appealWindow: 10 * DAY, reach: 200,
};
export const RULES_2027: Rules = { ...RULES, edition: 8, calendar: () => CALENDAR_2027 };

/** The ladder of DOMAIN 3.6. */
export const LADDER: readonly EscalationRule[] = [
  { id: 'warn', clock: 'handling', at: { share: 0.8 }, level: 1, tell: ['handler', 'department-lead'] },
  { id: 'overdue', clock: 'handling', at: { share: 1 }, level: 2, tell: ['department-lead', 'supervisor'] },
  { id: 'half-over', clock: 'handling', at: { share: 1.5 }, level: 3, tell: ['supervisor'] },
  { id: 'twice-over', clock: 'handling', at: { share: 2 }, level: 4, tell: ['leader'] },
  { id: 'unsigned-5', clock: 'acceptance', at: { after: 5 * 60_000 }, level: 1, severities: [1], tell: ['dispatcher'] },
  { id: 'unsigned-15', clock: 'acceptance', at: { after: 15 * 60_000 }, level: 2, severities: [1], tell: ['department-lead'] },
  { id: 'unsigned', clock: 'acceptance', at: { share: 1 }, level: 1, tell: ['department-lead'] },
  { id: 'total-over', clock: 'total', at: { share: 1 }, level: 3, tell: ['supervisor'] },
];
/** Calls that somebody answers or that climb, supervision orders, the clocks of tasks and orders, one rule for one kind of class in one place. */
export const CALLS: readonly EscalationRule[] = [
  { id: 'called', clock: 'acceptance', at: { after: 5 * 60_000 }, level: 1, severities: [1], tell: ['on-call'], urgency: 'call', acknowledge: ['handler', 'department-lead'] },
  { id: 'unanswered', clock: 'acceptance', at: { unacknowledged: 'called', within: 5 * 60_000 }, level: 2, tell: ['department-lead', 'supervisor'], urgency: 'call', acknowledge: ['department-lead', 'supervisor'] },
  { id: 'still-unanswered', clock: 'acceptance', at: { unacknowledged: 'unanswered', within: 10 * 60_000 }, level: 3, tell: ['leader'], urgency: 'call' },
  { id: 'supervised', clock: 'handling', at: { share: 1.2 }, level: 2, tell: ['department-lead'], acknowledge: ['handler', 'department-lead'], order: { reply: limitOf(4, 'work_hour'), demand: '请说明原因和完成时间' } },
  { id: 'task-late', clock: 'task', at: { share: 1 }, level: 2, tell: ['department-lead'], acknowledge: ['handler', 'department-lead', 'grid-member'] },
  { id: 'task-unanswered', clock: 'task', at: { unacknowledged: 'task-late', within: DAY }, level: 3, tell: ['supervisor'] },
  { id: 'unreplied', clock: 'order', at: { share: 1 }, level: 3, tell: ['supervisor'] },
  { id: 'burst', clock: 'handling', at: { after: HOUR }, level: 1, classes: ['E05'], areas: ['532323100'], tell: ['supervisor'] },
];

export const BY_HAND: Playbook = {
  edition: 7, calendar: () => CALENDAR, ladder: LADDER, returnsToDispute: 2, makeSafe: { severities: [1, 2], limit: limitOf(2, 'urgent_hour') }, recheck: limitOf(2, 'work_day'),
  triages: () => false, confirms: () => null, unfounded: () => null, recurs: () => null, routes: () => null, fallback: () => null, assigns: () => null, closes: () => false,
};
/** What the register says lay there before. */
export const WORN = 'P-77';
export const BY_ITSELF: Playbook = {
  ...BY_HAND, ladder: [...LADDER, ...CALLS],
  triages: (c) => c.source === 'grid-member' || c.confirmed === 'true',
  confirms: (c) => (c.source === 'public' ? { member: PEOPLE.member.id } : null),
  unfounded: () => 'not-true',
  recurs: (c) => (c.asset === WORN ? { of: OTHER_ID, metres: 4, days: 3 } : null),
  routes: (c) => ({ department: SAN, coDepartments: [UM, WTR], joint: c.conditionId === BURST ? [WTR] : [], fallback: TWN, line: 'D1', confidence: 1 }),
  fallback: () => TWN,
  assigns: (c) => (c.department === SAN ? { person: PEOPLE.handler.id, score: 1, merits: [{ code: 'on-duty' }] } : null),
  closes: () => true,
};
/** The rules and the playbook of a day: the notice for 2027 comes on 1 December 2026. */
export const rulesAt = (now: Instant): Rules => (now < NOTICE ? RULES : RULES_2027);
export const bookAt = (book: Playbook, now: Instant): Playbook => (now < NOTICE ? book : { ...book, edition: 8, calendar: () => CALENDAR_2027 });
const NOTICE = at('2026-12-01 00:00');

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057' as CaseId;
export const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8058' as CaseId;
export const registration = (more: Partial<CommandOf<'register'>> = {}): CommandOf<'register'> => ({
  type: 'register', number: 'MD20261123-000001', report: 'r-1' as ReportId, source: 'grid-member', classId: GARBAGE, conditionId: HEAP, severity: 3, cell: CELL,
  place: { lon: 101.54, lat: 25.31, accuracy: 8 }, asset: null, device: null, text: '路口有暴露垃圾', reportedAt: at('2026-11-23 09:00'), ...more,
});

const NO_PHOTOS: ReadonlyMap<string, Shot> = new Map();
export const context = (now: Instant, actor: Actor, why: Reason | null = null, rules: Rules = RULES, photos = NO_PHOTOS): Context => ({ now, actor, why, rules, photos });
export const judge = <K extends CommandType>(c: Case | null, command: CommandOf<K>, now: Instant, actor: Actor, rules: Rules = RULES, photos = NO_PHOTOS): Decision => decide(ID, c, command, context(now, actor, null, rules, photos));

/** A case told as a story: `new Story().by('dispatcher', '2026-11-23 09:05', { type: 'triage', … })`. A refusal throws its code. */
export class Story {
  readonly history: CaseEvent[] = [];
  constructor(public rules: Rules = RULES) {}
  get case(): Case { return replay(ID, this.history); }

  by(who: keyof typeof PEOPLE, when: string, command: Command): this {
    const decision = this.ask(who, when, command);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.rejection.code}`);
    this.history.push(...decision.events);
    return this;
  }

  /** The answer, without anything happening. */
  ask(who: keyof typeof PEOPLE, when: string, command: Command): Decision { return judge(this.history.length === 0 ? null : this.case, command, at(when), PEOPLE[who], this.rules); }
  /** `ok`, or the code of the refusal and the field it is about. */
  answer(who: keyof typeof PEOPLE, when: string, command: Command): string { return spoken(this.ask(who, when, command)); }
  /** From now on by other rules. */
  under(rules: Rules): this { this.rules = rules; return this; }
}

export const spoken = (d: Decision): string => (d.ok ? 'ok' : [d.rejection.code, d.rejection.field].filter((x) => x !== undefined).join(' '));

export const PHOTO = 'a'.repeat(64);
export const say = {
  triage: (conditionId: ConditionId = HEAP, severity: Severity = 3): CommandOf<'triage'> => ({ type: 'triage', classId: conditionId.slice(0, 5) as ClassId, conditionId, severity }),
  dispatch: (to: DepartmentId = SAN, joint: readonly DepartmentId[] = []): CommandOf<'dispatch'> => ({ type: 'dispatch', department: to, coDepartments: joint, joint }),
  accept: (assignee: Actor = PEOPLE.handler): CommandOf<'accept'> => ({ type: 'accept', assignee: assignee.id }),
  resolve: (): CommandOf<'resolve'> => ({ type: 'resolve', note: '已清运', evidence: [PHOTO] }),
  verify: (passed: boolean | null = true): CommandOf<'verify'> => ({ type: 'verify', passed, evidence: [PHOTO] }),
  extension: (more: number): CommandOf<'request'> => ({ type: 'request', kind: 'extension', reason: '缺配件', more }),
  suspension: (until: string): CommandOf<'request'> => ({ type: 'request', kind: 'suspension', reason: '雨季', until: at(until), ground: 'season' }),
  giveBack: (): CommandOf<'request'> => ({ type: 'request', kind: 'return', reason: '不属本部门', suggest: WTR }),
};

/** Filed at 09:00 on Monday 2026-11-23. */
export const filed = (conditionId: ConditionId = LITTER, severity: Severity = 3): Story => new Story().by('member', '2026-11-23 09:00', registration()).by('dispatcher', '2026-11-23 09:00', say.triage(conditionId, severity));
/** Dispatched at once to the sanitation station. */
export const dispatched = (conditionId: ConditionId = LITTER, severity: Severity = 3, joint: readonly DepartmentId[] = []): Story => filed(conditionId, severity).by('dispatcher', '2026-11-23 09:00', say.dispatch(SAN, joint));
/** Whose handler signs at once. */
export const handled = (conditionId: ConditionId = LITTER, severity: Severity = 3, joint: readonly DepartmentId[] = []): Story => dispatched(conditionId, severity, joint).by('handler', '2026-11-23 09:00', say.accept());
/** Put right, found so, and closed on the same day. */
export const closed = (conditionId: ConditionId = LITTER, severity: Severity = 3): Story =>
  handled(conditionId, severity).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 14:00', say.verify()).by('supervisor', '2026-11-23 15:00', { type: 'close' });
