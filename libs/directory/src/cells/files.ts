import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** A file of cells: five thousand with twenty corners each are a fifth of it. */
const LARGEST = 16 * 1024 * 1024;

/** Lets the HTTP server take GeoJSON files whole, as bytes; a process without one (a worker) has none. */
@Injectable()
export class CellFiles implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const adapter = this.host.httpAdapter as typeof this.host.httpAdapter | null | undefined;
    if (!adapter || adapter.getType() !== 'fastify') return;
    const fastify = adapter.getInstance<FastifyInstance>();
    if (!fastify.hasContentTypeParser('application/geo+json')) fastify.addContentTypeParser('application/geo+json', { parseAs: 'buffer', bodyLimit: LARGEST }, (_request, body, done) => done(null, body));
  }
}
