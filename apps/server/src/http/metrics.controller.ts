import { ROUTES } from '#contract';
import { Serves } from '#directory';
import { CONFIG, ProblemError, type Config } from '#platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { Figures } from './figures.js';

@Controller()
export class MetricsController {
  constructor(private readonly figures: Figures, @Inject(CONFIG) private readonly config: Config) {}

  @Serves(ROUTES.metrics)
  async metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.admit(request);
    await reply.header('content-type', this.figures.registry.contentType).header('cache-control', 'no-store').send(await this.figures.text());
  }

  /** With a token: who shows it. Without: this machine, not counting what a proxy on it passes on. */
  private admit(request: FastifyRequest): void {
    const { metricsToken } = this.config;
    if (metricsToken !== null) {
      if (same(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) return;
      throw new ProblemError('not-signed-in');
    }
    const passedOn = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (passedOn || !/^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '')) throw new ProblemError('no-right', { detail: 'from this machine only; set GRID_METRICS_TOKEN to allow others' });
  }
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
