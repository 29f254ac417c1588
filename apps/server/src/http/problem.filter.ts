import { languageOf } from '#contract';
import { LOG, type Log } from '#platform';
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodsOf } from './methods.js';
import { problemOf, type ProblemAnswer } from './problem.js';

/** Answers every failure as a problem document. What nobody foresaw goes to the log whole and to the client as an id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const answer = answerTo(error, request);
    if (answer.unexpected) this.log.error({ err: error, reqId: request.id, method: request.method, path: answer.body.instance }, 'unexpected error');
    send(answer, http.getResponse<FastifyReply>());
  }
}

export function answerTo(error: unknown, request: FastifyRequest): ProblemAnswer {
  const path = request.raw.url?.split('?', 1)[0] ?? '/';
  return problemOf(error, { method: request.method, path: path.slice(0, 500), language: languageOf(request.headers['accept-language']), requestId: request.id, methods: methodsOf(path) });
}

export function send(answer: ProblemAnswer, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
  // A streaming answer that failed may have named its own length and caching.
  for (const name of ['content-length', 'content-encoding', 'etag', 'content-disposition']) reply.removeHeader(name);
  void reply.status(answer.status).headers(answer.headers).send(JSON.stringify(answer.body));
}
