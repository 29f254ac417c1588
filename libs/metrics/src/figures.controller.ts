import { Controller } from '@nestjs/common';
import { figuresQuerySchema, ROUTES, type Figure } from '#contract';
import type { DepartmentId } from '#domain';
import { Serves, Who, type Principal } from '#directory';
import { CheckedQuery, ProblemError } from '#platform';
import { Figures } from './figures.js';

const MOST_DAYS = 400;

@Controller()
export class FiguresController {
  constructor(private readonly daily: Figures) {}

  @Serves(ROUTES.figures)
  async figures(@CheckedQuery(figuresQuerySchema) { from, to, department }: { from: string; to: string; department?: DepartmentId }, @Who() who: Principal): Promise<Figure[]> {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (days < 0 || days > MOST_DAYS) throw new ProblemError('invalid-input', { errors: [{ pointer: 'query/to', code: 'out_of_range', message: `must be from 0 to ${MOST_DAYS} days after from`, zh: `须在起始日之后 0 至 ${MOST_DAYS} 天` }] });
    return this.daily.between(from, to, department ?? null, who.actor);
  }
}
