import { ROUTES } from '#contract';
import { Serves } from '#directory';
import { Controller, Header } from '@nestjs/common';
import { openapi, type Json } from '../docs/openapi.js';
import { VERSION } from '../root.js';

@Controller()
export class DocumentController {
  private made: Json | undefined;

  @Serves(ROUTES.openapi)
  @Header('cache-control', 'no-cache')
  document(): Json {
    return (this.made ??= openapi(VERSION));
  }
}
