import type { AssessmentQuery } from '#contract';
import { allowedLook, type Directory } from '#directory';
import type { Actor } from '#domain';
import { ProblemError } from '#platform';
import { lengthOf } from '../board/days.js';
import { INDICATORS } from '../indicators/index.js';
import { divided } from './periods.js';

/** Ten years, and not more columns than a year has days; where there are thousands of units, not more than a month has. */
const MOST_DAYS = 3_660, MOST_STEPS = 400, MOST_STEPS_OF_MANY = 31;
const MANY: readonly AssessmentQuery['by'][] = ['cell', 'person', 'class'];

/** @throws ProblemError invalid-input */
export function allowedDays(of: { readonly from: string; readonly to: string }, where: string): void {
  const days = lengthOf(of);
  if (days < 1 || days > MOST_DAYS) throw new ProblemError('invalid-input', { errors: [{ pointer: `${where}/to`, code: 'out_of_range', message: `must be from 0 to ${MOST_DAYS - 1} days after from`, zh: `须在起始日之后 0 至 ${MOST_DAYS - 1} 天` }] });
}

/** Whether figures can be asked for so, by this reader. @throws ProblemError invalid-input, no-right */
export function allowedFigures(query: AssessmentQuery, reader: Actor, directory: Directory): void {
  allowedDays(query, 'query');
  const refuse = (name: string, message: string, zh: string): never => { throw new ProblemError('invalid-input', { errors: [{ pointer: `query/${name}`, code: 'out_of_range', message, zh }] }); };
  const most = MANY.includes(query.by) ? MOST_STEPS_OF_MANY : MOST_STEPS;
  if (divided(query, query.per).length > most) refuse('per', `would be more than ${most} steps`, `超过 ${most} 期，请加大时间单位`);
  if (query.whose !== undefined && query.by !== 'person' && query.by !== 'rule') refuse('whose', 'goes with by=person or by=rule', '只能与 by=person 或 by=rule 同用');
  if (query.indicator?.some((id) => !INDICATORS.some((i) => i.id === id)) === true) refuse('indicator', 'names no indicator', '没有该指标');
  allowedLook(query, reader, directory);
}
