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
  'wrong-stage': ['is not possible in this stage', '当前阶段不适用'],
  'binding-ruling': ['is not possible after a ruling', '已有裁定，不适用'],
  'already-done': ['has been done before', '已经做过'],
  'same-person': ['must be done by somebody else', '须由另一人办理'],
  'photo-elsewhere': ['was taken too far from the place of the case', '拍摄地点离案件位置太远'],
  'photo-old': ['was taken before the case was given out', '拍摄时间早于派遣时间'],
  'document-required': ['needs the document that orders it', '需要依据文件'],
  'not-small': ['is too grave to be put right by one person alone', '不属于可当场处理的小问题'],
  'not-subordinate': ['is not a department below this one', '不是本部门的下级'],
  'no-order': ['names no order that waits for a reply', '没有待回复的督办'],
  'no-alert': ['names nothing that waits for your acknowledgement', '没有待您应答的督办'],
  'no-task': ['names no task that may be acted on like this', '没有可这样操作的任务'],
  forbidden: ['is not for this role', '该岗位不可使用'],
};
