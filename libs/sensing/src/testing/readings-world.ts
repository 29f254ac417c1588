import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as directory from '#directory';
import { Devices, DirectoryModule, seed } from '#directory';
import type { AlarmTransition, TriggerRule } from '#domain';
import * as notices from '#notices';
import { NoticesModule } from '#notices';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, testing, uuid, type Tx } from '#platform';
import { ALARM_WRITER, RULE_SOURCE, type AlarmWriter, type PartitionContext } from '../alarms/writer.js';
import { Listening } from '../journal/listening.js';
import { readingProviders } from '../journal/providers.js';
import { readingTables } from '../journal/tables.js';
import { ReadingBooks1764300520000 } from '../journal/books-migration.js';
import { SenderUse1764300600500 } from '../journal/limits-migration.js';
import { Readings1764300300000 } from '../journal/migration.js';
import { DeviceCare1764300600200 } from '../health/migration.js';
import { AdoptedLoggers1764300600400 } from '../loggers/migration.js';
import { adoptedLoggerTable } from '../loggers/tables.js';
import { SeenPictures1764300600000 } from '../pictures/migration.js';
import { seenPictureTable } from '../pictures/tables.js';
import { Receiver, type Received, type Sender } from '../receiver.js';
import type { Refused, Sample } from '../protocols/sample.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');
const parts = [platform, directory, notices] as const;
export const readingsTables = { entities: [...parts.flatMap((p) => [...p.entities]), ...readingTables, seenPictureTable, adoptedLoggerTable], migrations: [...parts.flatMap((p) => [...p.migrations]), Readings1764300300000, ReadingBooks1764300520000, SeenPictures1764300600000, DeviceCare1764300600200, AdoptedLoggers1764300600400, SenderUse1764300600500] };

/** Writes every transition into a table of its own; breaks on purpose where a test says so. */
export class TestAlarms implements AlarmWriter {
  broken: (transitions: readonly AlarmTransition[], context: PartitionContext) => boolean = () => false;
  async write(tx: Tx, transitions: readonly AlarmTransition[], context: PartitionContext): Promise<void> {
    if (this.broken(transitions, context)) throw new Error('the alarm rows cannot be written');
    for (const [n, t] of transitions.entries()) await tx.query('insert into alarm_event (partition, seq, n, kind, at, value) values ($1, $2, $3, $4, $5, $6)', [context.partition, String(context.seq), n, t.kind, t.at, t.value]);
    for (const t of transitions) await tx.query('insert into test_alarm (partition, seq, rule, device, kind, severity, at, value) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [context.partition, String(context.seq), context.rules[t.rule]?.id, context.series[t.series]?.device, t.kind, t.severity, t.at, t.value]);
  }
}

/** As much of the real tables as the audit reads, and one of the test's own. */
export const TEST_ALARM = 'create table alarm_event (partition int, seq bigint, n int, kind text, at bigint, value double precision); create table test_alarm (partition int, seq bigint, rule text, device text, kind text, severity text, at bigint, value double precision)';

/** Raises at 10, ends below 8; for life safety where `lifeSafety`. */
export const levelRule = (more: Partial<TriggerRule> = {}, lifeSafety = false): TriggerRule => ({
  id: 'level-high', version: 1, name: { zh: '水位高', en: 'water high' }, state: 'live', scope: { kinds: ['water-level'], metric: 'level' }, unit: 'cm', condition: { kind: 'threshold', op: '>=' },
  levels: [{ severity: 'warning', raise: 10, clear: 8 }], for: 0, gap: { max: 3_600_000, pending: 'reset' }, clear: { dwell: 0, minSamples: 1 }, step: { down: 'allow', dwell: 0 }, lateness: 600_000, reopenWithin: 0,
  action: { policy: 'auto_file', classId: 'E0506', conditionId: null, earned: { precision: 0.9, judged: 20 }, correlate: { metres: 100, within: 7_200_000 }, lifeSafety, recovery: { beforeDispatch: 'note', stableFor: 0 }, verify: { automatic: false, stableFor: 0, samples: 1 } }, ...more,
});

/** One process that takes readings, on a database of its own or another world's. */
export class ReadingsWorld {
  private constructor(readonly url: string, readonly app: NestFastifyApplication, private readonly ends: readonly (() => Promise<unknown> | void)[], readonly clock: MovableClock, readonly alarms: TestAlarms, private readonly held: { list: readonly TriggerRule[]; revision: number }) {}

