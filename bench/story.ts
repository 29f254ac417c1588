import {
  allowed, calendarOf, CLOCKS, COMMANDS, decide, evolve, HOUR, LIFECYCLE, limitOf, unborn, type Actor, type Case, type CaseEvent, type CaseId, type CellId, type ClassId, type Command, type CommandOf, type CommandType, type ConditionId,
  type Context, type Decision, type DepartmentId, type ReportId, type Role, type Rules, type TaskState, type Terms, type UserId,
} from '#domain';
import type { Random } from '#simulator';

/** One moment of a history at which somebody asks for something. */
export interface Question { readonly id: CaseId; readonly before: Case | null; readonly command: Command; readonly ctx: Context }

const DEPARTMENTS = ['SAN', 'MUN', 'WTR', 'UM'] as DepartmentId[];
const CELLS = Array.from({ length: 40 }, (_, i) => `532323100001${String(i + 1).padStart(3, '0')}` as CellId);
const actor = (id: string, role: Role, more: Partial<Actor> = {}): Actor => ({ id: id as UserId, role, ...more });

/** The people of a small county: enough that most questions come from somebody who may ask them. */
const ACTORS: readonly Actor[] = [
  ...CELLS.map((cell, i) => actor(`gm-${101 + i}`, 'grid-member', { cells: [cell] })),
  ...DEPARTMENTS.flatMap((department) => [1, 2].map((n) => actor(`h-${department.toLowerCase()}-${n}`, 'handler', { department }))),
  ...DEPARTMENTS.map((department) => actor(`lead-${department.toLowerCase()}`, 'department-lead', { department })),
  actor('disp-1', 'dispatcher'), actor('disp-2', 'dispatcher'), actor('sup-1', 'supervisor'), actor('leader-1', 'leader'), actor('system', 'system'),
];

/** 2026's real days off and make-up days (DOMAIN 8.2), two windows a day: half of the limits below run in working time. */
export const CALENDAR = calendarOf({
  utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '2020-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }],
  days: [
    ...days('off', '2026-01-01', 3), ...days('off', '2026-02-15', 9), ...days('off', '2026-04-04', 3), ...days('off', '2026-05-01', 5), ...days('off', '2026-06-19', 3), ...days('off', '2026-09-25', 3), ...days('off', '2026-10-01', 7),
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map((date) => ({ date, kind: 'work' as const })),
  ],
});
function days(kind: 'off' | 'work', from: string, count: number): { date: string; kind: 'off' | 'work' }[] {
  return Array.from({ length: count }, (_, i) => ({ date: new Date(Date.parse(from) + i * 24 * HOUR).toISOString().slice(0, 10), kind }));
}

const HANDLING = { 1: limitOf(2, 'urgent_hour'), 2: limitOf(4, 'work_hour'), 3: limitOf(5, 'work_day'), 4: limitOf(2, 'work_day') } as const;
const terms = (severity: 1 | 2 | 3 | 4): Terms => ({
  edition: 1, limit: HANDLING[severity], total: limitOf(10, 'work_day'), closing: { zh: '已恢复', en: 'Restored' }, recheckAfter: [],
  stages: severity === 1 ? [['围挡', 'Fence'], ['抢修', 'Repair']].map(([zh = '', en = '']) => ({ zh, en, limit: limitOf(3, 'urgent_hour'), closing: { zh, en } })) : [],
});
const RULES: Rules = {
  edition: 1, calendar: () => CALENDAR, reopenWindow: 30 * 24 * HOUR, appealWindow: 10 * 24 * HOUR, reach: 200, arrival: limitOf(30, 'urgent_minute'), refusals: new Set(['not-true']),
  limit: (clock, _, severity) => (clock === 'handling' ? HANDLING[severity] : clock === 'total' ? limitOf(10, 'work_day') : clock === 'acceptance' ? limitOf(2, 'work_hour') : limitOf(30, 'urgent_minute')),
  terms: (_, severity) => terms(severity), rework: ({ amount, unit }) => ({ amount: amount / 2, unit }), task: () => limitOf(1, 'work_day'), superior: () => null, small: (severity) => severity >= 3, papers: () => false,
};

