import type { Refusal } from '#cases';
import type { CaseRow } from '#contract';
import { ProblemError } from '#platform';

/** What the door refused, as the sender of a report reads it. */
export function problemOf(refusal: Refusal, pointer: string, current: CaseRow | null): ProblemError {
  const field = refusal.field === undefined ? pointer : `/${refusal.field}`;
  return new ProblemError(refusal.code, {
    ...(refusal.code !== 'idempotency-key-reused' && { errors: [{ pointer: field, code: refusal.code, message: refusal.code }] }),
    ...('stage' in refusal && refusal.stage !== undefined && { stage: refusal.stage }),
    ...('allowed' in refusal && refusal.allowed !== undefined && { allowed: refusal.allowed }),
    ...(current !== null && { current }),
  });
}