  static async start({ env = {}, beside }: { env?: Record<string, string>; beside?: ReadingsWorld } = {}): Promise<ReadingsWorld> {
    const ends: (() => Promise<unknown> | void)[] = [];
    let url = beside?.url;
    if (url === undefined) {
      const server = await testing.startTestPostgres(), opened = await server.open(readingsTables, { queues: true, pool: 4 });
      ends.push(() => server.stop());
      url = opened.url;
      await seed(opened.database, join(import.meta.dirname, '../../../../rulebook'), { demo: true, password: 'mouding-2026' });
      await opened.database.query(TEST_ALARM);
    }
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-readings-')), clock = beside?.clock ?? new MovableClock(START), config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: process.env['GRID_TEST_LOG'] ?? 'silent', GRID_READING_PARTITIONS: '4', ...env });
    ends.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const dataSource = await platform.createDataSource({ url, ...readingsTables, pool: 12 }).initialize();
    ends.push(() => dataSource.destroy());
    const alarms = new TestAlarms(), rules = beside?.held ?? { list: [], revision: 0 };
    @Module({
      imports: [PlatformModule.register(config, { dataSource, databaseUrl: url, log: createLog(config), clock }), DirectoryModule, NoticesModule],
      providers: [...readingProviders, { provide: ALARM_WRITER, useValue: alarms }, { provide: RULE_SOURCE, useValue: { current: () => Promise.resolve({ revision: String(rules.revision), rules: rules.list }) } }],
    })
    class Readings {}
    const app = await NestFactory.create<NestFastifyApplication>(Readings, new FastifyAdapter(), { logger: false, abortOnError: false });
    await app.init();
    ends.push(() => app.close());
    return new ReadingsWorld(url, app, ends, clock, alarms, rules);
  }

  get database(): Database { return this.app.get(Database); }
  get receiver(): Receiver { return this.app.get(Receiver); }
  settle(): Promise<void> { return this.app.get(Listening).settle(); }

  async judgeBy(...rules: readonly TriggerRule[]): Promise<void> {
    this.held.list = rules;
    this.held.revision++;
    await this.settle();
  }

  /** A water level by the account of the demo's first device, unless said otherwise. */
  async device(id: string, more: Partial<Parameters<Devices['add']>[1]> = {}): Promise<void> {
    const actor = { id: 'op-1', role: 'operator' } as Parameters<Devices['add']>[0];
    await this.app.get(Devices).add(actor, { id, name: id, kind: 'water-level', label: null, metric: 'level', unit: 'cm', place: null, asset: null, gateway: null, department: null, note: null, commissioned: null, calibrated: null, account: 'dev-1', ...more } as Parameters<Devices['add']>[1], { id: uuid(), said: id });
  }

  send(samples: readonly Partial<Sample>[], from: Partial<Sender> = {}, refused: readonly Refused[] = []): Promise<Received> {
    return this.receiver.receive({ samples: samples.map((s) => ({ device: 'w-1', metric: 'level', at: this.clock.now(), value: 1, unit: null, quality: 'good', key: null, ...s })), refused }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: this.clock.now(), ...from });
  }

  async count(sql: string, params: readonly unknown[] = []): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(`select count(*) as n from ${sql}`, params);
    return Number(row?.n);
  }

  async stop(): Promise<void> { for (const end of [...this.ends].reverse()) await end(); }
}
