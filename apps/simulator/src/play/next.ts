import type { CaseRow, CaseView, SentCommandInput } from '#contract';
import { DAY, type Channel, type DepartmentId, type Instant, type UserId } from '#domain';
import type { County } from '../county/county.js';
import { duties, finished, owed } from './duties.js';
import type { Course, Next, When } from './move.js';
import type { Occurrence } from './occurrence.js';

/** Shares of the handling time at which the department and the grid member act. */
const ACCEPTED = 0.1, RESOLVED = 0.85, VERIFIED = 0.95;
const DONE = '已处置完毕,现场已恢复';
const REST: Next = { kind: 'rest' };
/** Channels for whose reports nobody stands: somebody looks first, asked by the automation, or else by the dispatcher. */
const UNTRUSTED: readonly Channel[] = ['public', 'hotline', 'media'];

/**
 * What people would do next, looking only at where the case stands: the counterpart of the core's `nextStep`. The way forward and what is
 * owed beside it (tasks, orders, warnings) come in the order of their times. Asked again after every change, so that lost, late and doubled
 * news of a case do no harm.
 */
export function next(row: CaseRow, course: Course, county: County): Next {
  if (row.stage === 'closed') return REST;
  const onward = forward(row, course, county);
  const [first] = [...duties(row, course, county, onward.kind === 'rest'), ...(onward.kind === 'act' ? [onward] : [])].sort((a, b) => moment(a.when) - moment(b.when));
  if (first !== undefined) return first;
  return onward.kind === 'rest' && finished(row) < (course.occurrence.twists?.steps ?? 0) ? { kind: 'wait', for: 'a task that is still to be given' } : onward;
}

const moment = (when: When): number => (when.kind === 'now' ? -2 : when.kind === 'automation' ? -1 : when.after);

