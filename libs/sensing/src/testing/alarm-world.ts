import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import * as attachments from '#attachments';
import { Photos } from '#attachments';
import * as cases from '#cases';
import { CaseDoor, type Executed } from '#cases';
import * as directory from '#directory';
import { Devices, Directory, DirectoryModule, seed } from '#directory';
import type { Actor, AlarmSeverity, AlarmTransition, Case, CaseId, CellId, ClassId, Command, ConditionId, Place, ReportId, SeriesSpec, TransitionKind, TriggerRule, UserId } from '#domain';
import * as intake from '#intake';
import { Filer, IntakeModule, writeFiled, type Outcome } from '#intake';
import * as notices from '#notices';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, testing, uuid, Work } from '#platform';
import { Alarms1764300400000 } from '../alarms/migration.js';
import { AlarmPictures1764300600100 } from '../alarms/pictures.migration.js';
import { alarmProviders } from '../alarms/providers.js';
import { DeviceCare1764300600200 } from '../health/migration.js';
import { ReadingBooks1764300520000 } from '../journal/books-migration.js';
import { Readings1764300300000 } from '../journal/migration.js';
import { SenderUse1764300600500 } from '../journal/limits-migration.js';
import { readingTables } from '../journal/tables.js';
import { SERIES_READINGS, type SeriesReadings } from '../alarms/readings.js';
import { alarmTables } from '../alarms/tables.js';
import { ALARM_WRITER, type AlarmWriter } from '../alarms/writer.js';
import { wishOfRule } from '../rules/store.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');
export const MINUTE = 60_000;
const below = [platform, directory, attachments, notices, cases, intake] as const;
export const alarmWorldTables = { entities: [...below.flatMap((p) => [...p.entities]), ...readingTables, ...alarmTables], migrations: [...below.flatMap((p) => [...p.migrations]), Readings1764300300000, Alarms1764300400000, ReadingBooks1764300520000, AlarmPictures1764300600100, DeviceCare1764300600200, SenderUse1764300600500] };

/** A place in the county, and metres north and east of it. */
export const placeAt = (north = 0, east = 0): { lon: number; lat: number } => ({ lon: 101.546 + east / 100_500, lat: 25.3205 + north / 111_195 });

export const waterRule = (more: Partial<TriggerRule> = {}, action: Partial<TriggerRule['action']> = {}): TriggerRule => ({
  id: 'water-on-road', version: 1, name: { zh: '道路积水', en: 'Water on the road' }, state: 'live', scope: { kinds: ['water-level'], metric: 'level' }, unit: 'm', condition: { kind: 'threshold', op: '>=' },
  levels: [{ severity: 'notice', raise: 0.1 }, { severity: 'warning', raise: 0.15 }, { severity: 'critical', raise: 0.3 }], for: 0, gap: { max: 10 * MINUTE, pending: 'reset' }, clear: { dwell: 0, minSamples: 1 }, step: { down: 'allow', dwell: 0 }, lateness: 10 * MINUTE, reopenWithin: 120 * MINUTE,
  action: {
    policy: 'auto_file', classId: 'E0506', conditionId: 'E0506-1', earned: { precision: 0.8, judged: 10 }, correlate: { metres: 100, within: 120 * MINUTE }, lifeSafety: false, recovery: { beforeDispatch: 'close', stableFor: 30 * MINUTE }, verify: { automatic: true, stableFor: 10 * MINUTE, samples: 3 }, ...action,
  },
  ...more,
});

/** What a test has the stored history say of series; nobody can store a history here. */
class History implements SeriesReadings {
  readonly said = new Map<string, { good: number; lastGoodAt: number | null }>();
  good(device: string): Promise<{ good: number; lastGoodAt: number | null }> { return Promise.resolve(this.said.get(device) ?? { good: 0, lastGoodAt: null }); }
}

type Happened = Partial<AlarmTransition> & { readonly kind: TransitionKind; readonly series: number };

/** The county with trigger rules and alarms, and no engine: a test says what the engine would. The automation rests until `settle`. */
export class AlarmWorld {
  private seq = 0n;
  private photos = 0;
  private readonly series: SeriesSpec[] = [];
  rules: TriggerRule[] = [];
  private constructor(readonly app: NestFastifyApplication, readonly clock: MovableClock, readonly history: History, readonly stop: () => Promise<void>) {}

