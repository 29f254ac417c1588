import { STATUS, type CaseRow, type Receipt } from '#contract';
import { allowed, type Actor, type Case } from '#domain';
import { ProblemError, type FieldFault } from '#platform';
import type { Refusal } from '../door/answer.js';

/** What happened to a command, as it is answered. */
export const receiptOf = (c: Case, actor: Actor): Receipt => ({ id: c.id, number: c.number, version: c.version, stage: c.stage, allowed: allowed(c, actor) });

/** A refusal as the problem it is for this actor: with what is allowed now, and the row where the actor's screen was behind. */
export function problemOfRefusal(refusal: Refusal, current: Case | null, row: CaseRow | null, actor: Actor): ProblemError {
  const stage = current === null ? {} : { stage: current.stage, allowed: allowed(current, actor) };
  const status = STATUS[refusal.code];
  return new ProblemError(refusal.code, { ...stage, ...(row !== null && (status === 409 || status === 412) && { current: row }), ...faultsOf(refusal) });
}

function faultsOf(refusal: Refusal): { errors?: FieldFault[] } {
  if (refusal.field === undefined) return {};
  const [message, zh] = SAID[refusal.code] ?? ['is refused by a rule of the case', '不符合案件规则'];
  const pointer = `/${refusal.field}`, which = 'photos' in refusal && refusal.photos !== undefined ? refusal.photos : [''];
  return { errors: which.map((hash) => ({ pointer, code: refusal.code, message: hash === '' ? message : `${hash} ${message}`, zh: hash === '' ? zh : `${hash}:${zh}` })) };
}

/** What is wrong with a member, for the codes that name one. */
const SAID: Readonly<Partial<Record<Refusal['code'], readonly [string, string]>>> = {
  'unknown-value': ['names something that is not there or does not fit', '所指内容不存在或不适用'],
  'unknown-photo': ['was never uploaded; upload it first and send the command again', '照片尚未上传,请先上传再提交'],
  'evidence-required': ['needs a photo or an explanation', '需要照片或说明'],
  'too-long': ['is more than the rule allows', '超出允许的范围'],
  'must-be-in-future': ['must lie in the future', '须为将来的时间'],
  'after-deadline': ['may only be asked for before the deadline', '须在截止时间之前提出'],
  'same-case': ['is this case itself', '不能并入自身'],
  'not-when-critical': ['is not possible for a critical case', '特急案件不适用'],
};