/** How often each command is asked for where the table has it: the way forward mostly, the ways out seldom. */
const WEIGHT: Partial<Record<CommandType, number>> = {
  triage: 30, dispatch: 30, accept: 30, resolve: 30, verify: 30, close: 40, grant: 20, decline: 6, rule: 30, resume: 30, confirm: 30, request: 6, endorse: 20, escalate: 4, refuse: 0.5, merge: 1,
  propose: 0.4, approve: 10, selfHandle: 0.5, dispute: 0.5, rework: 0.5, handUp: 0.2, handDown: 0.2, whistle: 0.5, acceptTask: 20, finishTask: 20, verifyTask: 20, cancelTask: 0.5, acknowledge: 10, reply: 20, retime: 0.5, linkRecurrence: 0.3, detachReports: 0.3,
};
const SHARE = 8;

/** The questions of `count` random but lawful histories; one in eight is asked by anybody for anything, because refusals are decisions too. */
export function questions(count: number, random: Random): Question[] {
  const asked: Question[] = [];
  for (let n = 0; n < count; n++) asked.push(...history(id(n), random));
  return asked;
}

/** What was recorded of a random but lawful history. */
export function recorded(n: number, random: Random): CaseEvent[] {
  return history(id(n), random).flatMap((q) => { const answer: Decision = decide(q.id, q.before, q.command as CommandOf<CommandType>, q.ctx); return answer.ok ? [...answer.events] : []; });
}

function history(caseId: CaseId, random: Random): Question[] {
  const asked: Question[] = [];
  let now = Date.parse('2026-01-02T00:00:00Z') + random.below(300 * 24) * HOUR;
  let c: Case | null = null;
  for (let step = 0; step < 40 && c?.stage !== 'closed'; step++) {
    now += Math.round(random.next() ** 3 * 30 * HOUR);
    const wild = random.below(SHARE) === 0;
    const type = c === null ? 'register' : wild ? random.pick(COMMANDS) : sensible(c, random);
    const asker: Actor | undefined = wild ? random.pick(ACTORS) : somebody(type, c, random);
    if (asker === undefined) continue;
    const question: Question = { id: caseId, before: c, command: filled(type, c, now, random), ctx: { now, actor: asker, why: null, rules: RULES, photos: NO_PHOTOS } };
    asked.push(question);
    const answer: Decision = decide(caseId, c, question.command as CommandOf<CommandType>, question.ctx);
    if (answer.ok) c = answer.events.reduce(evolve, c ?? unborn(caseId));
  }
  return asked;
}

function sensible(c: Case, random: Random): CommandType {
  const possible = COMMANDS.filter((k) => { const { from } = LIFECYCLE[k]; return from !== 'nothing' && from.includes(c.stage); });
  let left = random.next() * possible.reduce((sum, k) => sum + (WEIGHT[k] ?? 1), 0);
  return possible.find((k) => (left -= WEIGHT[k] ?? 1) < 0) ?? 'note';
}

/** Somebody whom the table lets do it, where there is such a person. */
function somebody(type: CommandType, c: Case | null, random: Random): Actor | undefined {
  const able = c === null ? ACTORS.filter((a) => a.role in LIFECYCLE.register.by) : ACTORS.filter((a) => allowed(c, a).includes(type));
  return able.length === 0 ? undefined : random.pick(able);
}

