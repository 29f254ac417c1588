import { INGEST_BYTES, INGEST_PATH, readingDetail } from '#contract';
import { Access, bearerToken, Certificates } from '#directory';
import { LOG, type Log } from '#platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Inlet } from '../inlet.js';
import { Strangers } from '../strangers.js';
import { spokenAt } from './signed.js';

const TOO_LARGE = 413;

/** Bodies that were too large to be read at all: the HTTP server refuses them before any controller, and they are kept account of here, before the answer goes out. Of whom they were is known where the token stands in the head or the path, or by a certificate. */
@Injectable()
export class Oversized implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost, private readonly inlet: Inlet, private readonly strangers: Strangers, private readonly access: Access, private readonly certificates: Certificates, @Inject(LOG) private readonly log: Log) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onSend', async (request, reply) => { if (reply.statusCode === TOO_LARGE && INGEST_PATH.test(request.routeOptions.url ?? '')) await this.keep(request).catch((error: unknown) => this.log.error({ err: error }, 'a refusal could not be kept')); });
  }

  private async keep(request: FastifyRequest): Promise<void> {
    const protocol = spokenAt(request.url), detail = readingDetail('large-body', { bytes: Number(request.headers['content-length'] ?? 0), most: INGEST_BYTES });
    if (protocol === null) return;
    const { token } = request.params as { token?: string }, bearer = bearerToken(request.headers) ?? token ?? null, who = (bearer === null ? null : await this.access.bearer(bearer)) ?? (await this.certificates.who(request.raw.socket));
    if (who === null || who.actor.role !== 'device') await this.strangers.refuse(protocol, 'too-large', detail, new Uint8Array(0), request.ip, 'http');
    else await this.inlet.refuse(protocol, 'too-large', detail, new Uint8Array(0), { account: who.actor.id, way: 'http' });
  }
}
