import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import { Access, COOKIE } from '#directory';
import { prefixOf, ProblemError, Work, type Config } from '#platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerTo, send } from './problem.filter.js';

const PATH = '/admin/queues';

/** The queues as BullMQ sees them, to look at and not to touch: what is done about a case is done through its commands. Operators only. */
export async function serveQueues(fastify: FastifyInstance, app: INestApplicationContext, config: Config): Promise<void> {
  const work = app.get(Work, { strict: false });
  const access = app.get(Access, { strict: false });
  const board = new BoardAdapter();
  // One for all: of several folders that proxies show the program under, the board knows the public address's.
  board.setBasePath(`${prefixOf({}, config)}${PATH}`);
  createBullBoard({
    queues: work.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })), serverAdapter: board,
    options: { uiConfig: { boardTitle: '网格派遣 · 队列', favIcon: { default: 'static/images/logo.svg', alternative: 'static/favicon-32x32.png' } } },
  });
  await fastify.register(async (scope) => {
    // Answered here and not thrown: the board's plugin has an error handler of its own.
    scope.addHook('onRequest', async (request, reply) => {
      const refusal = await refused(access, request).catch((error: unknown) => error);
      if (refusal === null) return;
      send(answerTo(refusal, request), reply);
      return reply;
    });
    // The board's page asks a foreign host for a font, which a county's network may not even reach.
    scope.addHook('onSend', async (_request, _reply, payload) => (typeof payload === 'string' ? payload.replace(/<link href="https:\/\/fonts\.googleapis\.com[^>]*>/, '') : payload));
    await scope.register(board.registerPlugin(), { prefix: PATH });
  });
}

async function refused(access: Access, request: FastifyRequest): Promise<ProblemError | null> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const cookie = request.cookies[COOKIE];
  const principal = bearer !== undefined ? await access.bearer(bearer) : cookie !== undefined ? await access.session(cookie) : null;
  return principal === null ? new ProblemError('not-signed-in') : principal.actor.role === 'operator' ? null : new ProblemError('no-right');
}
