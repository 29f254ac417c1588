import type { RuleBook } from '#directory';
import { CALLER_CHANNELS, type ReportBody } from '#contract';
import { LIFECYCLE, type Actor, type Channel, type ClassId, type ConditionId, type Instant, type Severity } from '#domain';
import { ProblemError, type FieldFault } from '#platform';
import { AHEAD } from './moment.js';

/** Channels that only machines use: their alarms come as signals. */
const MACHINES: readonly Channel[] = ['sensor', 'video-ai'];
/** Where a grid member's reports may come from. */
const OWN: readonly Channel[] = ['grid-member', 'patrol'];

/** Who writes down what callers say; and residents on the public page, who say it themselves. */
const LISTENS: readonly Actor['role'][] = ['dispatcher', 'supervisor', 'citizen'];

/** Photos of one report, brought along and sent before together. */
const MAX_PHOTOS = 12;

/** Nothing known: not even a class. */
const UNKNOWN_SEVERITY: Severity = 3;

const fault = (pointer: string, code: string, message: string, zh: string): FieldFault => ({ pointer, code, message, zh });

/** Throws ProblemError for what can be said of a report without looking at its photos: all faults at once. */
export function checkReport(body: ReportBody, photos: number, actor: Actor, book: RuleBook, now: Instant): void {
  if (!(actor.role in LIFECYCLE.register.by) || actor.role === 'device') throw new ProblemError('forbidden', { detail: actor.role === 'device' ? 'devices send signals' : 'this role does not report' });
  const faults: FieldFault[] = [];
  if (MACHINES.includes(body.source) || (actor.role === 'grid-member' && !OWN.includes(body.source)))
    faults.push(fault('/source', 'not-yours', `not a channel that a ${actor.role} reports by`, '不是该角色可用的上报渠道'));
  if (body.capturedAt !== undefined && body.capturedAt > now + AHEAD) faults.push(fault('/capturedAt', 'in-the-future', 'lies in the future by more than 5 minutes; check the clock of the phone', '拍摄时间在未来 5 分钟之后,请校准手机时钟'));
  if (photos > MAX_PHOTOS) faults.push(fault('/photos', 'too_big', `at most ${MAX_PHOTOS} photos`, `照片最多 ${MAX_PHOTOS} 张`));
  if (body.classId === null && body.text === undefined && photos === 0) faults.push(fault('/text', 'nothing-said', 'a report needs a class, words or a photo', '至少要有类别、文字或照片'));
  if (body.handled !== undefined && body.sameAs !== undefined) faults.push(fault('/handled', 'not-with-same-as', 'say on the open case itself that it is put right (“selfHandle”)', '请在该案件上使用“自行处置”'));
  if (body.caller !== undefined && (!CALLER_CHANNELS.includes(body.source) || !LISTENS.includes(actor.role)))
    faults.push(fault('/caller', 'not-yours', 'only the centre notes who called, for what came by hotline, by a citizen or by the press', '只有中心受理热线、公众、媒体来件时可登记来电人'));
  if (faults.length > 0) throw new ProblemError('invalid-input', { errors: faults });
  const unknown = unknownNames(body.classId, body.conditionId, book);
  if (unknown.length > 0) throw new ProblemError('unknown-value', { errors: unknown });
  // What was handled on the spot is judged by the core: photos before and after.
  if (photos === 0 && actor.role === 'grid-member' && body.handled === undefined) throw new ProblemError('missing-photo', { errors: [fault('/photos', 'missing-photo', 'a grid member’s report needs a photo', '网格员上报至少要有一张照片')] });
}

/** What the catalogue does not know, or knows of another class. */
export function unknownNames(classId: ClassId | null, conditionId: ConditionId | null, book: RuleBook): FieldFault[] {
  if (classId !== null && !book.classes.has(classId)) return [fault('/classId', 'unknown-value', `there is no class ${classId}`, `没有类别 ${classId}`)];
  if (conditionId === null) return [];
  const condition = book.conditions.get(conditionId);
  if (condition === undefined) return [fault('/conditionId', 'unknown-value', `there is no condition ${conditionId}`, `没有立案条件 ${conditionId}`)];
  return condition.classId === classId ? [] : [fault('/conditionId', 'unknown-value', `the condition belongs to class ${condition.classId}`, `该立案条件属于类别 ${condition.classId}`)];
}

/** The condition says how severe it is; without one the class does. */
export const severityOf = (classId: ClassId | null, conditionId: ConditionId | null, book: RuleBook): Severity =>
  (conditionId === null ? undefined : book.conditions.get(conditionId)?.severity) ?? (classId === null ? undefined : book.classes.get(classId)?.severity) ?? UNKNOWN_SEVERITY;