function forward(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: o, pick } = course;
  const { twists = {}, ends } = o;
  const stays = row.stage === ends.stage;
  const dispatcher = county.somebody('dispatcher', 0);
  const supervisor = county.somebody('supervisor', 0);
  const own = (share: number): When => ({ kind: 'own-time', after: o.lasts * share });
  const act = (by: UserId, when: When, command: SentCommandInput, marks?: string): Next => ({ kind: 'act', by, when, command: () => command, ...(marks !== undefined && { marks }) });
  const merging = course.into !== null && course.into !== 'waiting' ? act(dispatcher, { kind: 'now' }, { type: 'merge', into: course.into }) : null;

  if (row.proposal !== null) {
    if (twists.ending?.waits) return REST;
    const other = [...county.all('supervisor'), ...county.all('leader')].find((p) => p !== row.proposal?.by);
    return other === undefined ? { kind: 'wait', for: 'a second person to approve' } : act(other, own(ACCEPTED * 3), { type: 'approve', note: '同意' });
  }
  if (row.request !== null && (row.stage === 'acceptance' || row.stage === 'handling')) return answer(row, course, county);
  switch (row.stage) {
    case 'triage': {
      if (course.into === 'waiting') return { kind: 'wait', for: 'the report it repeats' };
      if (merging) return merging;
      if (row.confirmed === null && (twists.confirmation || (UNTRUSTED.includes(row.source) && row.severity > 1)) && row.cell !== null)
        return act(dispatcher, { kind: UNTRUSTED.includes(row.source) ? 'automation' : 'now' }, { type: 'askConfirmation', note: '请到现场核实' });
      if (stays) return REST;
      if (ends.stage === 'refused') return act(dispatcher, { kind: row.confirmed === 'false' ? 'automation' : 'now' }, { type: 'refuse', code: ends.code, note: ends.note });
      const known = row.classId !== null && row.conditionId !== null ? { classId: row.classId, conditionId: row.conditionId } : null;
      const { classId, conditionId } = known ?? o.filed;
      return act(dispatcher, { kind: known === null ? 'now' : 'automation' }, { type: 'triage', classId, conditionId, severity: county.severity(conditionId) });
    }
    case 'confirmation': {
      if (merging) return merging;
      if (stays) return REST;
      const untrue = ends.stage === 'refused';
      return {
        kind: 'act', by: county.verifier(row.cell, null, pick) ?? supervisor, when: own(ACCEPTED / 2), needs: { photos: true },
        command: ({ photos }) => ({ type: 'confirm', verdict: untrue ? 'false' : 'true', note: untrue ? ends.note : '情况属实', evidence: [...photos] }),
      };
    }
    case 'dispatch':
      if (stays) return REST;
      if (merging) return merging;
      if (row.returns > 0 && twists.returned) return act(dispatcher, own(ACCEPTED), { type: 'dispatch', department: twists.returned.to });
      return { kind: 'act', by: dispatcher, when: row.returns > 0 ? { kind: 'now' } : { kind: 'automation' }, needs: { view: true }, command: ({ view }) => dispatchTo(row, view, o, county) };
    case 'acceptance': return atDepartment(row, course, county);
    case 'handling': return atHandler(row, course, county);
    case 'verification': {
      if (stays && (twists.fails === undefined || row.rework > 0)) return REST;
      const member = county.verifier(row.cell, course.reporter, pick);
      const passed = twists.fails === undefined || row.rework > 0;
      const by = member !== null && member !== row.assignee && member !== row.handledBy ? member : row.dispatchedBy === supervisor ? county.somebody('supervisor', 1) : supervisor;
      return { kind: 'act', by, when: own(VERIFIED), needs: { photos: true }, command: ({ photos }) => ({ type: 'verify', passed, note: passed ? '核查合格' : (twists.fails?.note ?? '未处置到位'), evidence: [...photos] }) };
    }
    case 'closure': {
      if (stays) return REST;
      if (owed(row).length > 0) return { kind: 'wait', for: 'its tasks' };
      const closer = [...county.all('dispatcher').slice(1), ...county.all('supervisor'), ...county.all('dispatcher')].find((p) => p !== row.dispatchedBy && p !== row.handledBy);
      // What was put right on the spot is always looked at by a person.
      return closer === undefined ? { kind: 'wait', for: 'somebody who did not dispatch it' } : act(closer, row.onTheSpot ? own(VERIFIED) : { kind: 'automation' }, { type: 'close', ...(row.onTheSpot && { note: '前后照片一致,同意结案' }) });
    }
    case 'disputed': {
      const ruling = twists.disputed?.ruling;
      return ruling ? act(supervisor, own(ACCEPTED * 2), { type: 'rule', ...ruling }) : REST;
    }
    case 'closed': case 'suspended': return REST;
  }
}

/** What a department asked for: its lead first, then the centre. */
function answer(row: CaseRow, { occurrence: { twists = {}, lasts }, pick }: Course, county: County): Next {
  if (twists.asks) return REST;
  const when: When = { kind: 'own-time', after: lasts * ACCEPTED };
  if (row.request?.endorsed) return { kind: 'act', by: county.somebody('supervisor', pick), when, command: () => ({ type: 'grant', note: '同意' }) };
  const lead = row.department === null ? null : county.lead(row.department);
  return lead === null ? { kind: 'wait', for: `the lead of ${row.department ?? 'no department'}` } : { kind: 'act', by: lead, when, command: () => ({ type: 'endorse', note: '情况属实,同意上报' }) };
}

function atDepartment(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: { twists = {}, lasts, ends }, pick, did } = course;
  const department = row.department;
  // Where the department gives out work by itself, the case is somebody's already.
  const handler = row.assignee ?? (department === null ? null : county.handler(department, pick));
  if (department === null || handler === null) return { kind: 'wait', for: `somebody to work at ${department ?? 'no department'}` };
  const when: When = { kind: 'own-time', after: lasts * ACCEPTED };
  if (twists.returned && row.returns === 0) {
    const { reason, to } = twists.returned;
    return { kind: 'act', by: handler, when, command: () => ({ type: 'request', kind: 'return', reason, suggest: to }) };
  }
  const lead = county.lead(department);
  if (twists.disputed && !did.has('dispute') && lead !== null) {
    const { reason } = twists.disputed;
    return { kind: 'act', by: lead, when, marks: 'dispute', command: () => ({ type: 'dispute', reason }) };
  }
  if (ends.stage === row.stage) return REST;
  return { kind: 'act', by: handler, when, command: () => ({ type: 'accept', assignee: handler }) };
}

