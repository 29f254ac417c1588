import type { ClockKey } from './clock.js';
import type { CaseId, DepartmentId, UserId } from './vocabulary.js';
import type { Merit } from './assignment.js';

/** Why the automation did what it did: data, so that the timeline can say it in any language and a test can compare it. */
export type Reason =
  | { readonly code: 'trusted-report' }
  | { readonly code: 'confirmed' }
  | { readonly code: 'untrusted-source'; readonly member: UserId | null }
  | { readonly code: 'unfounded' }
  | { readonly code: 'duty-line'; readonly line: string; readonly department: DepartmentId; readonly confidence: number }
  | { readonly code: 'returned-often'; readonly times: number }
  | { readonly code: 'make-safe-first'; readonly department: DepartmentId }
  | { readonly code: 'roster'; readonly person: UserId; readonly merits: readonly Merit[] }
  | { readonly code: 'verified' }
  | { readonly code: 'suspension-ended' }
  | { readonly code: 'clock-reached'; readonly rule: string; readonly clock: ClockKey }
  | { readonly code: 'not-acknowledged'; readonly rule: string; readonly clock: ClockKey; readonly after: string }
  | { readonly code: 'calendar-published'; readonly edition: number }
  | { readonly code: 'recheck-due'; readonly days: number }
  | { readonly code: 'same-asset'; readonly of: CaseId }
  | { readonly code: 'same-device'; readonly of: CaseId }
  | { readonly code: 'same-place'; readonly of: CaseId; readonly metres: number; readonly days: number }
  | { readonly code: 'absorbed'; readonly from: CaseId }
  | { readonly code: 'unmerged'; readonly from: CaseId }
  | { readonly code: 'device-alarm'; readonly device: string }
  /** A trigger rule, by the name it had then, and the reading that did it (in `unit`; null for a timer). */
  | { readonly code: 'rule-alarm'; readonly rule: string; readonly version: number; readonly zh: string; readonly en: string; readonly device: string; readonly value: number | null; readonly unit: string }
  /** A report of the same class within the radius of an alarm. */
  | { readonly code: 'correlated'; readonly of: CaseId; readonly metres: number }
  | { readonly code: 'self-recovered'; readonly device: string; readonly since: number }
  /** What a series said while the case waited for its check: between two moments, in so many good readings. */
  | { readonly code: 'sensor-stable'; readonly device: string; readonly metric: string; readonly from: number; readonly to: number; readonly samples: number }
  | { readonly code: 'sensor-breaching'; readonly device: string; readonly metric: string; readonly value: number | null; readonly unit: string; readonly at: number }
  | { readonly code: 'still-breaching'; readonly rule: string; readonly version: number; readonly zh: string; readonly en: string; readonly device: string };
export type ReasonCode = Reason['code'];
