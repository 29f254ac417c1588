import { Catch, Module, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STATUS, type ProblemCode } from '#contract';
import * as directory from '#directory';
import { Access, AuthGuard, DirectoryModule, seed } from '#directory';
import type { UserId } from '#domain';
import * as platform from '#platform';
import { BLOBS, createLog, Database, loadConfig, MovableClock, PlatformModule, ProblemError, testing, type BlobStore } from '#platform';
import { AttachmentsModule, Photos, PhotoSight } from '../index.js';
import { migrations } from '../migrations.js';
import { entities } from '../tables.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');

/** As the server's, in short. */
@Catch(ProblemError)
class Problems implements ExceptionFilter {
  catch({ code, more }: ProblemError, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(STATUS[code as ProblemCode]).headers({ ...more.headers }).send({ code, ...more });
  }
}

/** Photos on a database, a folder and a port of their own, with the real sign-in. */
export class World {
  private readonly tokens = new Map<string, string>();
  private constructor(readonly url: string, readonly app: NestFastifyApplication, readonly database: Database, readonly clock: MovableClock, private readonly place: { readonly databaseUrl: string; readonly dataDir: string }, readonly stop: () => Promise<void>) {}

  static async start(): Promise<World> {
    const server = await testing.startTestPostgres();
    const { url, database } = await server.open({ entities: [...platform.entities, ...directory.entities, ...entities], migrations: [...platform.migrations, ...directory.migrations, ...migrations] }, { queues: true, filled: { as: 'county', by: (empty) => seed(empty, join(import.meta.dirname, '../../../../rulebook'), { demo: true, password: 'mouding-2026' }) } });
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-photos-'));
    return World.boot({ databaseUrl: url, dataDir }, database, new MovableClock(START), async () => { await server.stop(); rmSync(dataDir, { recursive: true, force: true }); });
  }

  /** Another process on the same database and folder, as far as a test can tell. */
  static beside(first: World): Promise<World> { return World.boot(first.place, first.database, first.clock, () => Promise.resolve()); }

  private static async boot(place: World['place'], database: Database, clock: MovableClock, after: () => Promise<void>): Promise<World> {
    const { databaseUrl: url, dataDir } = place;
    const config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'error' });
    @Module({
      imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl: url, log: createLog(config), clock }), DirectoryModule, AttachmentsModule],
      providers: [{ provide: APP_FILTER, useClass: Problems }, { provide: APP_GUARD, useExisting: AuthGuard }],
    })
    class County {}
    const app = await NestFactory.create<NestFastifyApplication>(County, new FastifyAdapter(), { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    return new World(await app.getUrl(), app, app.get(Database), clock, place, async () => { await app.close(); await after(); });
  }

  get photos(): Photos { return this.app.get(Photos); }
  get sight(): PhotoSight { return this.app.get(PhotoSight); }
  get blobs(): BlobStore { return this.app.get<BlobStore>(BLOBS); }

  /** A request by a demo person; null: by nobody. */
  async ask(who: string | null, method: string, path: string, body?: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { method, headers: { ...(who !== null && { authorization: `Bearer ${await this.token(who)}` }), ...headers }, ...(body !== undefined && { body }) });
  }

  async token(who: string): Promise<string> {
    const known = this.tokens.get(who);
    if (known !== undefined) return known;
    const issued = await this.app.get(Access).issueToken(who, 'test', 1, 'op-1' as UserId);
    if (issued === null) throw new Error(`nobody is called ${who}`);
    this.tokens.set(who, issued.token);
    return issued.token;
  }

  async count(table: 'attachment' | 'attachment_uploader' | 'attachment_rendition'): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(`select count(*) as n from ${table}`);
    return Number(row?.n);
  }
}

/** A multipart body of parts `photo`. */
export function form(...photos: readonly Buffer[]): FormData {
  const data = new FormData();
  for (const [i, bytes] of photos.entries()) data.append('photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), `p${i}.jpg`);
  return data;
}
