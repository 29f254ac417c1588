import { allowed, type Case, type CaseId, type ClassId, type Command, type CommandType, type ConditionId, type DepartmentId, type Instant, type UserId } from '#domain';

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
  const said = '说明', evidence = die() < 0.8 ? [photo] : [];
  switch (type) {
    case null: return null;
    case 'triage': { const [classId, conditionId] = pick(CLASSES); return { type, classId: classId as ClassId, conditionId: conditionId as ConditionId, severity: pick([1, 2, 3, 4] as const) }; }
    case 'dispatch': { const department = pick(DEPARTMENTS) as DepartmentId; return { type, department, coDepartments: die() < 0.3 ? [pick(DEPARTMENTS) as DepartmentId] : [] }; }
    case 'rule': return { type, department: pick(DEPARTMENTS) as DepartmentId, ground: said };
    case 'accept': return { type, assignee: `h-${(c.department ?? 'SAN').toLowerCase()}-${pick([1, 2])}` as UserId };
    case 'merge': return { type, into: pick(others) };
    case 'request': return { type, kind: pick(['return', 'extension', 'suspension'] as const), reason: said, more: 3_600_000, until: now + Math.floor(die() * 5 * 86_400_000) };
    case 'confirm': return { type, verdict: pick(['true', 'false', 'unsure'] as const), evidence };
    case 'resolve': return { type, note: said, evidence };
    case 'verify': return { type, passed: die() < 0.7, evidence, note: said };
    case 'forceClose': return { type, reason: said, document: '牟城管〔2026〕1号' };
    case 'decline': return { type, note: said };
    case 'note': return { type, text: said };
    case 'refuse': case 'dispute': case 'void': case 'reopen': return { type, reason: said };
    case 'askConfirmation': case 'grant': case 'close': case 'resume': return { type };
    case 'register': case 'attachReport': case 'escalate': return null;
  }
}

/** What would end every story early is drawn seldom. */
const RARE: Readonly<Partial<Record<CommandType, number>>> = { note: 0.3, refuse: 0.1, void: 0.03, forceClose: 0.03, merge: 0.15, dispute: 0.2, askConfirmation: 0.3 };
