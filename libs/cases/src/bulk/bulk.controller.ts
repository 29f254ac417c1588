import { Controller, Req } from '@nestjs/common';
import { bulkParams, bulkWishSchema, caseFilterSchema, ROUTES, type BulkPick, type BulkRun, type BulkWish, type CaseFilter } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery, idempotencyKey, ProblemError } from '#platform';
import type { FastifyRequest } from 'fastify';
import { BulkRuns } from './bulk.js';

const { id: runId } = bulkParams.shape;

/** One command for many cases: begun, looked at and stopped by whoever asked for it. */
@Controller()
export class BulkController {
  constructor(private readonly bulk: BulkRuns) {}

  @Serves(ROUTES.bulkPick)
  pick(@CheckedQuery(caseFilterSchema) filter: CaseFilter, @Who() { actor }: Principal): Promise<BulkPick> { return this.bulk.pick(filter, actor); }

  @Serves(ROUTES.startBulk)
  begin(@CheckedBody(bulkWishSchema) wish: BulkWish, @Who() { actor }: Principal, @Req() request: FastifyRequest): Promise<BulkRun> { return this.bulk.begin(wish, actor, idempotencyKey(request)); }

  @Serves(ROUTES.bulkRuns)
  last(@Who() { actor }: Principal): Promise<Omit<BulkRun, 'items'>[]> { return this.bulk.last(actor); }

  @Serves(ROUTES.bulk)
  async show(@CheckedPath('id', runId) id: string, @Who() { actor }: Principal): Promise<BulkRun> { return found(await this.bulk.of(id, actor)); }

  @Serves(ROUTES.stopBulk)
  async stop(@CheckedPath('id', runId) id: string, @Who() { actor }: Principal): Promise<BulkRun> { return found(await this.bulk.stop(id, actor)); }
}

function found(run: BulkRun | null): BulkRun {
  if (run === null) throw new ProblemError('not-found');
  return run;
}
