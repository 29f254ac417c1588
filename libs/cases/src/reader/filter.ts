import type { CaseFilter } from '#contract';
import { allowedWhose, counted, done, visible, within } from '#directory';
import type { Actor, Instant, Light } from '#domain';
import { ProblemError } from '#platform';
import { Bound } from './bound.js';

/** The light of a row at a moment, as the core's `light` says it; a closed case has no deadline. */
export const lightAt = (asOf: string): string => `case when due_at is null then 'paused' when due_at <= ${asOf} then 'red' when yellow_at <= ${asOf} then 'yellow' else 'green' end`;

const LIGHT: Readonly<Record<Light, (asOf: string) => string>> = {
  red: (at) => `due_at <= ${at}`,
  yellow: (at) => `due_at > ${at} and yellow_at <= ${at}`,
  green: (at) => `due_at > ${at} and yellow_at > ${at}`,
  paused: () => 'due_at is null',
};
/** Names the partial indexes' own condition, so that they are found. */
export const OPEN = `stage <> 'closed'`;

/** A filter within what the actor may see. `asOf` decides the lights. */
export function filtered(filter: CaseFilter, actor: Actor, asOf: Instant): Bound {
  const b = new Bound();
  const any = (column: string, values: readonly unknown[] | undefined, type = 'text'): void => {
    if (values !== undefined && values.length > 0) b.and(`${column} = any(${b.bind(values)}::${type}[])`);
  };
  const sight = visible(actor, (v) => b.bind(v));
  if (sight !== 'true') b.and(sight);
  any('stage', filter.stage);
  if (filter.open === 'true' || (filter.stage !== undefined && filter.stage.length > 0 && !filter.stage.includes('closed'))) b.and(OPEN);
  if (filter.open === 'false') b.and(`stage = 'closed'`);
  any('outcome', filter.outcome);
  any('severity', filter.severity, 'smallint');
  any('class_id', filter.classId);
  any('cell', filter.cell);
  any('id', filter.ids, 'uuid');
  for (const condition of within(filter, (v) => b.bind(v))) b.and(condition);
  if (filter.counted !== undefined) {
    const of = { parts: [filter.counted], days: [daysOf(filter)], department: filter.for, whose: allowedWhose([filter.counted], filter.whose, actor), lacking: filter.lacking };
    b.and(`id in (select case_id from counted_case where ${counted(of, asOf, (v) => b.bind(v))})`);
  }
  else if (filter.for !== undefined) b.and(`department = ${b.bind(filter.for)}`);
  if (filter.did !== undefined) b.and(`id in (select case_id from counted_case where ${done(filter.did, daysOf(filter), actor.id, (v) => b.bind(v))})`);
  if (filter.department !== undefined && filter.department.length > 0) {
    const wanted = b.bind(filter.department);
    b.and(`department = any(${wanted}::text[]) or (co_departments <> '{}' and co_departments && ${wanted}::text[])`);
  }
  if (filter.assignee !== undefined) b.and(`assignee = ${b.bind(filter.assignee)}`);
  if (filter.unassigned !== undefined) b.and(`department is ${filter.unassigned === 'true' ? '' : 'not '}null`);
  if (filter.request !== undefined) b.and(`request is ${filter.request === 'true' ? 'not ' : ''}null`);
  // These few look into the case itself: over what is open that is some thousand rows, found by the narrower conditions first.
  if (filter.supervised !== undefined) b.and(`${filter.supervised === 'true' ? '' : 'not '}(stage <> 'closed' and (state @? '$.orders[*] ? (@.reply == null)' or state @? '$.alerts[*] ? (@.acknowledged == null)'))`);
  if (filter.rework !== undefined) b.and(`(state ->> 'rework')::int ${filter.rework === 'true' ? '>' : '='} 0`);
  if (filter.taskOf !== undefined) {
    const whose = b.bind(filter.taskOf);
    b.and(`co_departments && array[${whose}]::text[] or department = ${whose}`).and(`jsonb_path_exists(state, '$.tasks[*] ? (@.department == $d && (@.state == "waiting" || @.state == "doing"))', jsonb_build_object('d', ${whose}::text))`);
  }
  if (filter.dueBefore !== undefined) b.and(`due_at < ${b.bind(filter.dueBefore)}`).and(OPEN);
  if (filter.parked !== undefined) b.and(`parked_at is ${filter.parked === 'true' ? 'not ' : ''}null`);
  if (filter.since !== undefined) b.and(`reported_at >= ${b.bind(filter.since)}`);
  if (filter.until !== undefined) b.and(`reported_at < ${b.bind(filter.until)}`);
  if (filter.light !== undefined && filter.light.length > 0) {
    // A value that no condition names is a fault to PostgreSQL: a paused clock knows no moment.
    const at = filter.light.every((l) => l === 'paused') ? '' : `${b.bind(asOf)}::bigint`;
    b.and(filter.light.map((l) => `(${LIGHT[l](at)})`).join(' or '));
    if (!filter.light.includes('paused')) b.and(OPEN);
  }
  if (filter.q !== undefined && filter.q !== '') {
    const like = filter.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`);
    b.and(`number like ${b.bind(`${like.toUpperCase()}%`)} or text ilike ${b.bind(`%${like}%`)}`);
  }
  return b;
}

/** @throws ProblemError invalid-input when a counted list has no days, or days the wrong way round */
function daysOf({ from, to }: CaseFilter): { readonly from: string; readonly to: string } {
  if (from !== undefined && to !== undefined && from <= to) return { from, to };
  throw new ProblemError('invalid-input', { errors: [{ pointer: `query/${from === undefined ? 'from' : 'to'}`, code: from === undefined || to === undefined ? 'required' : 'out_of_range', message: 'a counted list needs the days from … to, in that order', zh: '按指标查看需要起止日期，且止不早于起' }] });
}

export { LIGHT };
