import { allowed, limitOf, SUSPENSION_GROUNDS, type Case, type CaseId, type ClassId, type Command, type CommandType, type ConditionId, type DepartmentId, type Instant, type UserId } from '#domain';

/** Numbers in [0, 1) from a seed: the same seed tells the same story. */
export function dice(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const CLASSES = [['E0110', 'E0110-1'], ['E0112', 'E0112-1'], ['E0113', 'E0113-1']] as const;
const DEPARTMENTS = ['SAN', 'UM', 'WTR'] as const;
export const SPEAKERS = ['gm-101', 'disp-1', 'disp-2', 'h-san-1', 'h-um-1', 'h-wtr-1', 'lead-san', 'lead-um', 'lead-wtr', 'sup-1', 'leader-1'] as const;

/** A command that the actor's buttons allow just now, filled in at random, not always well; null when there is none. */
export function chance(c: Case, actor: Parameters<typeof allowed>[1], others: readonly CaseId[], photo: string, now: Instant, die: () => number): Command | null {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(die() * list.length)] as T;
  const buttons = allowed(c, actor).filter((type) => die() < (RARE[type] ?? 1));
  const type = buttons.length === 0 ? null : pick(buttons);
  const task = c.tasks.length === 0 ? NO_TASK : pick(c.tasks);
  const said = '说明', evidence = die() < 0.8 ? [photo] : [];
  switch (type) {
    case null: return null;
    case 'triage': { const [classId, conditionId] = pick(CLASSES); return { type, classId: classId as ClassId, conditionId: conditionId as ConditionId, severity: pick([1, 2, 3, 4] as const) }; }
    case 'dispatch': { const department = pick(DEPARTMENTS) as DepartmentId, co = die() < 0.3 ? [pick(DEPARTMENTS) as DepartmentId] : []; return { type, department, coDepartments: co, joint: die() < 0.5 ? co : [] }; }
    case 'rule': return { type, department: pick(DEPARTMENTS) as DepartmentId, ground: said };
    case 'accept': case 'assign': return { type, assignee: handler(c.department) };
    case 'handDown': return { type, department: 'TWN-101' as DepartmentId };
    case 'addTask': return { type, kind: pick(['joint', 'make-safe', 'sampling'] as const), department: pick(DEPARTMENTS) as DepartmentId, text: said, limit: limitOf(4, 'work_hour') };
    case 'whistle': return { type, departments: [pick(DEPARTMENTS) as DepartmentId], reason: said };
    case 'acceptTask': return { type, task: task.id, assignee: handler(task.department) };
    case 'arriveTask': return { type, task: task.id };
    case 'finishTask': return { type, task: task.id, note: said, evidence };
    case 'verifyTask': return { type, task: task.id, passed: die() < 0.8, note: said, evidence };
    case 'cancelTask': return { type, task: task.id, reason: said };
    case 'recheck': return { type, task: task.id, clean: die() < 0.7, note: said, evidence };
    case 'order': return { type, demand: said, limit: limitOf(4, 'work_hour') };
    case 'reply': return { type, order: c.orders.find((o) => o.reply === null)?.id ?? 1, text: said };
    case 'acknowledge': return { type, rule: c.alerts.find((a) => a.acknowledged === null)?.rule ?? 'none' };
    case 'selfHandle': return { type, note: said, before: evidence, after: evidence };
    case 'arrive': return { type };
    case 'propose': return { type, kind: pick(['forced', 'voided'] as const), reason: said, document: '牟城管〔2026〕1号' };
    case 'review': return { type, agree: die() < 0.7, note: said };
    case 'rate': return { type, score: pick([1, 2, 3, 4, 5]) };
    case 'merge': return { type, into: pick(others) };
    case 'request': return { type, kind: pick(['return', 'extension', 'suspension'] as const), reason: said, more: 3_600_000, until: now + Math.floor(die() * 5 * 86_400_000), ground: pick(SUSPENSION_GROUNDS) };
    case 'confirm': return { type, verdict: pick(['true', 'false', 'unsure'] as const), evidence };
    case 'resolve': return { type, note: said, evidence };
    case 'verify': return { type, passed: die() < 0.7, evidence, note: said };
    case 'decline': case 'reject': return { type, note: said };
    case 'note': case 'urge': return { type, text: said };
    case 'refuse': return { type, code: pick(['not-true', 'not-ours'] as const) };
    case 'dispute': case 'reopen': case 'handUp': case 'unmerge': case 'rework': case 'appeal': return { type, reason: said };
    case 'recall': case 'askConfirmation': case 'endorse': case 'grant': case 'approve': case 'close': case 'resume': return { type };
    case 'register': case 'attachReport': case 'detachReports': case 'linkRecurrence': case 'observe': case 'recover': case 'escalate': case 'retime': return null;
  }
}

/** What would end every story early is drawn seldom. */
const RARE: Readonly<Partial<Record<CommandType, number>>> = {
  note: 0.3, urge: 0.2, order: 0.1, refuse: 0.1, propose: 0.05, approve: 0.5, merge: 0.15, dispute: 0.2, askConfirmation: 0.3, selfHandle: 0.1, addTask: 0.2, cancelTask: 0.2, handUp: 0.2, rework: 0.2,
};
const NO_TASK = { id: 1, department: null } as const;
const handler = (department: string | null): UserId => `h-${(department ?? 'SAN').toLowerCase()}-1` as UserId;
