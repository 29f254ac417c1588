import { REJECTIONS, STAGES, type RejectionCode } from '#domain';
import { z } from 'zod';

/** What the shell itself refuses, beside the core's rejections. */
export const FAULTS = [
  'invalid-input', 'malformed-json', 'unsupported-media', 'too-large', 'not-an-image', 'unknown-photo', 'missing-photo', 'idempotency-key-missing', 'idempotency-key-reused', 'still-running',
  'version-mismatch', 'precondition-required', 'invalid-cursor', 'position-gone', 'not-signed-in', 'wrong-password', 'too-many-attempts', 'puzzle-unsolved', 'no-right', 'not-found', 'method-not-allowed',
  'rulebook-faults', 'cell-faults', 'last-operator', 'own-account', 'password-change-due', 'password-expired', 'draft-outdated', 'draft-state', 'own-draft', 'rule-untried', 'too-many-rows', 'too-many-views', 'range-not-satisfiable', 'wrong-offset', 'wrong-hash', 'busy', 'rate-limited', 'wrong-signature', 'stale-timestamp', 'replayed-nonce', 'unavailable', 'internal',
] as const;
export type Fault = (typeof FAULTS)[number];
export type ProblemCode = RejectionCode | Fault;
export const PROBLEM_CODES = [...REJECTIONS, ...FAULTS] as const;

/** One status a code, exhaustively: 403 not yours, 404 not there, 409 not now, 422 not like this. */
export const STATUS: Readonly<Record<ProblemCode, number>> = {
  'unknown-case': 404, 'already-exists': 409, 'wrong-stage': 409, forbidden: 403, 'no-request': 409, 'request-pending': 409, 'evidence-required': 422, 'same-person': 403,
  'after-deadline': 409, 'must-be-in-future': 422, 'too-long': 422, 'too-late': 409, 'already-done': 409, 'same-case': 422, 'unknown-value': 422, 'not-when-critical': 409,
  'not-endorsed': 409, 'second-extension': 403, 'binding-ruling': 409, 'no-proposal': 409, 'proposal-pending': 409, 'document-required': 422, 'tasks-open': 409, 'no-task': 409, 'no-order': 409,
  'no-alert': 409, 'not-merged': 409, 'not-small': 409, 'not-subordinate': 422, 'no-superior': 409, 'photo-elsewhere': 422, 'photo-old': 422, 'no-appeal': 409, 'held-by-other': 409,
  'invalid-input': 422, 'malformed-json': 400, 'unsupported-media': 415, 'too-large': 413, 'not-an-image': 422, 'unknown-photo': 409, 'missing-photo': 422,
  'idempotency-key-missing': 400, 'idempotency-key-reused': 422, 'still-running': 409, 'version-mismatch': 412, 'precondition-required': 428, 'invalid-cursor': 400, 'position-gone': 410,
  'not-signed-in': 401, 'wrong-password': 401, 'too-many-attempts': 429, 'puzzle-unsolved': 403, 'no-right': 403, 'not-found': 404, 'method-not-allowed': 405, 'rulebook-faults': 422, 'cell-faults': 422, 'last-operator': 409, 'own-account': 409, 'password-change-due': 403, 'password-expired': 401, 'draft-outdated': 409, 'draft-state': 409, 'own-draft': 403, 'rule-untried': 409, 'too-many-rows': 422, 'too-many-views': 409, 'range-not-satisfiable': 416, 'wrong-offset': 409, 'wrong-hash': 422, busy: 429, 'rate-limited': 429, 'wrong-signature': 401, 'stale-timestamp': 401, 'replayed-nonce': 401, unavailable: 503, internal: 500,
};

/** RFC 9457 problem document. `title` follows Accept-Language; `code` never changes. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.enum(PROBLEM_CODES),
  /** Each fault with an RFC 6901 pointer into the body, or `query/…`, `header/…`, `path/…`. */
  errors: z.array(z.object({
    pointer: z.string(), code: z.string(), message: z.string(),
    /** Where it stands in an uploaded file: `sheet`, `row`, `column`, `title`; or `line` and `column`. */
    at: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })).optional(),
  /** What this actor may do with the case now. */
  allowed: z.array(z.string()).optional(),
  stage: z.enum(STAGES).optional(),
  /** With 412 and 409: the row as it is now. */
  current: z.unknown().optional(),
  retryAfter: z.number().optional(),
  /** With `too-many-rows`: how many there may be, and the request that makes what is larger. */
  limit: z.int().optional(),
  instead: z.string().optional(),
  /** With `wrong-password`: how many more tries are free before the account has to wait. */
  attemptsLeft: z.int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
