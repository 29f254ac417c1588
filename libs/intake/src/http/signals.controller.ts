import { Controller } from '@nestjs/common';
import { ROUTES, signalSchema, type SignalBody } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody } from '#platform';
import { Signals } from '../signals.js';

@Controller()
export class SignalsController {
  constructor(private readonly signals: Signals) {}

  /** 202 after the commit: a device that is answered need not send again. */
  @Serves(ROUTES.signal)
  signal(@CheckedBody(signalSchema) body: SignalBody, @Who() who: Principal): Promise<{ id: string; replayed: boolean }> {
    return this.signals.store(body, who.actor);
  }
}
