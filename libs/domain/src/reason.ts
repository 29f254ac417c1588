import type { ClockName } from './clock.js';
import type { CaseId, DepartmentId } from './vocabulary.js';

/** Why the automation did what it did: data, so that the timeline can say it in any language and a test can compare it. */
export type Reason =
  | { readonly code: 'trusted-report' }
  | { readonly code: 'duty-line'; readonly line: string; readonly department: DepartmentId; readonly confidence: number }
  | { readonly code: 'verified' }
  | { readonly code: 'suspension-ended' }
  | { readonly code: 'clock-reached'; readonly rule: string; readonly clock: ClockName }
  | { readonly code: 'same-asset'; readonly of: CaseId }
  | { readonly code: 'same-device'; readonly of: CaseId }
  | { readonly code: 'absorbed'; readonly from: CaseId }
  | { readonly code: 'device-alarm'; readonly device: string };
export type ReasonCode = Reason['code'];
