import { Controller, Header, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { followQuerySchema, ratingSchema, ROUTES, type FollowView, type RatingBody } from '#contract';
import { Serves } from '#directory';
import { CheckedBody, CheckedQuery, idempotencyKey } from '#platform';
import { Follow } from './follow.js';

/** For whoever reported something: no sign-in, the code is the key. */
@Controller()
export class FollowController {
  constructor(private readonly follow: Follow) {}

  @Serves(ROUTES.follow)
  @Header('cache-control', 'no-store')
  view(@Param('code') code: string, @CheckedQuery(followQuerySchema) { number }: { number?: string }, @Req() { ip }: FastifyRequest): Promise<FollowView> {
    return this.follow.view(code, ip, number);
  }

  @Serves(ROUTES.rate)
  @Header('cache-control', 'no-store')
  async rate(@Param('code') code: string, @CheckedBody(ratingSchema) body: RatingBody, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<FollowView> {
    const { view, replayed } = await this.follow.rate(code, body, idempotencyKey(request), request.ip);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return view;
  }
}
