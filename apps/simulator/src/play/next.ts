import type { CaseRow, CaseView, SentCommand } from '#contract';
import type { CaseId, DepartmentId, Instant, Millis, UserId } from '#domain';
import { DAY } from '#domain';
import type { County } from '../county/county.js';
import type { Occurrence } from './occurrence.js';

/** What the players know of one case besides what the server shows them. */
export interface Course {
  readonly occurrence: Occurrence;
  readonly reporter: UserId;
  /** A number by which one of several people is chosen. */
  readonly pick: number;
  /** The case to merge into; `waiting` while the original has not been reported yet; null: nothing to merge, or no longer. */
  readonly into: CaseId | 'waiting' | null;
  /** Later reports of the same thing are still to come. */
  readonly held: boolean;
  /** What has been done that the row does not show. */
  readonly did: ReadonlySet<string>;
}

/** `now`: at once. `automation`: only if the automation does not do it within a moment. `own-time`: so long after the report. */
export type When = { readonly kind: 'now' } | { readonly kind: 'automation' } | { readonly kind: 'own-time'; readonly after: Millis };
export interface Given { readonly photos: readonly string[]; readonly view: CaseView | null; readonly now: Instant }

export interface Act {
  readonly kind: 'act';
  readonly by: UserId;
  readonly when: When;
  readonly needs?: { readonly view?: true; readonly photos?: true };
  /** Remembered in `did` once the server has taken it. */
  readonly marks?: string;
  readonly command: (given: Given) => SentCommand;
}
/** `rest`: as far as it goes. `wait`: somebody or something else is next, or nobody can. */
export type Next = Act | { readonly kind: 'rest' } | { readonly kind: 'wait'; readonly for: string };

/** Shares of the handling time at which the department and the grid member act. */
const ACCEPTED = 0.1, RESOLVED = 0.85, VERIFIED = 0.95;
const DONE = '已处置完毕,现场已恢复';
const REST: Next = { kind: 'rest' };

/**
 * What people would do next, looking only at where the case stands: the counterpart of the core's `nextStep`.
 * Asked again after every change, so that lost, late and doubled news of a case do no harm.
 */
export function next(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: o, pick } = course;
  const { twists = {}, ends } = o;
  if (row.stage === 'closed') return REST;
  const stays = row.stage === ends.stage;
  const dispatcher = county.somebody('dispatcher', 0);
  const supervisor = county.somebody('supervisor', 0);
  const own = (share: number): When => ({ kind: 'own-time', after: o.lasts * share });
  const act = (by: UserId, when: When, command: SentCommand, marks?: string): Next => ({ kind: 'act', by, when, command: () => command, ...(marks !== undefined && { marks }) });

  if (row.request !== null && (row.stage === 'acceptance' || row.stage === 'handling')) {
    return twists.asks ? REST : act(county.somebody('supervisor', pick), own(ACCEPTED), { type: 'grant', note: '同意' });
  }
  switch (row.stage) {
    case 'triage': {
      if (stays) return REST;
      if (course.into === 'waiting') return { kind: 'wait', for: 'the report it repeats' };
      if (course.into !== null) return act(dispatcher, { kind: 'now' }, { type: 'merge', into: course.into });
      if (ends.stage === 'refused') return act(dispatcher, { kind: 'now' }, { type: 'refuse', reason: ends.reason });
      if (twists.confirmation && !course.did.has('confirmation')) return act(dispatcher, { kind: 'now' }, { type: 'askConfirmation', note: '请到现场核实' }, 'confirmation');
      const { classId, conditionId } = row.classId !== null && row.conditionId !== null ? { classId: row.classId, conditionId: row.conditionId } : o.filed;
      const unsure = o.reported === null || twists.confirmation !== undefined;
      return act(dispatcher, unsure ? { kind: 'now' } : { kind: 'automation' }, { type: 'triage', classId, conditionId, severity: county.severity(conditionId) });
    }
    case 'confirmation': {
      if (stays) return REST;
      const member = county.verifier(row.cell, null, pick);
      return { kind: 'act', by: member ?? supervisor, when: own(ACCEPTED / 2), needs: { photos: true }, command: ({ photos }) => ({ type: 'confirm', verdict: 'true', note: '情况属实', evidence: [...photos] }) };
    }
    case 'dispatch':
      if (stays) return REST;
      if (course.into !== null && course.into !== 'waiting') return act(dispatcher, { kind: 'now' }, { type: 'merge', into: course.into });
      if (row.returns > 0 && twists.returned) return act(dispatcher, own(ACCEPTED), { type: 'dispatch', department: twists.returned.to, coDepartments: [] });
      return { kind: 'act', by: dispatcher, when: row.returns > 0 ? { kind: 'now' } : { kind: 'automation' }, needs: { view: true }, command: ({ view }) => dispatchTo(row, view, o, county) };
    case 'acceptance': return atDepartment(row, course, county);
    case 'handling': return atHandler(row, course, county);
    case 'verification': {
      if (stays && (twists.fails === undefined || row.rework > 0)) return REST;
      const member = county.verifier(row.cell, course.reporter, pick);
      const passed = twists.fails === undefined || row.rework > 0;
      const by = member !== null && member !== row.assignee ? member : row.dispatchedBy === supervisor ? county.somebody('supervisor', 1) : supervisor;
      return { kind: 'act', by, when: own(VERIFIED), needs: { photos: true }, command: ({ photos }) => ({ type: 'verify', passed, note: passed ? '核查合格' : (twists.fails?.note ?? '未处置到位'), evidence: [...photos] }) };
    }
    case 'closure': {
      if (stays) return REST;
      const closer = [...county.all('dispatcher').slice(1), ...county.all('supervisor'), ...county.all('dispatcher')].find((p) => p !== row.dispatchedBy);
      return closer === undefined ? { kind: 'wait', for: 'somebody who did not dispatch it' } : act(closer, { kind: 'automation' }, { type: 'close' });
    }
    case 'disputed': {
      const ruling = twists.disputed?.ruling;
      return ruling ? act(supervisor, own(ACCEPTED * 2), { type: 'rule', ...ruling }) : REST;
    }
    case 'suspended': return REST;
  }
}

