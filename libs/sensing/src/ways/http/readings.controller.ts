import { ROUTES, type TakenView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { ProblemError } from '#platform';
import { Body, Controller, Headers } from '@nestjs/common';
import type { Protocol } from '../../protocols/protocol.js';
import { Inlet } from '../inlet.js';
import { bytesOf, orBusy, viewOf } from './answer.js';

type HeadersIn = Readonly<Record<string, string | string[] | undefined>>;
const JSON_MEDIA = /^application\/([\w.-]+\+)?json\b/i, CBOR = /^application\/(senml\+)?cbor\b/i, XML = /^(application|text)\/([\w.-]+\+)?xml\b/i;

/** Frames that are posted one by one with a device's token: a protocol, a path. */
@Controller()
export class ReadingsController {
  constructor(private readonly inlet: Inlet) {}

  @Serves(ROUTES.senml)
  senml(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('senml', body, headers, who, [JSON_MEDIA, CBOR]); }

  @Serves(ROUTES.ngsi)
  ngsi(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('ngsi', body, headers, who, [JSON_MEDIA]); }

  @Serves(ROUTES.chirpStack)
  chirpStack(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('chirpstack', body, headers, who, [JSON_MEDIA]); }

  @Serves(ROUTES.alertmanager)
  alertmanager(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('alertmanager', body, headers, who, [JSON_MEDIA]); }

  @Serves(ROUTES.aiEvents)
  aiEvents(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('ai-event', body, headers, who, [JSON_MEDIA]); }

  @Serves(ROUTES.gb28181)
  gb28181(@Body() body: unknown, @Headers() headers: HeadersIn, @Who() who: Principal): Promise<TakenView> { return this.take('gb28181', body, headers, who, [XML]); }

  private async take(protocol: Protocol, body: unknown, headers: HeadersIn, who: Principal, media: readonly RegExp[]): Promise<TakenView> {
    const contentType = String(headers['content-type'] ?? '');
    if (!media.some((one) => one.test(contentType.trim()))) throw new ProblemError('unsupported-media');
    return viewOf(await orBusy(this.inlet.take(protocol, bytesOf(body), { account: who.actor.id, way: 'http' }, { contentType: contentType.slice(0, 200) })));
  }
}
