import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BLOBS, type BlobStore } from './blobs/blob-store.js';
import { Clock, RehearsalClock } from './clock.js';
import { loadConfig, type Config } from './config/config.js';
import { Database } from './database/database.js';
import { Hints } from './hints/hints.js';
import { createLog, type Log } from './log.js';
import { CONFIG, LOG, PlatformModule, queuesOf } from './platform.module.js';
import { Signer } from './signer.js';
import { entities, migrations } from './tables.js';
import { startTestPostgres, type TestPostgres } from './testing.js';
import { Work } from './work/work.js';

let postgres: TestPostgres;
let dir: string;
beforeAll(async () => { postgres = await startTestPostgres(); dir = mkdtempSync(join(tmpdir(), 'grid-module-')); });
afterAll(async () => { await postgres.stop(); rmSync(dir, { recursive: true }); });

@Injectable()
class Everything implements OnModuleInit {
  static last: Everything;
  handled: string[] = [];
  constructor(
    readonly clock: Clock, readonly database: Database, readonly work: Work, readonly hints: Hints, readonly signer: Signer,
    @Inject(BLOBS) readonly blobs: BlobStore, @Inject(CONFIG) readonly config: Config, @Inject(LOG) readonly log: Log,
  ) {}
  onModuleInit(): void {
    Everything.last = this;
    const left = new Set(['one']);
    this.work.register({ queue: 'assess', due: async () => [...left], handle: async (id) => { left.delete(id); this.handled.push(id); }, park: async () => undefined, parked: async () => [], unpark: async () => false });
  }
}
@Module({ providers: [Everything] })
class Other {}

describe('PlatformModule', () => {
  it('gives every library its technology, works from the start and ends cleanly; secret and rehearsal clock outlive a restart', async () => {
    const { url: databaseUrl, database } = await postgres.open({ entities, migrations }, { queues: true });
    const run = async (env: Record<string, string>) => {
      const config = loadConfig({ GRID_DATA_DIR: dir, GRID_LOG_LEVEL: 'silent', ...env });
      const app = await NestFactory.createApplicationContext({ module: Other, imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl, log: createLog(config) })] }, { logger: false });
      await app.init();
      const { last } = Everything;
      await last.work.quiesce();
      expect(last.handled).toEqual(['one']);
      expect(last.work.queues.map(({ name }) => name)).toEqual(['ingest', 'trigger', 'settle', 'apply', 'deliver', 'assess']);
      const token = last.signer.sign({ page: 2 });
      const seen = { token, verify: (t: string) => last.signer.verify(t), now: last.clock.now(), clock: last.clock };
      await app.close();
      return seen;
    };
    const first = await run({ GRID_CLOCK_RATE: '1000' });
    expect(first.clock).toBeInstanceOf(RehearsalClock);
    const second = await run({ GRID_CLOCK_RATE: '1000' });
    expect(second.verify(first.token)).toEqual({ page: 2 });
    expect(second.now).toBeGreaterThan(first.now);
    const slower = await run({ GRID_CLOCK_RATE: '10' });
    expect(slower.now).toBeGreaterThanOrEqual(second.now);
  });

  it('lets each role handle its queues', () => {
    expect([queuesOf(['api']), queuesOf(['ingest']), queuesOf(['api', 'worker', 'ingest'])]).toEqual([[], ['ingest', 'trigger'], ['ingest', 'trigger', 'settle', 'apply', 'deliver', 'assess']]);
  });
});
