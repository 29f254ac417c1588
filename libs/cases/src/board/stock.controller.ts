import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { boardOrdersQuerySchema, boardPeriodSchema, boardStockSchema, ROUTES, type Backlog, type BoardCells, type BoardHandlers, type BoardPeriod, type BoardStock, type CaseRow } from '#contract';
import { allowedLook, Directory, scopeOf, Serves, Who, type Principal } from '#directory';
import { CheckedQuery, Together } from '#platform';
import { BoardStockReader } from './stock.js';

@Controller()
export class BoardStockController {
  private readonly together = new Together();
  constructor(private readonly stock: BoardStockReader, private readonly directory: Directory) {}

  @Serves(ROUTES.boardBacklog)
  async backlog(@CheckedQuery(boardStockSchema) query: BoardStock, @Who() who: Principal): Promise<Backlog> {
    allowedLook(query, who.actor, this.directory);
    return this.together.ask(`backlog ${scopeOf(who.actor)} ${JSON.stringify(query)}`, () => this.stock.backlog(query, who.actor));
  }

  @Serves(ROUTES.boardCells)
  async cells(@CheckedQuery(boardPeriodSchema) query: BoardPeriod, @Who() who: Principal): Promise<BoardCells> {
    allowedLook(query, who.actor, this.directory);
    return this.together.ask(`cells ${scopeOf(who.actor)} ${JSON.stringify(query)}`, () => this.stock.cells(query, who.actor));
  }

  @Serves(ROUTES.boardHandlers)
  handlers(@CheckedQuery(boardStockSchema) query: BoardStock, @Who() who: Principal): Promise<BoardHandlers> {
    allowedLook(query, who.actor, this.directory);
    return this.stock.handlers(query, who.actor);
  }

  @Serves(ROUTES.boardOrders)
  orders(@CheckedQuery(boardOrdersQuerySchema) { state }: z.infer<typeof boardOrdersQuerySchema>, @Who() who: Principal): Promise<{ asOf: number; items: CaseRow[]; total: number }> {
    return this.stock.orders(state, who.actor);
  }
}
