import { Controller } from '@nestjs/common';
import { boardPeriodSchema, boardQuerySchema, mineQuerySchema, ROUTES, type Board, type BoardDays, type BoardDepartments, type BoardPeriod, type BoardQuery, type MyFigures } from '#contract';
import { allowedLook, Directory, scopeOf, Serves, Who, type Principal } from '#directory';
import { CheckedQuery, ProblemError, Together } from '#platform';
import { BoardFigures } from './figures.js';
import { lengthOf } from './days.js';

/** Days that are looked at in one go at most: a year and a bit. */
const MOST_DAYS = 400;

@Controller()
export class BoardController {
  private readonly together = new Together();
  constructor(private readonly figures: BoardFigures, private readonly directory: Directory) {}

  @Serves(ROUTES.board)
  async board(@CheckedQuery(boardQuerySchema) query: BoardQuery, @Who() who: Principal): Promise<Board> {
    this.check(query, who);
    return this.together.ask(`board ${scopeOf(who.actor)} ${JSON.stringify(query)}`, () => this.figures.board(query, who.actor));
  }

  @Serves(ROUTES.boardDays)
  async days(@CheckedQuery(boardPeriodSchema) query: BoardPeriod, @Who() who: Principal): Promise<BoardDays> {
    this.check(query, who);
    return this.together.ask(`days ${scopeOf(who.actor)} ${JSON.stringify(query)}`, () => this.figures.days(query, who.actor));
  }

  @Serves(ROUTES.boardDepartments)
  async departments(@CheckedQuery(boardPeriodSchema) query: BoardPeriod, @Who() who: Principal): Promise<BoardDepartments> {
    this.check(query, who);
    return this.together.ask(`departments ${scopeOf(who.actor)} ${JSON.stringify(query)}`, () => this.figures.departments(query, who.actor));
  }

  @Serves(ROUTES.myFigures)
  mine(@CheckedQuery(mineQuerySchema) { month }: { month: string }, @Who() who: Principal): Promise<MyFigures> { return this.figures.mine(month, who.actor); }

  private check(query: BoardPeriod, who: Principal): void {
    const days = lengthOf(query);
    if (days < 1 || days > MOST_DAYS) throw new ProblemError('invalid-input', { errors: [{ pointer: 'query/to', code: 'out_of_range', message: `must be from 0 to ${MOST_DAYS - 1} days after from`, zh: `须在起始日之后 0 至 ${MOST_DAYS - 1} 天` }] });
    allowedLook(query, who.actor, this.directory);
  }
}
