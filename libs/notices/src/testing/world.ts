import { Catch, Module, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STATUS, type NoticeView, type ProblemCode } from '#contract';
import * as directoryLib from '#directory';
import { Access, AuthGuard, Directory, DirectoryModule, seed } from '#directory';
import type { CaseId, UserId } from '#domain';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, ProblemError, testing, uuid, Work } from '#platform';
import { DeliverSource } from '../deliver.js';
import { NOTICE_SINK, Notices, NoticesModule, type NewNotice } from '../index.js';
import { migrations } from '../migrations.js';
import { Preferences, DEFAULT, type Preference } from '../preferences.js';
import { entities } from '../tables.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai: working time. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');
export const HOUR = 3_600_000, MINUTE = 60_000;

/** As the server does it, without languages. */
@Catch(ProblemError)
class Problems implements ExceptionFilter {
  catch({ code, more }: ProblemError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>().status(more.status ?? STATUS[code as ProblemCode]).send({ code, ...more });
  }
}

export interface Answer { readonly status: number; readonly body: unknown }
/** A case as its notices name it. */
export interface About { readonly caseId: CaseId; readonly number: string }

/** The demo county with notices on a database of its own; the clock is moved by the test alone, and nothing is delivered but by `deliver()`. */
export class World {
  readonly pushed: { readonly to: string; readonly notice: NoticeView }[] = [];
  private made = 0;
  private readonly tokens = new Map<string, string>();
  app!: NestFastifyApplication;
  private dataDir = '';
  private constructor(readonly clock: MovableClock, private readonly server: testing.TestPostgres, readonly url: string, readonly db: Database) {}

  /** @param env settings beside the database and the folder */
  static async start(env: Record<string, string> = {}): Promise<World> {
    const server = await testing.startTestPostgres(), parts = [platform, directoryLib] as const;
    const { url, database } = await server.open({ entities: [...parts.flatMap((p) => [...p.entities]), ...entities], migrations: [...parts.flatMap((p) => [...p.migrations]), ...migrations] }, { queues: true, filled: { as: 'county', by: (empty) => seed(empty, join(import.meta.dirname, '../../../../rulebook'), { demo: true, password: 'mouding-2026' }) } });
    const world = new World(new MovableClock(START), server, url, database);
    await world.begin(env);
    return world;
  }

  private async begin(env: Record<string, string>): Promise<void> {
    const { pushed } = this;
    this.dataDir = mkdtempSync(join(tmpdir(), 'grid-notices-'));
    const config = loadConfig({ DATABASE_URL: this.url, GRID_DATA_DIR: this.dataDir, GRID_LOG_LEVEL: 'silent', ...env });
    @Module({ providers: [{ provide: NOTICE_SINK, useValue: { push: (to: string, notice: NoticeView) => { pushed.push({ to, notice }); } } }], exports: [NOTICE_SINK] })
    class Screens {}
    @Module({
      imports: [PlatformModule.register(config, { dataSource: this.db.dataSource, databaseUrl: this.url, log: createLog(config), clock: this.clock }), DirectoryModule, NoticesModule, Screens],
      providers: [{ provide: APP_FILTER, useClass: Problems }, { provide: APP_GUARD, useExisting: AuthGuard }],
    })
    class County {}
    this.app = await NestFactory.create<NestFastifyApplication>(County, new FastifyAdapter(), { logger: false, abortOnError: false });
    await this.app.listen(0, '127.0.0.1');
    await this.app.get(Work).pause();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.server.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get notices(): Notices { return this.app.get(Notices); }
  get source(): DeliverSource { return this.app.get(DeliverSource); }
  get directory(): Directory { return this.app.get(Directory); }
  /** Moves the clock to a local time such as `2026-11-24 23:00`. */
  at(local: string): void { this.clock.set(Date.parse(`${local.replace(' ', 'T')}:00+08:00`)); }

  /** A case nobody was told about yet. */
  about(): About { return { caseId: uuid() as CaseId, number: `MD20261124-${String(++this.made).padStart(6, '0')}` }; }
  notice(recipient: string, more: Partial<NewNotice> = {}): NewNotice { return { ...this.about(), recipient: recipient as UserId, kind: 'to-accept', data: { stage: 'acceptance', classId: 'E0110' }, ...more }; }
  async tell(...list: NewNotice[]): Promise<void> { await this.db.transaction((tx) => this.notices.add(tx, list)); }
  prefer(person: string, more: Partial<Preference>): Promise<Preference> { return this.app.get(Preferences).set(person as UserId, { ...DEFAULT, ...more }); }

  /** Does what is due now until nothing is, as the queue does. */
  async deliver(): Promise<void> {
    for (let i = 0; i < 1000; i++) {
      const due = await this.source.due(this.clock.now(), 1000);
      if (due.length === 0) return;
      await Promise.all(due.map((id) => this.source.handle(id)));
    }
    throw new Error('the deliveries do not come to rest');
  }

  async ask(as: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const token = this.tokens.get(as) ?? (await this.app.get(Access).issueToken(as, 'test', 700, 'op-1' as UserId))?.token ?? '';
    this.tokens.set(as, token);
    const answer = await fetch(`${await this.app.getUrl()}${path}`, {
      method, headers: { authorization: `Bearer ${token}`, connection: 'close', ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }
}
