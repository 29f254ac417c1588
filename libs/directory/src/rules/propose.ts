import { DAY, type ClassId, type ConditionId, type DepartmentId, type UserId } from '#domain';
import { uuid, type Tx } from '#platform';
import { loadRowsFrom, newestAt } from '../book/editions.js';
import { calendarContent } from '../book/content.js';
import type { Change } from './change.js';

/** What a ruling says about whose things of this kind are from now on. */
export interface RuledLine {
  readonly classId: ClassId;
  readonly conditionId?: ConditionId | null | undefined;
  /** Digits of a cell's code, or `*`. */
  readonly area: string;
  readonly main: DepartmentId;
  readonly co: readonly DepartmentId[];
  readonly caseNumber: string;
  readonly ground: string;
  /** Who ruled, and when. */
  readonly by: UserId | string;
  readonly at: number;
}

/**
 * A ruling becomes a draft of the duty list with one line more, submitted at once, to be approved by a second person; answers the draft's id. Runs in the ruling's own
 * transaction: no ruling, no draft. It is a single change, made to whatever list holds when it is approved, so that several of them do not overwrite one another; lines
 * that said whose exactly these things are end on the day it begins. A second ruling on the same case takes the place of the first.
 */
export async function proposeDutyLine(tx: Tx, { classId, conditionId, area, main, co, caseNumber, ground, by, at }: RuledLine): Promise<string> {
  const rows = await loadRowsFrom(tx, at);
  const { utcOffsetMinutes } = calendarContent.parse(newestAt(rows, 'calendar', at)?.content), offset = utcOffsetMinutes * 60_000;
  const morning = Math.floor((at + offset) / DAY) * DAY, date = new Date(morning).toISOString().slice(0, 10);
  const note = `裁定 ${caseNumber}：${ground.trim()}`.slice(0, 500).toWellFormed();
  const line = {
    id: `D-R-${caseNumber.replaceAll(/[^A-Za-z0-9.-]/g, '-').slice(0, 36)}`, classId, ...(conditionId && { conditionId }), area, owner: '*', main, co: [...new Set(co)].filter((d) => d !== main), from: date, to: null, note,
  };
  const changes: Change[] = [{ list: 'lines', put: line, supersedes: true }];
  const id = uuid();
  await tx.query(
    `insert into rule_draft (id, version, parts, effective_from, note, origin, author, created_at, changed_at, state, submitted_at) values ($1, 1, $2::jsonb, $3, $4, $5, $6, $7, $7, 'submitted', $7)`,
    [id, JSON.stringify({ duty: { base: newestAt(rows, 'duty', at)?.version ?? 0, changes } }), morning - offset, note, caseNumber, by, at]);
  return id;
}
