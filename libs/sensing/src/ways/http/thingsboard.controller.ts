import { ROUTES, type TakenView } from '#contract';
import { Access, Serves, Who, type Principal } from '#directory';
import { ProblemError } from '#platform';
import { Body, Controller, Param } from '@nestjs/common';
import { ME } from '../../protocols/sample.js';
import { Inlet } from '../inlet.js';
import { bytesOf, orBusy, viewOf } from './answer.js';

/** ThingsBoard's device API over HTTP: the token stands in the path, as its devices have it; `me` there for a device that signs its requests. */
@Controller()
export class ThingsBoardController {
  constructor(private readonly inlet: Inlet, private readonly access: Access) {}

  @Serves(ROUTES.thingsBoard)
  async telemetry(@Param('token') token: string, @Body() body: unknown, @Who() signed: Principal | undefined): Promise<TakenView> {
    const who = token === ME ? (signed ?? null) : await this.access.bearer(token);
    if (who === null || who.actor.role !== 'device') throw new ProblemError('not-signed-in');
    return viewOf(await orBusy(this.inlet.take('thingsboard', bytesOf(body), { account: who.actor.id, way: 'http' })));
  }
}
