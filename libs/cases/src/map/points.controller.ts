import { createHash } from 'node:crypto';
import { caseFilterSchema, ROUTES, type CaseFilter } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedQuery, Clock, Database } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pointsOf } from './points.js';

/** Cases as points for a map. Lights are not in it but the moments at which they change, so that an answer stays true while time passes. */
@Controller()
export class PointsController {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  @Serves(ROUTES.casePoints)
  async points(@CheckedQuery(caseFilterSchema) filter: CaseFilter, @Who() { actor }: Principal, @Req() { headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = JSON.stringify(await pointsOf(this.database, filter, actor, this.clock.now()));
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
    const known = (headers['if-none-match'] ?? '').split(',').map((t) => t.trim().replace(/^W\//, ''));
    if (known.includes(tag)) void reply.status(304).send();
    else void reply.status(200).header('content-type', 'application/json; charset=utf-8').send(body);
  }
}
