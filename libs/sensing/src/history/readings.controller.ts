import { curveQuerySchema, deviceHealthFilterSchema, deviceSeriesParams, ROUTES, seriesAttributesSchema, seriesParams, type Curve, type DeviceHealthFilter, type DeviceHealths, type SeriesView } from '#contract';
import { Serves } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery, ProblemError } from '#platform';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { HealthList } from '../health/health-list.js';
import { SeriesList } from '../series/series-list.js';
import { Curves } from './curve.js';

/** What devices measure and how they are, for screens. */
@Controller()
export class ReadingsController {
  constructor(private readonly curves: Curves, private readonly series: SeriesList, private readonly health: HealthList) {}

  @Serves(ROUTES.seriesOfDevice)
  ofDevice(@CheckedPath('device', deviceSeriesParams.shape.device) device: string): Promise<SeriesView[]> { return this.series.of(device); }

  @Serves(ROUTES.changeSeries)
  async describe(@CheckedPath('series', seriesParams.shape.series) id: string, @CheckedBody(seriesAttributesSchema) { attributes }: z.infer<typeof seriesAttributesSchema>): Promise<SeriesView> { return found(await this.series.describe(id, attributes)); }

  @Serves(ROUTES.curve)
  async curve(@CheckedPath('series', seriesParams.shape.series) id: string, @CheckedQuery(curveQuerySchema) { from, to }: z.infer<typeof curveQuerySchema>): Promise<Curve> { return found(await this.curves.curve(id, from, to)); }

  @Serves(ROUTES.deviceHealth)
  devices(@CheckedQuery(deviceHealthFilterSchema) filter: DeviceHealthFilter): Promise<DeviceHealths> { return this.health.list(filter); }
}

function found<T>(value: T | null): T {
  if (value === null) throw new ProblemError('not-found');
  return value;
}
