import type { CommandType } from './command.js';
import type { Stage } from './vocabulary.js';

export const REJECTIONS = [
  'unknown-case', 'already-exists', 'wrong-stage', 'forbidden', 'no-request', 'request-pending', 'evidence-required', 'same-person',
  'after-deadline', 'must-be-in-future', 'too-long', 'too-late', 'already-done', 'same-case', 'unknown-value', 'not-when-critical',
  'not-endorsed', 'second-extension', 'binding-ruling', 'no-proposal', 'proposal-pending', 'document-required', 'tasks-open', 'no-task', 'no-order', 'no-alert', 'not-merged',
  'not-small', 'not-subordinate', 'no-superior', 'photo-elsewhere', 'photo-old', 'no-appeal', 'held-by-other',
] as const;
export type RejectionCode = (typeof REJECTIONS)[number];

/** A refusal is an answer, not an exception: the screen shows it, the worker drops it, the API maps it to a status. */
export interface Rejection {
  readonly code: RejectionCode;
  /** The member of the command that the rule looked at, where there is one. */
  readonly field?: string;
  readonly stage?: Stage;
  readonly allowed?: readonly CommandType[];
}
