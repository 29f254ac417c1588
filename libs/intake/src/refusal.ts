import type { Refusal } from '#cases';
import type { CaseRow } from '#contract';
import type { CommandType } from '#domain';
import { ProblemError } from '#platform';

/** Where the sender of a report finds what the door's word for it names, and what is wrong with it. */
const MEMBERS: Readonly<Record<string, readonly [pointer: string, message: string, zh: string]>> = {
  'forbidden handled': ['/handled', 'only a grid member on the spot puts something right alone', '只有到场的网格员可以当场处理'],
  'evidence-required before': ['/handled/before', 'needs at least one photo from before', '至少要有一张处理前照片'],
  'evidence-required after': ['/handled/after', 'needs at least one photo from after', '至少要有一张处理后照片'],
  'not-small severity': ['/handled', 'is too grave to be put right by one person alone; report it without `handled`', '不属于可当场处理的小问题，请按一般案件上报'],
  'already-exists handled': ['/handled', 'an open case is about the same thing: say there that it is put right (“selfHandle”), or report without `handled` to join it', '同一部件已有在办案件，请在该案件上使用“自行处置”，或不填当场处理、并入该案'],
};

/** What the door refused, as the sender of a report reads it; `may`: what he may do with the case that is in the way. */
export function problemOf(refusal: Refusal, pointer: string, current: CaseRow | null, may?: readonly CommandType[]): ProblemError {
  const [where, message, zh] = MEMBERS[`${refusal.code} ${refusal.field ?? ''}`] ?? [refusal.field === undefined ? pointer : `/${refusal.field}`, refusal.code, undefined];
  const stage = 'stage' in refusal ? refusal.stage : undefined, allowed = ('allowed' in refusal ? refusal.allowed : undefined) ?? may;
  return new ProblemError(refusal.code, {
    ...(refusal.code !== 'idempotency-key-reused' && { errors: [{ pointer: where, code: refusal.code, message, ...(zh !== undefined && { zh }) }] }),
    ...(stage !== undefined && { stage }), ...(allowed !== undefined && { allowed }), ...(current !== null && { current }),
  });
}
