import { Controller } from '@nestjs/common';
import { assessmentQuerySchema, COUNTABLE, leagueQuerySchema, whatIfSchema, PART_WORDS, ROUTES, type AssessmentFigures, type AssessmentQuery, type AssessmentSchemes, type Definitions, type League, type LeagueQuery, type WhatIf, type WhatIfAnswer } from '#contract';
import { Directory, Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedQuery } from '#platform';
import { DEFINITIONS } from '../indicators/index.js';
import { allowedDays, allowedFigures } from './allowed.js';
import { AssessmentCounts } from './figures.js';
import { Leagues, viewOf } from './league.js';

@Controller()
export class AssessmentController {
  constructor(private readonly counts: AssessmentCounts, private readonly leagues: Leagues, private readonly directory: Directory) {}

  @Serves(ROUTES.assessmentIndicators)
  indicators(): Definitions {
    return { indicators: [...DEFINITIONS], parts: COUNTABLE.map((part) => ({ part, name: { ...PART_WORDS[part] } })) };
  }

  @Serves(ROUTES.assessmentFigures)
  async figures(@CheckedQuery(assessmentQuerySchema) query: AssessmentQuery, @Who() who: Principal): Promise<AssessmentFigures> {
    allowedFigures(query, who.actor, this.directory);
    return this.counts.figures(query, who.actor);
  }

  @Serves(ROUTES.assessmentSchemes)
  schemes(): AssessmentSchemes {
    const { version: edition, written: { assessment: rules } } = this.directory.book();
    return { cutOffDays: rules.cutOffDays, schemes: rules.schemes.map((scheme) => viewOf({ rules, scheme, edition })), grades: rules.grades, bands: rules.bands, groups: rules.groups };
  }

  @Serves(ROUTES.assessmentLeague)
  async league(@CheckedQuery(leagueQuerySchema) query: LeagueQuery, @Who() who: Principal): Promise<League> {
    allowedDays(query, 'query');
    return this.leagues.league(query, who.actor);
  }

  @Serves(ROUTES.assessmentWhatIf)
  async whatIf(@CheckedBody(whatIfSchema) wish: WhatIf, @Who() who: Principal): Promise<WhatIfAnswer> {
    allowedDays(wish, '');
    return this.leagues.whatIf(wish, who.actor);
  }
}
