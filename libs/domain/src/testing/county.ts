import { DAY, HOUR, calendarOf, dayOf, limitOf, type CalendarData, type Limit } from '../calendar.js';
import type { Case, CaseEvent, Command, CommandOf, CommandType } from '../case.js';
import type { ClockName } from '../clock.js';
import type { Context, Rules } from '../context.js';
import { decide, type Decision } from '../decide.js';
import { replay } from '../evolve.js';
import type { EscalationRule, Playbook } from '../policy.js';
import type { Reason } from '../reason.js';
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

/** A moment as the county's clocks show it: `at('2026-11-23 10:00')`. */
export const at = (local: string): Instant => Date.parse(`${local.replace(' ', 'T')}+08:00`);
export const local = (t: Instant | null): string => (t === null ? '—' : new Date(t + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' '));

export const SAN = 'SAN' as DepartmentId;
export const UM = 'UM' as DepartmentId;
export const WTR = 'WTR' as DepartmentId;
export const CELL = '532323100001001' as CellId;
export const NEXT_CELL = '532323100001002' as CellId;
export const GARBAGE = 'E0110' as ClassId;
/** 4 工作时. */
export const HEAP = 'E0110-1' as ConditionId;
/** 1 工作日. */
export const LITTER = 'E0110-2' as ConditionId;

const person = (id: string, role: Role, more: Partial<Pick<Actor, 'department' | 'cells'>> = {}): Actor => ({ id: id as UserId, role, ...more });
export const PEOPLE = {
  member: person('gm-101', 'grid-member', { cells: [CELL] }),
  neighbour: person('gm-102', 'grid-member', { cells: [NEXT_CELL] }),
  dispatcher: person('disp-1', 'dispatcher'),
  otherDispatcher: person('disp-2', 'dispatcher'),
  handler: person('h-san-1', 'handler', { department: SAN }),
  colleague: person('h-san-2', 'handler', { department: SAN }),
  lead: person('lead-san', 'department-lead', { department: SAN }),
  stranger: person('h-wtr-1', 'handler', { department: WTR }),
  strangerLead: person('lead-wtr', 'department-lead', { department: WTR }),
  supervisor: person('sup-1', 'supervisor'),
  leader: person('leader-1', 'leader'),
  operator: person('op-1', 'operator'),
  device: person('dev-1', 'device'),
  system: SYSTEM,
} as const satisfies Record<string, Actor>;
export const EVERYONE: readonly Actor[] = Object.values(PEOPLE);

const STAGE_LIMITS: Readonly<Record<Exclude<ClockName, 'handling'>, Limit>> = {
  triage: limitOf(15, 'urgent_minute'), confirmation: limitOf(30, 'urgent_minute'), dispatch: limitOf(15, 'urgent_minute'), acceptance: limitOf(2, 'urgent_hour'),
  verification: limitOf(4, 'work_hour'), closure: limitOf(1, 'work_day'), total: limitOf(10, 'work_day'),
};
export const RULES: Rules = {
  calendar: CALENDAR,
  reopenWindow: 7 * DAY,
  limit: (clock, condition, severity) => (clock === 'dispatch' && severity === 1 ? limitOf(5, 'urgent_minute') : clock !== 'handling' ? STAGE_LIMITS[clock] : severity === 1 ? limitOf(2, 'urgent_hour') : condition === HEAP ? limitOf(4, 'work_hour') : limitOf(1, 'work_day')),
};

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

export const BY_HAND: Playbook = { calendar: CALENDAR, ladder: LADDER, triages: () => false, routes: () => null, closes: () => false };
export const BY_ITSELF: Playbook = {
  calendar: CALENDAR, ladder: LADDER, triages: (c) => c.source === 'grid-member', closes: () => true,
  routes: () => ({ department: SAN, coDepartments: [UM], line: 'D1', confidence: 1 }),
};

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057' as CaseId;
export const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8058' as CaseId;
export const registration = (more: Partial<CommandOf<'register'>> = {}): CommandOf<'register'> => ({
  type: 'register', number: 'MD20261123-000001', report: 'r-1' as ReportId, source: 'grid-member', classId: GARBAGE, conditionId: HEAP, severity: 3, cell: CELL,
  place: { lon: 101.54, lat: 25.31, accuracy: 8 }, asset: null, device: null, text: '路口有暴露垃圾', reportedAt: at('2026-11-23 09:00'), ...more,
});

export const context = (now: Instant, actor: Actor, why: Reason | null = null): Context => ({ now, actor, why, rules: RULES });
export const judge = <K extends CommandType>(c: Case | null, command: CommandOf<K>, now: Instant, actor: Actor): Decision => decide(ID, c, command, context(now, actor));

/** A case told as a story: `tell().by('dispatcher', '2026-11-23 09:05', { type: 'triage', … })`. A refusal throws its code. */
export class Story {
  readonly history: CaseEvent[] = [];
  get case(): Case { return replay(ID, this.history); }

  by(who: keyof typeof PEOPLE, when: string, command: Command): this {
    const decision = judge(this.history.length === 0 ? null : this.case, command, at(when), PEOPLE[who]);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.rejection.code}`);
    this.history.push(...decision.events);
    return this;
  }
}

const PHOTO = 'a'.repeat(64);
export const say = {
  triage: (conditionId: ConditionId = HEAP, severity: Severity = 3): CommandOf<'triage'> => ({ type: 'triage', classId: GARBAGE, conditionId, severity }),
  dispatch: (department: DepartmentId = SAN): CommandOf<'dispatch'> => ({ type: 'dispatch', department, coDepartments: [] }),
  accept: (assignee: Actor = PEOPLE.handler): CommandOf<'accept'> => ({ type: 'accept', assignee: assignee.id }),
  resolve: (): CommandOf<'resolve'> => ({ type: 'resolve', note: '已清运', evidence: [PHOTO] }),
  verify: (passed = true): CommandOf<'verify'> => ({ type: 'verify', passed, evidence: [PHOTO] }),
  extension: (more: number): CommandOf<'request'> => ({ type: 'request', kind: 'extension', reason: '缺配件', more }),
  suspension: (until: string): CommandOf<'request'> => ({ type: 'request', kind: 'suspension', reason: '雨季', until: at(until) }),
  giveBack: (): CommandOf<'request'> => ({ type: 'request', kind: 'return', reason: '不属本部门', suggest: WTR }),
};

/** Filed at 09:00 on Monday 2026-11-23 and dispatched at once to the sanitation station, whose handler signs. */
export const handled = (conditionId: ConditionId = LITTER, severity: Severity = 3): Story =>
  new Story().by('member', '2026-11-23 09:00', registration()).by('dispatcher', '2026-11-23 09:00', say.triage(conditionId, severity)).by('dispatcher', '2026-11-23 09:00', say.dispatch()).by('handler', '2026-11-23 09:00', say.accept());
