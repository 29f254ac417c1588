import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticeSchema, type NoticeView } from '#contract';
import type { CaseId, UserId } from '#domain';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, testing, uuid, Work } from '#platform';
import { NOTICE_SINK, Notices, NoticesModule, type NewNotice } from './index.js';
import { ALL_CHANNELS, DeliverSource } from './deliver.js';
import type { NoticeChannel } from './channels/channel.js';
import { migrations } from './migrations.js';
import { entities } from './tables.js';

const START = 1_764_000_000_000;
const pushed: { to: string; notice: NoticeView }[] = [];
/** Stands for the sockets of this process. */
@Module({ providers: [{ provide: NOTICE_SINK, useValue: { push: (to: string, notice: NoticeView) => { pushed.push({ to, notice }); } } }], exports: [NOTICE_SINK] })
class Screens {}

let server: testing.TestPostgres, app: NestFastifyApplication, db: Database, notices: Notices, deliver: DeliverSource, dataDir: string;
const clock = new MovableClock(START);

beforeAll(async () => {
  server = await testing.startTestPostgres();
  const { url, database } = await server.open({ entities: [...platform.entities, ...entities], migrations: [...platform.migrations, ...migrations] }, { queues: true });
  dataDir = mkdtempSync(join(tmpdir(), 'grid-notices-'));
  const config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'silent' });
  @Module({ imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl: url, log: createLog(config), clock }), NoticesModule, Screens] })
  class App {}
  app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), { logger: false, abortOnError: false });
  await app.init();
  await app.get(Work).pause();
  db = app.get(Database);
  notices = app.get(Notices);
  deliver = app.get(DeliverSource);
}, 120_000);
afterAll(async () => {
  await app.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const tell = (recipient: string, kind: NewNotice['kind'] = 'to-accept'): NewNotice => ({ caseId: uuid() as CaseId, number: 'MD20261124-000001', recipient: recipient as UserId, kind, data: { stage: 'acceptance' } });
const add = (...list: NewNotice[]): Promise<void> => db.transaction((tx) => notices.add(tx, list));
const list = (who: string, unread = false): Promise<NoticeView[]> => notices.list(who as UserId, 50, unread);

describe('notices', () => {
  it('are the same in the declarations and in the migrations', async () => {
    expect((await db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });

  it('are told only when the transaction that wrote them was committed', async () => {
    await expect(db.transaction(async (tx) => { await notices.add(tx, [tell('zhao')]); throw new Error('taken back'); })).rejects.toThrow('taken back');
    expect(await list('zhao')).toEqual([]);
  });

  it('are listed newest first, for their recipient alone, and read once', async () => {
    await add(tell('qian', 'to-accept'));
    clock.advance(1000);
    await add(tell('qian', 'escalated'), tell('sun'));
    const mine = await list('qian');
    for (const notice of mine) noticeSchema.parse(notice);
    expect(mine.map((n) => [n.kind, n.at, n.readAt])).toEqual([['escalated', START + 1000, null], ['to-accept', START, null]]);
    const first = mine[0] as NoticeView;
    expect(await notices.read(first.id, 'sun' as UserId)).toBe(false);
    expect(await notices.read(first.id, 'qian' as UserId)).toBe(true);
    clock.advance(1000);
    expect(await notices.read(first.id, 'qian' as UserId)).toBe(true);
    expect((await list('qian')).map((n) => n.readAt)).toEqual([START + 1000, null]);
    expect((await list('qian', true)).map((n) => n.kind)).toEqual(['to-accept']);
  });

  it('are delivered a person at a time, each once, and pushed to the screens of this process', async () => {
    await add(...Array.from({ length: 450 }, () => tell('li')), tell('zhou'));
    expect(await deliver.due(clock.now(), 100)).toEqual(expect.arrayContaining(['li', 'zhou']));
    await Promise.all([deliver.handle('li'), deliver.handle('li'), deliver.handle('zhou')]);
    expect(await deliver.due(clock.now(), 100)).not.toContain('li');
    await testing.eventually('all are on the screens', () => pushed.filter((p) => p.to === 'li').length === 450 && pushed.some((p) => p.to === 'zhou'));
    // Another look at what was delivered pushes only what is new.
    await add(tell('li'));
    await deliver.handle('li');
    await testing.eventually('the next one too', () => pushed.filter((p) => p.to === 'li').length > 450);
    expect(new Set(pushed.map((p) => p.notice.id)).size).toBe(pushed.length);
  });

  it('wait where a channel fails, are given up with a reason, and set going again', async () => {
    const channels = app.get<NoticeChannel[]>(ALL_CHANNELS);
    const broken: NoticeChannel = { name: 'broken', deliver: async () => { throw new Error('no line'); } };
    channels.push(broken);
    await add(tell('wu'));
    await expect(deliver.handle('wu')).rejects.toThrow('no line');
    expect(await deliver.due(clock.now(), 100)).toContain('wu');
    await deliver.park('wu', 'no line', 5);
    expect(await deliver.due(clock.now(), 100)).not.toContain('wu');
    expect(await deliver.parked()).toEqual([{ id: 'wu', reason: 'no line', since: clock.now(), attempts: 5 }]);
    channels.pop();
    expect(await deliver.unpark('wu')).toBe(true);
    expect(await deliver.unpark('wu')).toBe(false);
    await deliver.handle('wu');
    expect(await deliver.due(clock.now(), 100)).not.toContain('wu');
  });

  it('go through the queue by themselves', async () => {
    await app.get(Work).resume();
    await add(tell('zheng'));
    await app.get(Work).quiesce();
    expect(pushed.some((p) => p.to === 'zheng') || (await deliver.due(clock.now(), 10)).length === 0).toBe(true);
    await app.get(Work).pause();
  });
});
