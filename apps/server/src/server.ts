import { createLog, loadConfig, type Clock, type Config, type Log } from '#platform';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { dataSourceOf, migrate } from './database.js';
import { createAdapter, openHttp } from './http/adapter.js';
import { serveApiPage } from './http/api-page.js';
import { countRequests } from './http/figures.js';
import { serveQueues } from './http/queues.js';
import { liveUnderPrefix } from './http/prefix.js';
import { keepToRoles } from './http/roles.js';
import { serveWeb } from './http/web.js';
import { openInfra, type Infra } from './infra.js';
import { NestLog } from './nest-log.js';
import { WEB } from './root.js';
import { furnish, type Furnished } from './seeding.js';

export interface StartOptions {
  /** The environment as `process.env` gives it; `PORT=0` takes a free port. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: the system clock, or the rehearsal clock that `GRID_CLOCK_RATE` asks for. */
  readonly clock?: Clock;
  /** No log lines. */
  readonly quiet?: boolean;
  /** Hears what the start is at, for a person who waits. */
  readonly progress?: (step: StartStep) => void;
}
export type StartStep = 'database' | 'migrations' | 'rulebook' | 'application' | 'listening';

export interface RunningServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly config: Config;
  readonly app: INestApplicationContext;
  /** The embedded database's process; null on an external one. */
  readonly embedded: Infra['embedded'];
  /** What the start put into the database. */
  readonly furnished: Furnished;
  readonly log: Log;
  /** Every HTTP route that is served, as the HTTP server knows it. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  get<T>(token: Type<T> | (abstract new (...args: never[]) => T) | string | symbol): T;
  /** Stops accepting, closes sockets, lets running work end, then stops an embedded database. Idempotent. */
  stop(): Promise<void>;
}

/** Starts one whole process of the program: database, migrations, rule book, roles, HTTP. Answers when it can be used; a failed start leaves nothing running. */
export async function startServer({ env, clock, quiet = false, progress = () => undefined }: StartOptions): Promise<RunningServer> {
  const config = loadConfig(env);
  const log = createLog({ logLevel: quiet ? 'silent' : config.logLevel });
  const undo: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= unwind(undo, log));
  try {
    progress('database');
    const infra = await openInfra(config, log);
    undo.push(() => infra.stop());
    progress('migrations');
    await migrate(infra.databaseUrl);
    const dataSource = await dataSourceOf(infra.databaseUrl, config.databasePool).initialize();
    undo.push(async () => dataSource.isInitialized && dataSource.destroy());
    progress('rulebook');
    const furnished = await furnish(dataSource, config, log);
    progress('application');
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.register(config, { dataSource, databaseUrl: infra.databaseUrl, log, ...(clock && { clock }) }), createAdapter(config), { bodyParser: false, abortOnError: false, logger: new NestLog(log) });
    undo.push(() => app.close());
    const fastify = app.getHttpAdapter().getInstance();
    const routes: { method: string; path: string }[] = [];
    fastify.addHook('onRoute', ({ method, url }) => void [method].flat().forEach((one) => routes.push({ method: String(one), path: url })));
    await openHttp(fastify, config);
    liveUnderPrefix(fastify, config);
    countRequests(fastify, app);
    keepToRoles(fastify, config.roles);
    if (config.roles.includes('api')) {
      await serveApiPage(fastify, config);
      await serveQueues(fastify, app, config);
      await serveWeb(fastify, WEB, config);
    }
    progress('listening');
    await app.listen(config.port, config.host);
    return { url: urlOf(app, config), config, app, embedded: infra.embedded, furnished, log, routes, get: (token) => app.get(token as never, { strict: false }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Undoes the start, last step first; one failing step does not keep the others from being undone. */
async function unwind(undo: (() => Promise<unknown>)[], log: Log): Promise<void> {
  for (const step of undo.reverse()) await step().catch((error: unknown) => log.error({ err: error }, 'a step of stopping failed'));
}

function urlOf(app: NestFastifyApplication, config: Config): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