function atHandler(row: CaseRow, course: Course, county: County): Next {
  const { occurrence: { twists = {}, lasts, done, ends, place }, pick, did, held } = course;
  const by = row.assignee ?? (row.department === null ? null : county.handler(row.department, pick));
  if (by === null) return { kind: 'wait', for: `somebody to work at ${row.department ?? 'no department'}` };
  const when: When = { kind: 'own-time', after: lasts * ACCEPTED * 2 };
  const once = (who: UserId, marks: string, command: (now: Instant) => SentCommandInput): Next => ({ kind: 'act', by: who, when, marks, command: ({ now }) => command(now) });
  if (twists.arrives && row.arrivedAt === null) return { kind: 'act', by, when, command: () => ({ type: 'arrive', ...(place && { place: { lon: place.lon, lat: place.lat, accuracy: 8 } }) }) };
  if (twists.suspended && !did.has('suspension')) {
    const { reason, days, ground = 'conditions' } = twists.suspended;
    return once(by, 'suspension', (now) => ({ type: 'request', kind: 'suspension', reason, until: now + days * DAY, ground }));
  }
  if (twists.extended && !did.has('extension')) {
    const { reason, more } = twists.extended;
    return once(by, 'extension', () => ({ type: 'request', kind: 'extension', reason, more }));
  }
  if (twists.asks && !did.has('asks')) {
    const { kind, reason, more, suggest } = twists.asks;
    return once(by, 'asks', () => ({ type: 'request', kind, reason, ...(more !== undefined && { more }), ...(suggest !== undefined && { suggest }) }));
  }
  if (twists.whistled && !did.has('whistle')) {
    const { departments, reason } = twists.whistled;
    return once(by, 'whistle', () => ({ type: 'whistle', departments: [...departments], reason }));
  }
  if (twists.ordered && !did.has('order')) {
    const { demand, within } = twists.ordered;
    return once(county.somebody('supervisor', 0), 'order', () => ({ type: 'order', demand, limit: { amount: within, unit: 'working' } }));
  }
  if (twists.ending && !did.has('ending')) {
    const { kind, reason, document } = twists.ending;
    return once(county.somebody('dispatcher', 0), 'ending', () => ({ type: 'propose', kind, reason, ...(document !== undefined && { document }) }));
  }
  if (held) return { kind: 'wait', for: 'later reports of the same thing' };
  if (ends.stage !== 'closed' && ends.stage !== 'refused' && ends.stage !== 'verification' && ends.stage !== 'closure') return REST;
  if (owed(row).some((t) => t.kind === 'stage')) return { kind: 'wait', for: 'its steps' };
  return { kind: 'act', by, when: { kind: 'own-time', after: lasts * RESOLVED }, needs: { photos: true }, command: ({ photos }) => ({ type: 'resolve', note: done ?? DONE, evidence: [...photos] }) };
}

/** Where a person sends a case: the surest answer of the duty list at which somebody works, else what the catalogue names. */
function dispatchTo(row: CaseRow, view: CaseView | null, o: Occurrence, county: County): SentCommandInput {
  const candidate = [...(view?.candidates ?? [])].sort((a, b) => b.confidence - a.confidence).find((c) => county.works(c.department));
  const department: DepartmentId = candidate?.department ?? county.departmentFor(row.classId ?? o.filed.classId, row.cell);
  const coDepartments = (candidate?.coDepartments ?? []).filter((d) => d !== department).slice(0, 8);
  return { type: 'dispatch', department, coDepartments, joint: (candidate?.joint ?? []).filter((d) => coDepartments.includes(d) && county.works(d)) };
}