function atDepartment(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: { twists = {}, lasts, ends }, pick, did } = course;
  const department = row.department;
  const handler = department === null ? null : county.handler(department, pick);
  if (department === null || handler === null) return { kind: 'wait', for: `somebody to work at ${department ?? 'no department'}` };
  const when: When = { kind: 'own-time', after: lasts * ACCEPTED };
  if (twists.returned && row.returns === 0) {
    const { reason, to } = twists.returned;
    return { kind: 'act', by: handler, when, command: () => ({ type: 'request', kind: 'return', reason, suggest: to }) };
  }
  if (twists.disputed && !did.has('dispute')) {
    const { reason } = twists.disputed;
    return { kind: 'act', by: county.lead(department) ?? handler, when, marks: 'dispute', command: () => ({ type: 'dispute', reason }) };
  }
  if (ends.stage === row.stage) return REST;
  return { kind: 'act', by: handler, when, command: () => ({ type: 'accept', assignee: handler }) };
}

function atHandler(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: { twists = {}, lasts, done, ends }, pick, did, held } = course;
  const by = row.assignee ?? (row.department === null ? null : county.handler(row.department, pick));
  if (by === null) return { kind: 'wait', for: `somebody to work at ${row.department ?? 'no department'}` };
  const when: When = { kind: 'own-time', after: lasts * ACCEPTED * 2 };
  const ask = (marks: string, command: (now: Instant) => SentCommand): Next => ({ kind: 'act', by, when, marks, command: ({ now }) => command(now) });
  if (twists.suspended && !did.has('suspension')) {
    const { reason, days } = twists.suspended;
    return ask('suspension', (now) => ({ type: 'request', kind: 'suspension', reason, until: now + days * DAY }));
  }
  if (twists.extended && !did.has('extension')) {
    const { reason, more } = twists.extended;
    return ask('extension', () => ({ type: 'request', kind: 'extension', reason, more }));
  }
  if (twists.asks && !did.has('asks')) {
    const { kind, reason, more, suggest } = twists.asks;
    return ask('asks', () => ({ type: 'request', kind, reason, ...(more !== undefined && { more }), ...(suggest !== undefined && { suggest }) }));
  }
  if (held) return { kind: 'wait', for: 'later reports of the same thing' };
  if (ends.stage !== 'closed' && ends.stage !== 'refused' && ends.stage !== 'verification' && ends.stage !== 'closure') return REST;
  return { kind: 'act', by, when: { kind: 'own-time', after: lasts * RESOLVED }, needs: { photos: true }, command: ({ photos }) => ({ type: 'resolve', note: done ?? DONE, evidence: [...photos] }) };
}

/** Where a person sends a case: the surest answer of the duty list at which somebody works, else what the catalogue names. */
function dispatchTo(row: CaseRow, view: CaseView | null, o: Occurrence, county: County): SentCommand {
  const candidate = [...(view?.candidates ?? [])].sort((a, b) => b.confidence - a.confidence).find((c) => county.works(c.department));
  const department: DepartmentId = candidate?.department ?? county.departmentFor(row.classId ?? o.filed.classId, row.cell);
  return { type: 'dispatch', department, coDepartments: (candidate?.coDepartments ?? []).filter((d) => d !== department).slice(0, 8) };
}
