import { isSent } from '#contract';
import { caseMetrics } from '#cases';
import { LiveGateway } from '#live';
import { Clock, CONFIG, Database, QUEUES, Work, type Config } from '#platform';
import { readBooks, readingMetrics, unaccounted } from '#sensing';
import { Inject, Injectable, type INestApplicationContext, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { VERSION } from '../root.js';

/** What Prometheus is told. Labels are bounded: routes as patterns, commands and codes from the contract, queues by name. */
@Injectable()
export class Figures implements OnModuleInit, OnModuleDestroy {
  readonly registry = new Registry();
  readonly requests = new Histogram({ name: 'grid_http_request_seconds', help: 'Time to answer a request, by route pattern and status.', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [this.registry] });
  readonly commands = new Counter({ name: 'grid_commands_total', help: 'Commands people and machines sent, by kind and by what became of them (ok or a problem code).', labelNames: ['command', 'code'], registers: [this.registry] });
  private readonly handled = new Counter({ name: 'grid_work_handled_total', help: 'Ids handled by this process, by queue and outcome.', labelNames: ['queue', 'outcome'], registers: [this.registry] });
  private readonly handling = new Histogram({ name: 'grid_work_seconds', help: 'Time one id took in its handler.', labelNames: ['queue'], buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5], registers: [this.registry] });
  private unobserve: () => void = () => undefined;

  constructor(private readonly work: Work, private readonly database: Database, private readonly clock: Clock, private readonly modules: ModuleRef, @Inject(CONFIG) config: Config) {
    new Gauge({ name: 'grid_info', help: 'Version, queue store and roles; always 1.', labelNames: ['version', 'backend', 'roles'], registers: [this.registry] })
      .set({ version: VERSION, backend: config.redisUrl === null ? 'postgres' : 'redis', roles: config.roles.join('+') }, 1);
  }

  /** Everything as Prometheus reads it, ours and the libraries'. */
  text(): Promise<string> {
    return Registry.merge([this.registry, caseMetrics, readingMetrics]).metrics();
  }

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry, prefix: 'grid_' });
    this.unobserve = this.work.observe(({ queue, outcome, milliseconds }) => {
      this.handled.inc({ queue, outcome });
      this.handling.observe({ queue }, milliseconds / 1000);
    });
    this.queueGauges();
    this.settleGauges();
    this.readingBooks();
    if (this.live()) this.socketGauges();
  }

  onModuleDestroy(): void {
    this.unobserve();
    this.registry.clear();
  }

  private queueGauges(): void {
    const depth = new Gauge({ name: 'grid_queue_depth', help: 'By queue: due (rows that want attention), waiting, active, retrying, parked.', labelNames: ['queue', 'state'], registers: [this.registry],
      collect: async () => {
        const counts = await this.work.counts().catch(() => null);
        depth.reset();
        for (const queue of QUEUES) for (const state of ['due', 'waiting', 'active', 'retrying', 'parked'] as const) if (counts) depth.set({ queue, state }, counts[queue][state]);
      } });
  }

  /** How late the automation is, read from the rows themselves: what a queue believes does not matter. */
  private settleGauges(): void {
    const overdue = new Gauge({ name: 'grid_oldest_overdue_wake_seconds', help: 'How long the case that has waited longest for its automatic step has been due; 0 when none is.', registers: [this.registry],
      collect: async () => {
        const [row] = await this.database.query<{ at: string | null }>('select min(wake_at)::text as at from cases where wake_at <= $1 and parked_at is null and stage <> \'closed\'', [this.clock.now()]).catch(() => []);
        overdue.set(row?.at ? Math.max(0, this.clock.now() - Number(row.at)) / 1000 : 0);
      } });
  }

  /** What came of all accepted readings, in all processes and over restarts, of one moment: accepted is the sum of the others. */
  private readingBooks(): void {
    const books = new Gauge({ name: 'grid_readings_books', help: 'Readings and unreadable parts since the books were begun, from the tables: accepted = journalled + duplicates + quarantined + waiting (in an inbox).', labelNames: ['entry'], registers: [this.registry],
      collect: async () => {
        const read = await readBooks(this.database).catch(() => null);
        books.reset();
        if (read === null) return;
        for (const [entry, count] of Object.entries(read)) books.set({ entry }, count);
        books.set({ entry: 'unaccounted' }, unaccounted(read));
      } });
  }

  private socketGauges(): void {
    const sockets = new Gauge({ name: 'grid_sockets', help: 'Open sockets of this process, and those that follow the changes.', labelNames: ['state'], registers: [this.registry],
      collect: () => {
        const figures = this.live()?.figures();
        sockets.set({ state: 'open' }, figures?.sockets ?? 0);
        sockets.set({ state: 'following' }, figures?.following ?? 0);
      } });
  }

  private live(): LiveGateway | null {
    try {
      return this.modules.get(LiveGateway, { strict: false });
    } catch {
      return null;
    }
  }
}

/** Measures every request, and what became of every command. */
export function countRequests(fastify: FastifyInstance, app: INestApplicationContext): void {
  const figures = app.get(Figures);
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    figures.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (route === '/api/cases/:id/commands') figures.commands.inc({ command: commandOf(request.body), code: String(reply.getHeader('x-problem-code') ?? 'ok') });
  });
}

const commandOf = (body: unknown): string => {
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : null;
  return typeof type === 'string' && /^[a-zA-Z]{1,20}$/.test(type) && isSent(type as never) ? type : 'unknown';
};