const CONDITIONS = ['E0110-1', 'E0113-1', 'E0506-1', 'P0103-1', 'E0406-1'] as ConditionId[];
const PHOTO = 'a'.repeat(64);
const id = (n: number): CaseId => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}` as CaseId;

/** The command with everything filled in that a person would fill in. */
function filled(type: CommandType, c: Case | null, now: number, random: Random): Command {
  const conditionId = random.pick(CONDITIONS);
  const kind = { classId: conditionId.slice(0, 5) as ClassId, conditionId, severity: random.pick([1, 2, 3, 3, 3, 4] as const) };
  switch (type) {
    case 'register': return { type, number: 'MD20260102-000001', report: id(1) as string as ReportId, source: 'grid-member', ...kind, cell: random.pick(CELLS), place: { lon: 101.54, lat: 25.31, accuracy: 8 }, asset: null, device: null, text: '路面积水,行人绕行', reportedAt: now };
    case 'attachReport': return { type, report: id(2) as string as ReportId, reportedAt: now };
    case 'note': return { type, text: '已联系现场' };
    case 'confirm': return { type, verdict: 'true', evidence: [PHOTO] };
    case 'selfHandle': return { type, note: '已顺手清理', before: [PHOTO], after: [PHOTO] };
    case 'triage': return { type, ...kind };
    case 'refuse': return { type, code: 'not-true' };
    case 'merge': return { type, into: id(9_999_999) };
    case 'linkRecurrence': return { type, of: id(9_999_998) };
    case 'observe': return { type, alarm: 'a-1', what: 'worsened', device: '水位计', rule: { id: 'water', version: 1, zh: '积水', en: 'Water' }, value: 0.3, unit: 'm' };
    case 'recover': return { type };
    case 'detachReports': return { type, reports: [id(2) as string as ReportId] };
    case 'dispatch': { const [department, other] = [random.pick(DEPARTMENTS), random.pick(DEPARTMENTS)]; return { type, department, coDepartments: [other], joint: random.below(4) === 0 ? [other] : [] }; }
    case 'assign': case 'accept': return { type, assignee: `h-${(c?.department ?? 'SAN').toLowerCase()}-1` as UserId };
    case 'handDown': return { type, department: random.pick(DEPARTMENTS) };
    case 'request': {
      const asked = random.pick(['return', 'extension', 'suspension'] as const);
      return asked === 'return' ? { type, kind: asked, reason: '非本部门职责', suggest: random.pick(DEPARTMENTS) } : asked === 'extension' ? { type, kind: asked, reason: '需购料', more: HOUR } : { type, kind: asked, reason: '待雨停', until: now + 72 * HOUR, ground: 'conditions' };
    }
    case 'decline': case 'reject': return { type, note: '请按期处置' };
    case 'rule': return { type, department: random.pick(DEPARTMENTS), ground: '先属主后属地' };
    case 'arrive': return { type, place: { lon: 101.54, lat: 25.31, accuracy: 8 } };
    case 'resolve': return { type, note: '已处置', evidence: [PHOTO] };
    case 'propose': return { type, kind: random.pick(['forced', 'voided'] as const), reason: '工程类', document: '牟城管〔2026〕1号' };
    case 'addTask': return { type, kind: c?.stage === 'closed' ? 'recheck' : random.pick(['joint', 'sampling'] as const), department: c?.stage === 'closed' ? null : random.pick(DEPARTMENTS), text: '请协办', limit: limitOf(1, 'work_day') };
    case 'whistle': return { type, departments: [random.pick(DEPARTMENTS)], reason: '请到场' };
    case 'acceptTask': return { type, task: taskIn(c, 'waiting'), assignee: 'h-san-1' as UserId };
    case 'arriveTask': return { type, task: taskIn(c, 'waiting') };
    case 'finishTask': return { type, task: taskIn(c, 'doing'), note: '已办', evidence: [PHOTO] };
    case 'verifyTask': return { type, task: taskIn(c, 'done'), passed: random.below(10) > 0, note: '已看', evidence: [PHOTO] };
    case 'cancelTask': return { type, task: taskIn(c, 'waiting'), reason: '不再需要' };
    case 'recheck': return { type, task: taskIn(c, 'waiting'), clean: true, evidence: [PHOTO] };
    case 'urge': return { type, text: '请抓紧' };
    case 'order': return { type, demand: '请说明原因', limit: limitOf(4, 'work_hour') };
    case 'reply': return { type, order: c?.orders.find((o) => o.reply === null)?.id ?? 1, text: '说明如下' };
    case 'escalate': return { type, rule: `rung-${random.below(3)}`, clock: random.pick(CLOCKS), level: 1 + random.below(3), by: ['handler', 'department-lead'] };
    case 'acknowledge': return { type, rule: c?.alerts.find((a) => a.acknowledged === null)?.rule ?? 'rung-0' };
    case 'verify': return { type, passed: random.below(10) > 0, note: '已到现场核查', evidence: [PHOTO] };
    case 'rate': return { type, score: 1 + random.below(5) };
    case 'review': return { type, agree: true, note: '同意' };
    case 'dispute': case 'reopen': case 'unmerge': case 'handUp': case 'rework': case 'appeal': return { type, reason: '现场核对后提出' };
    case 'recall': case 'askConfirmation': case 'endorse': case 'grant': case 'close': case 'resume': case 'approve': case 'retime': return { type };
  }
}

/** The first task in such a state; 1 where there is none. */
const taskIn = (c: Case | null, state: TaskState): number => c?.tasks.find((t) => t.state === state)?.id ?? 1;
const NO_PHOTOS: Context['photos'] = new Map();
