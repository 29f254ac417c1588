import { curveQuerySchema, deviceHealthFilterSchema, deviceSeriesParams, ROUTES, seriesAttributesSchema, seriesParams, type Curve, type DeviceHealthFilter, type DeviceHealths, type SeriesView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery, ProblemError } from '#platform';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { HealthList } from '../health/health-list.js';
import { DeviceSight, sightOf } from '../health/sight.js';
import { SeriesList } from '../series/series-list.js';
import { Curves } from './curve.js';

/** What devices measure and how they are, for screens; a department sees its own. */
@Controller()
export class ReadingsController {
  constructor(private readonly curves: Curves, private readonly series: SeriesList, private readonly health: HealthList, private readonly sight: DeviceSight) {}

  @Serves(ROUTES.seriesOfDevice)
  async ofDevice(@CheckedPath('device', deviceSeriesParams.shape.device) device: string, @Who() { actor }: Principal): Promise<SeriesView[]> {
    if (sightOf(actor) !== null) await this.sight.device(actor, device);
    return this.series.of(device);
  }

  @Serves(ROUTES.changeSeries)
  async describe(@CheckedPath('series', seriesParams.shape.series) id: string, @CheckedBody(seriesAttributesSchema) { attributes }: z.infer<typeof seriesAttributesSchema>, @Who() { actor }: Principal): Promise<SeriesView> { return found(await this.series.describe(actor, id, attributes)); }

  @Serves(ROUTES.curve)
  async curve(@CheckedPath('series', seriesParams.shape.series) id: string, @CheckedQuery(curveQuerySchema) { from, to }: z.infer<typeof curveQuerySchema>, @Who() { actor }: Principal): Promise<Curve> {
    await this.sight.series(actor, id);
    return found(await this.curves.curve(id, from, to));
  }

  @Serves(ROUTES.deviceHealth)
  devices(@CheckedQuery(deviceHealthFilterSchema) filter: DeviceHealthFilter, @Who() { actor }: Principal): Promise<DeviceHealths> {
    const own = sightOf(actor);
    return this.health.list({ ...filter, ...(own !== null && { department: own }) });
  }
}

function found<T>(value: T | null): T {
  if (value === null) throw new ProblemError('not-found');
  return value;
}
