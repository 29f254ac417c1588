import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import * as attachments from '#attachments';
import { Photos } from '#attachments';
import * as directoryLib from '#directory';
import { Directory, DirectoryModule, seed } from '#directory';
import { SYSTEM, type Actor, type Case, type CaseId, type ClassId, type CellId, type Command, type CommandOf, type ConditionId, type ReportId } from '#domain';
import * as notices from '#notices';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, testing, uuid, Work } from '#platform';
import { CaseDoor, CaseReader, CasesModule } from '../index.js';
import type { ExecuteInput, Executed } from '../door/answer.js';
import { CaseFeed } from '../feed/feed.js';
import { entities } from '../schema/tables.js';
import { migrations } from '../schema/migrations.js';
import { SettleSource } from '../settle/settle.js';
import { TestHttp } from './http.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');
const parts = [platform, directoryLib, attachments, notices] as const;

/** The demo county on a database of its own, with a clock that only the test moves, and the automation at rest until it is asked. */
export class World {
  private constructor(
    readonly url: string, readonly database: Database, readonly clock: MovableClock, readonly door: CaseDoor, readonly reader: CaseReader, readonly feed: CaseFeed,
    readonly settle: SettleSource, readonly directory: Directory, readonly work: Work, readonly http: TestHttp, readonly get: <T>(token: new (...a: never[]) => T) => T, readonly stop: () => Promise<void>,
  ) {}

  static async start(options: { pool?: number } = {}): Promise<World> {
    const server = await testing.startTestPostgres();
    const { url, database } = await server.open(
      { entities: [...parts.flatMap((p) => [...p.entities]), ...entities], migrations: [...parts.flatMap((p) => [...p.migrations]), ...migrations] }, { queues: true, pool: options.pool ?? 10, filled: { as: 'county', by: (empty) => seed(empty, join(import.meta.dirname, '../../../../rulebook'), { demo: true, password: 'mouding-2026' }) } });
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-cases-')), clock = new MovableClock(START);
    const config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'error' });
    @Module({ imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl: url, log: createLog(config), clock }), DirectoryModule, CasesModule] })
    class County {}
    const app = await NestFactory.create<NestFastifyApplication>(County, new FastifyAdapter(), { logger: false, abortOnError: false });
    const http = new TestHttp(app);
    await app.init();
    const work = app.get(Work);
    await work.pause();
    return new World(url, app.get(Database), clock, app.get(CaseDoor), app.get(CaseReader), app.get(CaseFeed), app.get(SettleSource), app.get(Directory), work, http, (token) => app.get(token), async () => {
      await app.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  actor(id: string): Actor {
    if (id === 'system') return SYSTEM;
    const person = this.directory.person(id);
    if (person === null) throw new Error(`nobody is called ${id}`);
    return this.directory.actorOf(person);
  }

  /** Gives a command once, under an id of its own unless one is given. */
  say(id: CaseId, by: string, command: Command, more: Partial<ExecuteInput> = {}): Promise<Executed> {
    return this.door.execute({ id, command, actor: this.actor(by), commandId: `test/${uuid()}`, ...more });
  }

  /** Gives a command that must not be refused. */
  async done(id: CaseId, by: string, command: Command, more: Partial<ExecuteInput> = {}): Promise<Case> {
    const answer = await this.say(id, by, command, more);
    if (!answer.ok) throw new Error(`${command.type} by ${by}: ${JSON.stringify(answer.rejection)}`);
    return answer.case;
  }

  /** A new case by a grid member, in their first cell unless said otherwise. */
  async report(more: Partial<CommandOf<'register'>> = {}, by = 'gm-101'): Promise<Case> {
    return this.done(uuid() as CaseId, by, this.registration(more, by));
  }

  registration(more: Partial<CommandOf<'register'>> = {}, by = 'gm-101'): CommandOf<'register'> {
    const now = this.clock.now();
    return {
      type: 'register', number: '', report: uuid() as ReportId, source: 'grid-member', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3,
      cell: (this.actor(by).cells?.[0] ?? null) as CellId | null, place: { lon: 101.54, lat: 25.31, accuracy: 8 }, asset: null, device: null, text: '路口有暴露垃圾', reportedAt: now, ...more,
    };
  }

  /** The hash of a photo that was really uploaded. */
  async photo(by = 'gm-101', shade = 100): Promise<string> {
    const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: shade, g: 120, b: 60 } } }).jpeg().toBuffer();
    return (await this.get(Photos).accept(bytes, this.actor(by).id)).hash;
  }

  /** Settles everything that is due, and answers when nothing is left. */
  async settleAll(): Promise<void> {
    for (let i = 0; i < 1000; i++) {
      const due = await this.settle.due(this.clock.now(), 1000);
      if (due.length === 0) return;
      await Promise.all(due.map((id) => this.settle.handle(id)));
    }
    throw new Error('the automation does not come to rest');
  }
}
