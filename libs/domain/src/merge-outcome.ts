import type { Case, Heard } from './case.js';
import type { Instant, Severity } from './vocabulary.js';

/** As much of two cases as their merging looks at. */
export type Mergeable = Pick<Case, 'reportedAt' | 'severity'> & { readonly clocks: Pick<Case['clocks'], 'total'>; readonly reports: number | readonly Heard[] };

/** What a master is after it took another case over: the earliest report, the graver severity, the earlier total deadline, and all reports. */
export interface MergeOutcome { readonly reportedAt: Instant; readonly severity: Severity; readonly totalDueAt: Instant | null; readonly reports: number; readonly sooner: boolean }

const count = (reports: Mergeable['reports']): number => (typeof reports === 'number' ? reports : reports.length);

/** Says beforehand what merging will do to the master; a test holds it against what the log then says. */
export function mergeOutcome(master: Mergeable, other: Mergeable): MergeOutcome {
  const own = master.clocks.total?.dueAt ?? null, theirs = other.clocks.total?.dueAt ?? null;
  const sooner = own !== null && theirs !== null && theirs < own;
  return {
    reportedAt: Math.min(master.reportedAt, other.reportedAt), severity: Math.min(master.severity, other.severity) as Severity, totalDueAt: sooner ? theirs : own, sooner,
    reports: count(master.reports) + count(other.reports),
  };
}

/** Which of two the other one goes into, unless somebody says otherwise: the one that was reported first. */
export const olderFirst = <T extends { readonly reportedAt: Instant; readonly number: string }>(a: T, b: T): readonly [T, T] => (a.reportedAt < b.reportedAt || (a.reportedAt === b.reportedAt && a.number <= b.number) ? [a, b] : [b, a]);
