import { ROUTES } from '#contract';
import { Serves } from '#directory';
import { Clock, CONFIG, Database, Work, type Config } from '#platform';
import { Controller, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { migrationsOf } from '../database.js';
import { VERSION } from '../root.js';

/** Longest that a probe waits for an answer of the database or the queue store. */
const PATIENCE = 2_000;

@Controller()
export class HealthController {
  constructor(private readonly database: Database, private readonly work: Work, private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  @Serves(ROUTES.live)
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Serves(ROUTES.ready)
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const [database, queue] = await Promise.all([said(this.readDatabase()), said(this.readQueue())]);
    const ok = database === 'ok';
    await reply.status(ok ? 200 : 503).header('cache-control', 'no-store').headers(ok ? {} : { 'retry-after': '5' })
      .send({ status: ok && queue === 'ok' ? 'ok' : 'degraded', database, queue, backend: this.config.redisUrl === null ? 'postgres' : 'redis', version: VERSION, time: this.clock.now() });
  }

  private async readDatabase(): Promise<void> {
    const { pending } = await this.database.lend((client) => migrationsOf(client));
    if (pending.length > 0) throw new Error(`${pending.length} migrations pending`);
  }

  private async readQueue(): Promise<void> {
    await this.work.queues[0]?.getJobCounts('waiting');
  }
}

/** 'ok', or what is wrong in a word or two; never longer than a probe's patience. */
async function said(check: Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => { timer = setTimeout(() => fail(new Error('no answer')), PATIENCE); });
  try {
    await Promise.race([check, late]);
    return 'ok';
  } catch (error) {
    return error instanceof Error && error.message.length < 60 ? error.message : 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
