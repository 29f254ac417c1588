import { ROUTES } from '#contract';
import { Serves } from '#directory';
import { CONFIG, prefixOf, type Config } from '#platform';
import { Controller, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { openapi, type Json } from '../docs/openapi.js';
import { VERSION } from '../root.js';

@Controller()
export class DocumentController {
  private made: Readonly<Record<string, Json>> | undefined;
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** As it is shown here: under a sub-path, clients call below it. */
  @Serves(ROUTES.openapi)
  @Header('cache-control', 'no-cache')
  document(@Req() { headers }: FastifyRequest): Readonly<Record<string, Json>> {
    const made = (this.made ??= openapi(VERSION)), prefix = prefixOf(headers, this.config);
    return prefix === '' ? made : { ...made, servers: [{ url: prefix }] };
  }
}
