import type { CaseRow, Me } from '#contract';
import { active, type ClockKey } from '#domain';

/** What somebody has to do with a case. */
export const JOBS = ['confirm', 'verify', 'verifyTask', 'recheck', 'accept', 'handle', 'share'] as const;
export type JobKind = (typeof JOBS)[number];
type Part = CaseRow['tasks'][number];
/** One thing to do; `part` where it is about a share of the case. */
export interface Job { readonly key: string; readonly kind: JobKind; readonly row: CaseRow; readonly part: Part | null }

/** What waits for this person in a case. Only a reading of the row: the server has the last word. */
export function jobsOf(row: CaseRow, who: Pick<Me, 'id' | 'role' | 'department'>): readonly Job[] {
  const job = (kind: JobKind, part: Part | null = null): Job => ({ key: `${row.id} ${kind} ${part?.id ?? ''}`, kind, row, part });
  const own = row.assignee === who.id || row.handledBy === who.id;
  if (who.role === 'grid-member' || who.role === 'supervisor') {
    return [
      ...(row.stage === 'confirmation' ? [job('confirm')] : []),
      ...(row.stage === 'verification' && !own && row.dispatchedBy !== who.id ? [job('verify')] : []),
      ...(row.stage === 'closed' ? [] : row.tasks.filter((p) => p.state === 'done' && p.kind !== 'recheck' && p.doneBy !== who.id).map((p) => job('verifyTask', p))),
      ...(row.stage === 'closed' ? row.tasks.filter((p) => p.kind === 'recheck' && active(p)).map((p) => job('recheck', p)) : []),
    ];
  }
  if (who.department === null || row.stage === 'closed') return [];
  const main = row.department === who.department, lead = who.role === 'department-lead';
  return [
    ...(row.stage === 'acceptance' && main && (lead || row.assignee === null || row.assignee === who.id) ? [job('accept')] : []),
    ...(row.stage === 'handling' && main && (lead || row.assignee === who.id) ? [job('handle')] : []),
    ...row.tasks.filter((p) => p.department === who.department && active(p)).map((p) => job('share', p)),
  ];
}

/** What the light of a job shows: the case's leading clock, or that of the share. */
export const litOf = ({ row, part }: Job) => (part === null
  ? { dueAt: row.dueAt, yellowAt: row.yellowAt, clockUnit: row.clockUnit, stage: row.stage, provisional: row.provisional, cell: row.cell, clock: row.clock }
  : { dueAt: part.dueAt, yellowAt: null, clockUnit: part.limit.unit, stage: row.stage, provisional: false, cell: row.cell, clock: `task-${part.id}` as ClockKey });
export type Lit = ReturnType<typeof litOf>;

/** By deadline; what has none comes last. */
export const byDue = (a: Job, b: Job): number => (litOf(a).dueAt ?? Infinity) - (litOf(b).dueAt ?? Infinity) || a.row.reportedAt - b.row.reportedAt;
