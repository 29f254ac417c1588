import { Catch, Module, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import * as attachments from '#attachments';
import * as cases from '#cases';
import { CaseDoor, CaseReader } from '#cases';
import { STATUS, type CaseView, type Problem, type ProblemCode, type ReportReceipt, type SignalBody } from '#contract';
import * as directory from '#directory';
import { Access, AuthGuard, Directory, DirectoryModule, seed } from '#directory';
import type { Actor, CaseId, CellId, Command, UserId } from '#domain';
import * as notices from '#notices';
import * as platform from '#platform';
import { createLog, Database, loadConfig, MovableClock, PlatformModule, ProblemError, testing, uuid, Work } from '#platform';
import { Ingest } from '../ingest.js';
import { migrations } from '../migrations.js';
import { IntakeModule } from '../module.js';
import { entities } from '../tables.js';

/** Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
export const START = Date.parse('2026-11-24T09:00:00+08:00');
const RULEBOOK = join(import.meta.dirname, '../../../../rulebook');
const below = [platform, directory, attachments, notices, cases] as const;
export const tables = { entities: [...below.flatMap((p) => [...p.entities]), ...entities], migrations: [...below.flatMap((p) => [...p.migrations]), ...migrations] };

/** As the server's, in short. */
@Catch(ProblemError)
class Problems implements ExceptionFilter {
  catch({ code, more }: ProblemError, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(STATUS[code as ProblemCode]).headers({ ...more.headers }).send({ code, ...more });
  }
}

export interface Answer<T> { readonly status: number; readonly replayed: boolean; readonly body: T; readonly problem: Problem }

/** The demo county up to the intake, on a database and a port of its own; the automation rests until `settle` or `ingest` is called. */
export class World {
  private readonly tokens = new Map<string, string>();
  private constructor(readonly url: string, readonly app: NestFastifyApplication, readonly database: Database, readonly clock: MovableClock, readonly stop: () => Promise<void>) {}

  static async start(): Promise<World> {
    const server = await testing.startTestPostgres();
    const { url, database } = await server.open(tables, { queues: true, pool: 12, filled: { as: 'county', by: (empty) => seed(empty, RULEBOOK, { demo: true, password: 'mouding-2026' }) } });
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-intake-')), clock = new MovableClock(START);
    const config = loadConfig({ DATABASE_URL: url, GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'error' });
    @Module({
      imports: [PlatformModule.register(config, { dataSource: database.dataSource, databaseUrl: url, log: createLog(config), clock }), DirectoryModule, cases.CasesModule, IntakeModule],
      providers: [{ provide: APP_FILTER, useClass: Problems }, { provide: APP_GUARD, useExisting: AuthGuard }],
    })
    class County {}
    const app = await NestFactory.create<NestFastifyApplication>(County, new FastifyAdapter(), { logger: false, abortOnError: false });
    await app.init();
    await app.get(Work).pause();
    await app.listen(0, '127.0.0.1');
    return new World(await app.getUrl(), app, app.get(Database), clock, async () => {
      await app.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  get directory(): Directory { return this.app.get(Directory); }
  get reader(): CaseReader { return this.app.get(CaseReader); }
  get ingest(): Ingest { return this.app.get(Ingest); }
  actor(id: string): Actor {
    const person = this.directory.person(id);
    if (person === null) throw new Error(`nobody is called ${id}`);
    return this.directory.actorOf(person);
  }

  async ask(who: string, method: string, path: string, body?: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { method, headers: { authorization: `Bearer ${await this.token(who)}`, ...headers }, ...(body !== undefined && { body }) });
  }

  /** Somebody who is not signed in. */
  async stranger<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.heard(await fetch(this.url + path, { method, headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }) }));
  }

  /** Photos sent by themselves; their hashes. */
  async upload(who: string, ...photos: readonly Buffer[]): Promise<string[]> {
    const data = new FormData();
    for (const bytes of photos) data.append('photo', new Blob([new Uint8Array(bytes)]), 'p.jpg');
    const { status, body } = await this.heard<{ hash: string }[]>(await this.ask(who, 'POST', '/api/photos', data));
    if (status !== 201) throw new Error(`the photos were refused: ${JSON.stringify(body)}`);
    return body.map((p) => p.hash);
  }

  /** A report as JSON, or, with photos, as multipart. */
  async report(who: string, report: object, { photos = [], key = uuid() as string, headers = {} }: { photos?: readonly Buffer[]; key?: string | null; headers?: Record<string, string> } = {}): Promise<Answer<ReportReceipt>> {
    const head = { ...(key !== null && { 'idempotency-key': key }), ...headers };
    if (photos.length === 0) return this.heard(await this.ask(who, 'POST', '/api/reports', JSON.stringify(report), { 'content-type': 'application/json', ...head }));
    const data = new FormData();
    data.append('report', JSON.stringify(report));
    for (const bytes of photos) data.append('photo', new Blob([new Uint8Array(bytes)]), 'p.jpg');
    return this.heard(await this.ask(who, 'POST', '/api/reports', data, head));
  }

  async signal(who: string, body: Partial<SignalBody>): Promise<Answer<{ id: string; replayed: boolean }>> {
    return this.heard(await this.ask(who, 'POST', '/api/signals', JSON.stringify({ messageId: uuid(), classId: 'E0506', observedAt: this.clock.now(), ...body }), { 'content-type': 'application/json' }));
  }

  /** Reads every signal that is due, several at a time as workers do; failures are parked at once. */
  async ingestAll(): Promise<void> {
    for (let due = await this.ingest.due(this.clock.now(), 100); due.length > 0; due = await this.ingest.due(this.clock.now(), 100))
      await Promise.all(due.map((id) => this.ingest.handle(id).catch((error: Error) => this.ingest.park(id, error.message, 5))));
  }

  async view(id: string, who = 'disp-1'): Promise<CaseView> {
    const view = await this.reader.view(id as CaseId, this.actor(who));
    if (view === null) throw new Error(`${who} sees no case ${id}`);
    return view;
  }

  async command(id: string, who: string, command: Command): Promise<void> {
    const answer = await this.app.get(CaseDoor).execute({ id: id as CaseId, command, actor: this.actor(who), commandId: uuid() });
    if (!answer.ok) throw new Error(`${command.type}: ${JSON.stringify(answer.rejection)}`);
  }

  async count(sql: string, params: readonly unknown[] = []): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(`select count(*) as n from ${sql}`, params);
    return Number(row?.n);
  }

  private async heard<T>(answer: Response): Promise<Answer<T>> {
    const body: unknown = await answer.json();
    return { status: answer.status, replayed: answer.headers.get('idempotency-replayed') === 'true', body: body as T, problem: body as Problem };
  }

  private async token(who: string): Promise<string> {
    const known = this.tokens.get(who);
    if (known !== undefined) return known;
    const issued = await this.app.get(Access).issueToken(who, 'test', 1, 'op-1' as UserId);
    if (issued === null) throw new Error(`nobody is called ${who}`);
    this.tokens.set(who, issued.token);
    return issued.token;
  }
}

const cells = (JSON.parse(readFileSync(join(RULEBOOK, 'cells.geojson'), 'utf8')) as { features: { properties: { code: string }; geometry: { coordinates: [number, number][][] } }[] }).features;
/** A place in the middle of a cell; `n` moves it by some 3 metres a step, for reports that are not each other's neighbours. */
export function placeIn(cell: CellId | string | undefined, n = 0): { lon: number; lat: number } {
  const ring = cells.find((f) => f.properties.code === cell)?.geometry.coordinates[0]?.slice(1);
  if (ring === undefined) throw new Error(`there is no cell ${cell}`);
  const middle = (i: 0 | 1): number => ring.reduce((sum, p) => sum + p[i], 0) / ring.length;
  return { lon: middle(0) + n * 3e-5, lat: middle(1) };
}

let shade = 0;
/** A small photo unlike every other. */
export const picture = (exif?: Parameters<Sharp['withExif']>[0]): Promise<Buffer> => {
  const n = ++shade;
  const made = sharp({ create: { width: 32 + (n % 64), height: 24, channels: 3, background: { r: n % 256, g: (n >> 8) % 256, b: 77 } } });
  return (exif === undefined ? made : made.withExif(exif)).jpeg().toBuffer();
};
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
