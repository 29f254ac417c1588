import {
  allowed, calendarOf, DAY, decide, evolve, HOUR, limitOf, SYSTEM, unborn, type Actor, type Calendar, type Case, type CaseEvent, type CaseId, type CellId, type Channel, type ClassId, type ClockName, type Command, type CommandOf,
  type CommandType, type ConditionId, type DepartmentId, type Instant, type Limit, type Reason, type ReportId, type Role, type Rules, type UserId,
} from '#domain';
import { lifeOf, type Life } from '../counting/life.js';

/** A small county for proofs: the lives of its cases are told by commands, and every fact is what the one door would have written. */

export const at = (local: string): Instant => Date.parse(`${local.replace(' ', 'T')}+08:00`);
export const CALENDAR: Calendar = calendarOf({ utcOffsetMinutes: 480, publishedYears: [2026, 2027], seasons: [{ from: '2000-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }], days: [{ date: '2026-10-01', kind: 'off' }] });
const someone = (id: string, role: Role, department?: string): Actor => ({ id: id as UserId, role, ...(department !== undefined && { department: department as DepartmentId, level: 'county' as const }) });
const CELL = '532323101001001' as CellId;
export const PEOPLE = {
  member: { ...someone('gm-101', 'grid-member'), cells: [CELL] }, dispatcher: someone('disp-1', 'dispatcher'), second: someone('disp-2', 'dispatcher'), supervisor: someone('sup-1', 'supervisor'), leader: someone('leader-1', 'leader'),
  handler: someone('h-san-1', 'handler', 'SAN'), lead: someone('lead-san', 'department-lead', 'SAN'), other: someone('h-um-1', 'handler', 'UM'), otherLead: someone('lead-um', 'department-lead', 'UM'),
  device: someone('dev-1', 'device'), citizen: someone('citizen', 'citizen'), system: SYSTEM,
} as const satisfies Record<string, Actor>;
export type Name = keyof typeof PEOPLE;

const STAGES: Readonly<Record<Exclude<ClockName, 'handling'>, Limit>> = {
  triage: limitOf(15, 'urgent_minute'), confirmation: limitOf(30, 'urgent_minute'), dispatch: limitOf(15, 'urgent_minute'), acceptance: limitOf(2, 'urgent_hour'),
  verification: limitOf(4, 'work_hour'), closure: limitOf(1, 'work_day'), disputed: limitOf(1, 'work_day'), total: limitOf(5, 'work_day'),
};
/** `E0110-1` in working time, `E0110-2` round the clock. */
const HANDLING: Readonly<Record<string, Limit>> = { 'E0110-1': limitOf(4, 'work_hour'), 'E0110-2': limitOf(6, 'urgent_hour') };
const RULES: Rules = {
  edition: 1, calendar: () => CALENDAR, limit: (clock, condition) => (clock === 'handling' ? (condition === null ? null : HANDLING[condition] ?? null) : STAGES[clock]),
  terms: (condition) => { const limit = HANDLING[condition]; return limit === undefined ? null : { edition: 1, limit, total: condition === 'E0110-2' ? limitOf(5, 'urgent_day') : limitOf(5, 'work_day'), closing: { zh: '恢复', en: 'Restored' }, stages: [], recheckAfter: [] }; },
  rework: ({ amount, unit }) => ({ amount: amount / 2, unit }), arrival: limitOf(30, 'urgent_minute'), task: () => limitOf(1, 'work_day'), superior: () => null, refusals: new Set(['not-true', 'not-ours']),
  small: () => true, papers: () => false, reopenWindow: 7 * DAY, appealWindow: 10 * DAY, reach: 200,
};
export const UNFOUNDED = 'not-true';
const PHOTO = 'a'.repeat(64);
let ids = 0;

/** A case told step by step; what the table refuses throws its code. */
export class Told {
  readonly history: CaseEvent[] = [];
  private c: Case | null = null;
  private readonly rules: Rules;
  readonly id = `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}` as CaseId;

  /** `total`: another limit for the whole case than the county's. */
  constructor({ total }: { readonly total?: Limit } = {}) {
    this.rules = total === undefined ? RULES : { ...RULES, limit: (clock, condition, severity) => (clock === 'total' ? total : RULES.limit(clock, condition, severity)), terms: (condition, severity) => { const terms = RULES.terms(condition, severity); return terms && { ...terms, total }; } };
  }

  get case(): Case { if (this.c === null) throw new Error('nothing was told'); return this.c; }
  get life(): Life { return lifeOf(this.id, this.history, () => CALENDAR, UNFOUNDED); }

  reported(when: Instant, source: Channel, by: Name, more: Partial<CommandOf<'register'>> = {}, why: Reason | null = null): this {
    return this.by(by, when, { type: 'register', number: 'MD1', report: 'r' as ReportId, source, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3, cell: CELL, place: null, asset: null, device: null, text: '垃圾', reportedAt: when, ...more }, why);
  }
  by(who: Name, when: Instant, command: Command, why: Reason | null = null): this {
    const refused = this.tried(who, when, command, why);
    if (refused !== null) throw new Error(`${command.type} by ${who}: ${refused}`);
    return this;
  }
  /** The code of the refusal, or null. */
  tried(who: Name, now: Instant, command: Command, why: Reason | null = null): string | null {
    const decision = decide(this.id, this.c, command, { now, actor: PEOPLE[who], why: why ?? (who === 'system' ? { code: 'verified' } : null), rules: this.rules, photos: new Map() });
    if (!decision.ok) return decision.rejection.code;
    for (const event of decision.events) { this.c = evolve(this.c ?? unborn(this.id), event); this.history.push(event); }
    return null;
  }

  /** Filed, sent to SAN and taken on, a minute each. */
  filed(when: Instant, filing = triage()): this {
    return this.by('dispatcher', when, filing).by('dispatcher', when + 60_000, { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [] });
  }
  accepted(when: Instant): this { return this.by('handler', when, { type: 'accept', assignee: 'h-san-1' as UserId }); }
  resolved(when: Instant): this { return this.by('handler', when, { type: 'resolve', note: '已清理', evidence: [PHOTO] }); }
  verified(when: Instant, passed = true): this { return this.by('member', when, { type: 'verify', passed, note: '看过', evidence: [PHOTO] }); }
  closed(when: Instant): this { return this.by('supervisor', when, { type: 'close' }); }
}
export const triage = (condition = 'E0110-1', classId = 'E0110'): CommandOf<'triage'> => ({ type: 'triage', classId: classId as ClassId, conditionId: condition as ConditionId, severity: 3 });

/** A number from 0 to n − 1. */
export type Draw = (n: number) => number;
const one = <T>(draw: Draw, of: readonly T[]): T => of[draw(of.length)] as T;
const PAUSES = [0, 60_000, 10 * 60_000, 40 * 60_000, 2 * HOUR, 5 * HOUR, DAY, 3 * DAY];
/** What would end or leave a story early, or lead nowhere. */
const SELDOM: Partial<Record<CommandType, number>> = { refuse: 12, merge: 25, approve: 3, propose: 8, dispute: 10, askConfirmation: 3, selfHandle: 12, note: 40, urge: 40, order: 40, assign: 8, recall: 3 };

/** What takes two to come to something. */
const SOUGHT: readonly CommandType[] = ['endorse', 'grant', 'close', 'appeal', 'review'];
const offered = (draw: Draw, c: Case, who: Name): CommandType[] => [
  ...allowed(c, PEOPLE[who]), ...(who === 'system' ? (['observe', 'linkRecurrence', 'escalate', 'triage', 'dispatch', 'close', 'resume'] as const) : []), ...(who === 'citizen' ? (['rate'] as const) : []),
].filter((k) => draw(SELDOM[k] ?? 1) === 0);

/** A life that nobody thought of: people press whatever their buttons allow, sensors and the automation put in a word, time passes. */
export function wandering(draw: Draw, steps: number): Told {
  const told = new Told();
  let now = at('2026-11-02 07:30') + draw(20) * DAY + draw(600) * 60_000;
  told.reported(now, one(draw, ['grid-member', 'patrol', 'public', 'hotline', 'sensor', 'leader', 'media']), one(draw, ['member', 'dispatcher', 'device']), draw(12) === 0 ? { cell: null } : {});
  // Some are brisk: what is done in time is otherwise seldom drawn.
  const pauses = draw(3) === 0 ? PAUSES.slice(0, 5) : PAUSES;
  for (let step = 0; step < steps; step++) {
    now += one(draw, pauses);
    const c = told.case, names = Object.keys(PEOPLE) as Name[];
    let who = one(draw, names), buttons = offered(draw, c, who);
    for (let tries = 0; tries < 4 && buttons.length === 0; tries++) { who = one(draw, names); buttons = offered(draw, c, who); }
    const sought = buttons.filter((k) => SOUGHT.includes(k));
    if (buttons.length > 0) told.tried(who, now, some(one(draw, sought.length > 0 && draw(3) > 0 ? sought : buttons), draw, c, now));
  }
  return told;
}

function some(type: CommandType, draw: Draw, c: Case, now: Instant): Command {
  const department = one(draw, ['SAN', 'SAN', 'UM']) as DepartmentId, co = one<readonly DepartmentId[]>(draw, [[], [], ['UM' as DepartmentId, 'WTR' as DepartmentId]]), task = c.tasks.length === 0 ? 1 : one(draw, c.tasks).id, assignee = one(draw, c.department === 'UM' ? ['h-um-1'] : ['h-san-1', 'h-san-2']) as UserId;
  switch (type) {
    case 'triage': return triage(one(draw, ['E0110-1', 'E0110-2']));
    case 'refuse': return { type, code: one(draw, ['not-true', 'not-ours']) };
    case 'merge': return { type, into: '00000000-0000-7000-8000-999999999999' as CaseId };
    case 'askConfirmation': return { type, ...(draw(2) === 0 && { member: 'gm-101' as UserId }) };
    case 'confirm': return { type, verdict: one(draw, ['true', 'true', 'false', 'unsure'] as const), note: '看过', evidence: [PHOTO] };
    case 'selfHandle': return { type, note: '顺手清理', before: [PHOTO], after: [PHOTO] };
    case 'observe': { const id = one(draw, ['water', 'smoke']); return { type, alarm: `a-${id}`, what: 'raised', device: '水位计', rule: { id, version: 1, zh: id, en: id }, value: 1, unit: 'm' }; }
    case 'linkRecurrence': return { type, of: '00000000-0000-7000-8000-999999999998' as CaseId };
    case 'escalate': return { type, rule: 'late', clock: 'handling', level: 1 + draw(3) };
    case 'dispatch': return { type, department, coDepartments: co, joint: co };
    case 'rule': return { type, department, ground: '三定' };
    case 'assign': case 'accept': return { type, assignee };
    case 'dispute': return { type, reason: '不属本部门', ...(draw(2) === 0 && { makeSafe: 'WTR' as DepartmentId }) };
    case 'request': { const kind = one(draw, ['return', 'extension', 'extension', 'suspension'] as const); return { type, kind, reason: '理由', more: one(draw, [HOUR, 4 * HOUR]), until: now + (1 + draw(4)) * DAY, ground: 'conditions' }; }
    case 'resolve': return { type, note: '已清理', evidence: [PHOTO] };
    case 'verify': return { type, passed: one(draw, [true, true, false, null]), note: '看过', evidence: [PHOTO] };
    case 'propose': return { type, kind: one(draw, ['forced', 'voided'] as const), reason: '理由', document: '文件' };
    case 'addTask': return { type, kind: one(draw, ['joint', 'make-safe', 'sampling'] as const), department: one(draw, ['UM', 'WTR']) as DepartmentId, text: '协办', limit: one(draw, [limitOf(2, 'work_hour'), limitOf(3, 'urgent_hour')]) };
    case 'whistle': return { type, departments: ['UM' as DepartmentId], reason: '到场' };
    case 'acceptTask': return { type, task, assignee: 'h-um-1' as UserId };
    case 'arriveTask': return { type, task };
    case 'finishTask': return { type, task, note: '已办', evidence: [PHOTO] };
    case 'verifyTask': return { type, task, passed: draw(3) > 0, evidence: [PHOTO] };
    case 'cancelTask': return { type, task, reason: '不需要' };
    case 'recheck': return { type, task, clean: true, evidence: [PHOTO] };
    case 'rate': return { type, score: 1 + draw(5) };
    case 'appeal': return { type, reason: '不应扣分' };
    case 'review': return { type, agree: draw(4) > 0, note: '意见' };
    case 'order': return { type, demand: '说明', limit: limitOf(4, 'work_hour') };
    case 'reply': return { type, order: 1, text: '说明' };
    case 'urge': return { type, text: '请抓紧' };
    case 'note': return { type, text: '备注' };
    case 'decline': case 'reject': return { type, note: '不同意' };
    case 'handUp': case 'rework': case 'reopen': case 'unmerge': return { type, reason: '理由' };
    case 'handDown': return { type, department };
    case 'acknowledge': return { type, rule: 'late' };
    case 'recall': case 'endorse': case 'grant': case 'close': case 'resume': case 'approve': return { type };
    case 'arrive': return { type };
    case 'retime': case 'recover': return { type };
    case 'register': case 'attachReport': case 'detachReports': return { type: 'note', text: '备注' };
  }
}
