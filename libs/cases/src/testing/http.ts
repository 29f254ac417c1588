import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { STATUS } from '#contract';
import { Directory, type Principal } from '#directory';
import { ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';

/** As the server does it, without languages. */
@Catch(ProblemError)
class Problems implements ExceptionFilter {
  catch(error: ProblemError, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(error.more.status ?? STATUS[error.code as keyof typeof STATUS]).send({ code: error.code, ...error.more });
  }
}

export interface Answer<T = Record<string, unknown>> { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: T }

/** Requests to the controllers on a port of their own; whoever is named is signed in. */
export class TestHttp {
  private url: Promise<string> | null = null;

  constructor(private readonly app: NestFastifyApplication) {
    app.useGlobalFilters(new Problems());
    app.getHttpAdapter().getInstance().addHook('onRequest', (request, _reply, done) => {
      const person = app.get(Directory).person(String(request.headers['x-as'] ?? ''));
      if (person !== null) (request as typeof request & { principal: Principal }).principal = { actor: app.get(Directory).actorOf(person), name: person.name, language: 'zh' };
      done();
    });
  }

  async ask<T = Record<string, unknown>>(as: string, method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
    this.url ??= this.app.listen(0, '127.0.0.1').then(() => this.app.getUrl());
    const answer = await fetch((await this.url) + url, {
      method, headers: { 'x-as': as, connection: 'close', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: (text === '' ? null : JSON.parse(text)) as T };
  }
}
