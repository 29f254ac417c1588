import { Controller } from '@nestjs/common';
import { assessmentQuerySchema, COUNTABLE, leagueQuerySchema, whatIfSchema, PART_WORDS, ROUTES, type AssessmentFigures, type AssessmentQuery, type AssessmentSchemes, type Definitions, type League, type LeagueQuery, type WhatIf, type WhatIfAnswer } from '#contract';
import { allowedLook, Directory, Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedQuery, ProblemError } from '#platform';
import { lengthOf } from '../board/days.js';
import { DEFINITIONS } from '../indicators/index.js';
import { AssessmentCounts } from './figures.js';
import { Leagues, viewOf } from './league.js';
import { divided } from './periods.js';

/** Ten years, and not more columns than a year has days; where there are thousands of units, not more than a month has. */
const MOST_DAYS = 3_660, MOST_STEPS = 400, MOST_STEPS_OF_MANY = 31;
const MANY: readonly AssessmentQuery['by'][] = ['cell', 'person', 'class'];

@Controller()
export class AssessmentController {
  constructor(private readonly counts: AssessmentCounts, private readonly leagues: Leagues, private readonly directory: Directory) {}

  @Serves(ROUTES.assessmentIndicators)
  indicators(): Definitions {
    return { indicators: [...DEFINITIONS], parts: COUNTABLE.map((part) => ({ part, name: { ...PART_WORDS[part] } })) };
  }

  @Serves(ROUTES.assessmentFigures)
  async figures(@CheckedQuery(assessmentQuerySchema) query: AssessmentQuery, @Who() who: Principal): Promise<AssessmentFigures> {
    this.check(query, who);
    return this.counts.figures(query, who.actor);
  }

  @Serves(ROUTES.assessmentSchemes)
  schemes(): AssessmentSchemes {
    const { version: edition, written: { assessment: rules } } = this.directory.book();
    return { cutOffDays: rules.cutOffDays, schemes: rules.schemes.map((scheme) => viewOf({ rules, scheme, edition })), grades: rules.grades, bands: rules.bands, groups: rules.groups };
  }

  @Serves(ROUTES.assessmentLeague)
  async league(@CheckedQuery(leagueQuerySchema) query: LeagueQuery, @Who() who: Principal): Promise<League> {
    this.checkDays(query, 'query');
    return this.leagues.league(query, who.actor);
  }

  @Serves(ROUTES.assessmentWhatIf)
  async whatIf(@CheckedBody(whatIfSchema) wish: WhatIf, @Who() who: Principal): Promise<WhatIfAnswer> {
    this.checkDays(wish, '');
    return this.leagues.whatIf(wish, who.actor);
  }

  private checkDays(of: { readonly from: string; readonly to: string }, where: string): void {
    const days = lengthOf(of);
    if (days < 1 || days > MOST_DAYS) throw new ProblemError('invalid-input', { errors: [{ pointer: `${where}/to`, code: 'out_of_range', message: `must be from 0 to ${MOST_DAYS - 1} days after from`, zh: `须在起始日之后 0 至 ${MOST_DAYS - 1} 天` }] });
  }

  private check(query: AssessmentQuery, who: Principal): void {
    this.checkDays(query, 'query');
    const refuse = (name: string, message: string, zh: string): never => { throw new ProblemError('invalid-input', { errors: [{ pointer: `query/${name}`, code: 'out_of_range', message, zh }] }); };
    const most = MANY.includes(query.by) ? MOST_STEPS_OF_MANY : MOST_STEPS;
    if (divided(query, query.per).length > most) refuse('per', `would be more than ${most} steps`, `超过 ${most} 期，请加大时间单位`);
    if (query.whose !== undefined && query.by !== 'person' && query.by !== 'rule') refuse('whose', 'goes with by=person or by=rule', '只能与 by=person 或 by=rule 同用');
    allowedLook(query, who.actor, this.directory);
  }
}
