import { ROUTES, type TakenView } from '#contract';
import { Public, Serves, Who, type Principal } from '#directory';
import { Body, Controller, Headers, HttpCode, Options, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Inlet } from '../inlet.js';
import { bytesOf, orBusy, viewOf } from './answer.js';

type HeadersIn = Readonly<Record<string, string | string[] | undefined>>;

/** CloudEvents over HTTP, with the handshake of its webhooks (HTTP 1.1 Web Hooks for Event Delivery, 4). */
@Controller()
export class CloudEventsController {
  constructor(private readonly inlet: Inlet) {}

  @Serves(ROUTES.cloudEvents)
  async events(@Body() body: unknown, @Headers() all: HeadersIn, @Who() who: Principal): Promise<TakenView> {
    const contentType = String(all['content-type'] ?? '').slice(0, 200), headers = Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name, String(value).slice(0, 2_000)]));
    return viewOf(await orBusy(this.inlet.take('cloudevents', bytesOf(body), { account: who.actor.id, way: 'http' }, { contentType, headers })));
  }

  /** Whoever asks may send: what it sends needs a token all the same. */
  @Public()
  @Options('ingest/cloudevents')
  @HttpCode(200)
  handshake(@Headers('webhook-request-origin') origin: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('allow', 'POST, OPTIONS');
    if (origin !== undefined && /^[\x21-\x7e]{1,253}$/.test(origin)) void reply.header('webhook-allowed-origin', origin).header('webhook-allowed-rate', '*');
  }
}
