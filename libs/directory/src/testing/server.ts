import { STATUS, type ProblemCode } from '#contract';
import { Clock, CONFIG, Database, Hints, LOG, MovableClock, ProblemError, Signer, testing } from '#platform';
import { Catch, Global, Module, type ArgumentsHost, type ExceptionFilter, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuthGuard } from '../access/guard.js';
import { DirectoryModule } from '../directory.module.js';
import type { Reply } from '../http/conditional.js';
import { Air, NOW, PASSWORD, seededDatabase } from './county.js';

/** As the server's, in short. */
@Catch(ProblemError)
class Problems implements ExceptionFilter {
  catch({ code, more }: ProblemError, host: ArgumentsHost) {
    host.switchToHttp().getResponse<Reply>().code(STATUS[code as ProblemCode]).send({ code, ...more });
  }
}

export interface Asked { readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly url: string; readonly headers?: Record<string, string>; readonly payload?: object; /** Bytes as they are. */ readonly file?: Buffer }
export interface Answer { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: string; readonly bytes: Buffer; json<T>(): T }

/** The directory's routes over HTTP, on the demo county. */
export interface Served {
  readonly database: Database;
  readonly clock: MovableClock;
  readonly app: NestFastifyApplication;
  /** What a page of ours says where it comes from. */
  readonly same: { readonly origin: string };
  ask(asked: Asked): Promise<Answer>;
  cookieOf(account: string, headers?: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

export async function startServed(postgres: testing.TestPostgres, controllers: readonly Type[] = []): Promise<Served> {
  const database = await seededDatabase(postgres), hints = new Air().hints(), clock = new MovableClock(NOW);
  const given = [[Database, database], [Hints, hints], [Clock, clock], [CONFIG, { publicUrl: null, trustProxy: true, demo: true }], [LOG, undefined], [Signer, new Signer('of these tests')]] as const;
  @Global()
  @Module({ providers: given.map(([provide, useValue]) => ({ provide, useValue })), exports: given.map(([token]) => token) })
  class Platform {}
  @Module({ imports: [Platform, DirectoryModule], controllers: [...controllers], providers: [{ provide: APP_FILTER, useClass: Problems }, { provide: APP_GUARD, useExisting: AuthGuard }] })
  class Server {}
  const app = await NestFactory.create<NestFastifyApplication>(Server, new FastifyAdapter({ trustProxy: true }), { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  const ask = async ({ method = 'GET', url, headers = {}, payload, file }: Asked): Promise<Answer> => {
    const answer = await fetch(origin + url, {
      method, headers: { ...(payload && { 'content-type': 'application/json' }), ...(file && { 'content-type': 'application/octet-stream' }), ...headers }, ...(payload && { body: JSON.stringify(payload) }), ...(file && { body: new Uint8Array(file) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer()), body = bytes.toString('utf8');
    return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body, bytes, json: <T>() => JSON.parse(body) as T };
  };
  return {
    database, clock, app, same: { origin }, ask,
    async cookieOf(account, headers = {}) {
      const answer = await ask({ method: 'POST', url: '/api/session', payload: { account, password: PASSWORD }, headers });
      if (answer.statusCode !== 200) throw new Error(`${account} cannot sign in: ${answer.body}`);
      return String(answer.headers['set-cookie']).split(';')[0] ?? '';
    },
    async stop() { await app.close(); await hints.close(); },
  };
}