  static async start(): Promise<AlarmWorld> {
    const server = await testing.startTestPostgres();
    const { url, database } = await server.open(alarmWorldTables, { queues: true, pool: 16 });
    await seed(database, join(import.meta.dirname, '../../../../rulebook'), { demo: true, password: 'mouding-2026' });
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-alarms-')), clock = new MovableClock(START), history = new History();
    const config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'silent' });
    @Module({ imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl: url, log: createLog(config), clock }), DirectoryModule, cases.CasesModule, IntakeModule], providers: [...alarmProviders, { provide: SERIES_READINGS, useValue: history }] })
    class County {}
    const app = await NestFactory.create<NestFastifyApplication>(County, new FastifyAdapter(), { logger: false, abortOnError: false });
    await app.init();
    return new AlarmWorld(app, clock, history, async () => {
      await app.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  get database(): Database { return this.app.get(Database); }
  get directory(): Directory { return this.app.get(Directory); }
  actor(id: string): Actor {
    const person = this.directory.person(id);
    if (person === null) throw new Error(`nobody is called ${id}`);
    return this.directory.actorOf(person);
  }

  /** Puts rules in force (or on trial), as stored versions. */
  async judgeBy(...rules: readonly TriggerRule[]): Promise<void> {
    this.rules = [...rules];
    for (const rule of rules) await this.database.query(
      `insert into trigger_rule (id, version, state, content, changed_at) values ($1, $2, $3, $4, $5) on conflict (id, version) do update set state = excluded.state`, [rule.id, rule.version, rule.state, JSON.stringify(wishOfRule(rule)), this.clock.now()]);
  }

  /** A water level at a place, known to the register; answers its number among the series. */
  async device(id: string, place: { lon: number; lat: number } | null = placeAt(), more: { asset?: string; gateway?: string; kind?: string } = {}): Promise<number> {
    const actor = this.actor('op-1');
    const { device } = await this.app.get(Devices).add(actor, { id: id as UserId, name: `${id} 号水位计`, kind: more.kind ?? 'water-level', label: null, metric: 'level', unit: 'm', place: place === null ? null : { ...place, crs: 'wgs84' as const }, asset: more.asset ?? null, gateway: more.gateway ?? null, department: null, note: null, commissioned: null, calibrated: null, account: 'dev-1' as UserId }, { id: uuid(), said: id });
    const series = this.series.length;
    this.series.push({ series, device: id, kind: device.kind, metric: 'level', asset: device.asset, gateway: device.gateway, cell: device.cell, attributes: {}, codes: [] });
    return series;
  }

  deviceOf(series: number): string { return this.series[series]?.device ?? ''; }

  /** The hash of a photo that was really uploaded. */
  async photo(by: string): Promise<string> {
    const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: (this.photos++ % 200) + 20, g: 120, b: 60 } } }).jpeg().toBuffer();
    return (await this.app.get(Photos).accept(bytes, this.actor(by).id)).hash;
  }

  /** What the engine says happened, in one journal record. */
  async say(...happened: readonly Happened[]): Promise<void> {
    const now = this.clock.now(), seq = ++this.seq;
    const transitions = happened.map((t): AlarmTransition => ({ rule: 0, severity: 'warning' as AlarmSeverity, at: now, since: now, value: 0.2, openings: 1, ...t }));
    await this.database.transaction((tx) => this.app.get<AlarmWriter>(ALARM_WRITER).write(tx, transitions, { partition: 0, seq, receivedAt: now, rules: this.rules, series: this.series }));
  }

  /** The same record once more, as after a lost answer. */
  async sayAgain(...happened: readonly Happened[]): Promise<void> { this.seq--; await this.say(...happened); }

  /** Works until nothing is left at the present time. */
  settle(): Promise<void> { return this.app.get(Work).quiesce(60_000); }
  async advance(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await this.settle();
  }

  async alarms(): Promise<{ id: string; rule: string; device: string; severity: AlarmSeverity; cleared_at: string | null; case_id: CaseId | null; storm: string | null; held: string | null; openings: number; verdict: boolean | null; trial: boolean }[]> {
    return this.database.query('select id, rule, device, severity, cleared_at, case_id, storm, held, openings, verdict, trial from alarm order by raised_at, device, id');
  }
  async cases(): Promise<Case[]> { return (await this.database.query<{ state: Case }>('select state from cases order by number')).map((r) => r.state); }
  async case(id: CaseId | null): Promise<Case> {
    const [row] = await this.database.query<{ state: Case }>('select state from cases where id = $1', [id]);
    if (row === undefined) throw new Error(`there is no case ${id}`);
    return row.state;
  }
  async timeline(id: CaseId | null): Promise<{ type: string; actor: string; why: { code: string } | null; data: Record<string, unknown> }[]> { return this.database.query('select type, actor, why, data from case_event where case_id = $1 order by seq', [id]); }

  async done(id: CaseId, by: string, command: Command): Promise<Case> {
    const answer: Executed = await this.app.get(CaseDoor).execute({ id, command, actor: this.actor(by), commandId: uuid() });
    if (!answer.ok) throw new Error(`${command.type} by ${by}: ${JSON.stringify(answer.rejection)}`);
    return answer.case;
  }

  /** A report by a person, as the ways in file it. */
  async report(by: string, place: { lon: number; lat: number }, more: { classId?: string; conditionId?: string; source?: 'grid-member' | 'hotline' } = {}): Promise<Outcome> {
    const at: Place = { ...place, accuracy: 8 }, now = this.clock.now(), filer = this.app.get(Filer), report = uuid() as ReportId;
    const filing = {
      report, commandId: `test/${report}`, fingerprint: report, actor: this.actor(by), source: more.source ?? 'grid-member', classId: (more.classId ?? 'E0506') as ClassId, conditionId: (more.conditionId ?? 'E0506-1') as ConditionId, severity: 2 as const, place: at,
      cell: this.directory.locate(at) as CellId | null, asset: null, device: null, text: '路面积水', capturedAt: null, receivedAt: now, photos: [], handled: null, sameAs: null, why: null, remarks: [],
    };
    return filer.file(filing, (tx, filed) => writeFiled(tx, filing, filed));
  }
}
