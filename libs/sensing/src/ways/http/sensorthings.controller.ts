import { readingDetailText, ROUTES, type TakenView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { ProblemError } from '#platform';
import { Body, Controller, Param } from '@nestjs/common';
import { sensorthingsArray } from '../../protocols/sensorthings.js';
import { Inlet } from '../inlet.js';
import { bytesOf, orBusy, viewOf } from './answer.js';

/** `Datastreams(7)`, `Datastreams('water-001/level')`: the id in it; null: no such path. */
export const datastreamOf = (collection: string): string | null => /^Datastreams\((?:'([^']{1,100})'|([^()']{1,100}))\)$/.exec(collection)?.slice(1).find((id) => id !== undefined) ?? null;

/** OGC SensorThings 1.1: creating observations, and nothing else of it. */
@Controller()
export class SensorThingsController {
  constructor(private readonly inlet: Inlet) {}

  @Serves(ROUTES.observation)
  async observation(@Body() body: unknown, @Who() who: Principal): Promise<TakenView> { return viewOf(await orBusy(this.inlet.take('sensorthings', bytesOf(body), { account: who.actor.id, way: 'http' }))); }

  @Serves(ROUTES.observationOf)
  async observationOf(@Param('collection') collection: string, @Body() body: unknown, @Who() who: Principal): Promise<TakenView> {
    const datastream = datastreamOf(collection);
    if (datastream === null) throw new ProblemError('not-found');
    return viewOf(await orBusy(this.inlet.take('sensorthings', bytesOf(body), { account: who.actor.id, way: 'http' }, { datastream })));
  }

  /** One line a row, in their order: where it lies now, or `error: …`. A row that is in quarantine is an error too: it is no observation yet. */
  @Serves(ROUTES.observations)
  async observations(@Body() body: unknown, @Who() who: Principal): Promise<string[]> {
    const raw = bytesOf(body), taken = await orBusy(this.inlet.hand('sensorthings-array', sensorthingsArray(raw), raw, { account: who.actor.id, way: 'http' })), { lines, samples } = taken.decoded;
    if (lines.length === 0) viewOf(taken);
    return lines.map((line) => {
      if ('refused' in line) return `error: ${readingDetailText(line.refused.detail, 'en')}`;
      const sample = samples[line.sample], answer = taken.received.answers[line.sample];
      return answer === 'quarantined' || sample === undefined ? 'error: in quarantine' : `Datastreams('${sample.device}/${sample.metric}')/Observations`;
    });
  }
}
