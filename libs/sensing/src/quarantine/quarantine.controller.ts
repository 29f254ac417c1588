import { adoptSchema, nameMetricSchema, quarantineFilterSchema, ROUTES, settleQuarantineSchema, type Adopt, type NameMetric, type QuarantineFilter, type QuarantineView, type Replayed, type UnknownDevice } from '#contract';
import { Serves, Who, type Principal, type SignedRequest } from '#directory';
import { CheckedBody, CheckedQuery, idempotencyKey } from '#platform';
import { Controller, Req } from '@nestjs/common';
import type { z } from 'zod';
import { QuarantineDesk } from './desk.js';

/** What could not be taken: everybody at the centre sees it, operators settle it. */
@Controller()
export class QuarantineController {
  constructor(private readonly desk: QuarantineDesk) {}

  @Serves(ROUTES.quarantine)
  list(@CheckedQuery(quarantineFilterSchema) filter: QuarantineFilter): Promise<QuarantineView> { return this.desk.list(filter); }

  @Serves(ROUTES.unknownDevices)
  unknown(): Promise<UnknownDevice[]> { return this.desk.unknownDevices(); }

  @Serves(ROUTES.replayQuarantine)
  replay(@CheckedBody(settleQuarantineSchema) { ids }: z.infer<typeof settleQuarantineSchema>, @Who() { actor }: Principal): Promise<Replayed> { return this.desk.replay(ids, actor); }

  @Serves(ROUTES.dismissQuarantine)
  async dismiss(@CheckedBody(settleQuarantineSchema) { ids }: z.infer<typeof settleQuarantineSchema>, @Who() { actor }: Principal): Promise<{ dismissed: number }> { return { dismissed: await this.desk.dismiss(ids, actor) }; }

  @Serves(ROUTES.adoptDevice)
  adopt(@CheckedBody(adoptSchema) body: Adopt, @Who() { actor }: Principal, @Req() request: SignedRequest): Promise<Replayed> { return this.desk.adopt(body, actor, `adopt/${actor.id}/${idempotencyKey(request)}`); }

  @Serves(ROUTES.nameMetric)
  name(@CheckedBody(nameMetricSchema) body: NameMetric, @Who() { actor }: Principal): Promise<Replayed> { return this.desk.nameMetric(body, actor); }
}
