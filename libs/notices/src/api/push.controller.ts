import { Controller, Header, Req } from '@nestjs/common';
import { ROUTES, type PushSubscription } from '#contract';
import { Access, Serves, Who, type Principal, type SignedRequest } from '#directory';
import { CheckedBody } from '#platform';
import { PushKeys } from '../push/keys.js';
import { PushSubscriptions } from '../push/subscriptions.js';

/** Push to one's own browsers. */
@Controller()
export class PushController {
  constructor(private readonly keys: PushKeys, private readonly subscriptions: PushSubscriptions, private readonly access: Access) {}

  @Serves(ROUTES.pushKey)
  async key(): Promise<{ key: string }> { return { key: (await this.keys.pair()).publicKey }; }

  @Serves(ROUTES.subscribePush)
  @Header('cache-control', 'no-store')
  async subscribe(@CheckedBody(ROUTES.subscribePush.body.schema) said: PushSubscription, @Who() { actor }: Principal, @Req() { headers }: SignedRequest): Promise<{ browsers: number }> {
    return { browsers: await this.subscriptions.add(actor.id, said, this.access.sessionOf(headers)) };
  }

  @Serves(ROUTES.unsubscribePush)
  @Header('cache-control', 'no-store')
  async unsubscribe(@CheckedBody(ROUTES.unsubscribePush.body.schema) { endpoint }: { endpoint: string }, @Who() { actor }: Principal): Promise<{ browsers: number }> { return { browsers: await this.subscriptions.remove(actor.id, endpoint) }; }
}
