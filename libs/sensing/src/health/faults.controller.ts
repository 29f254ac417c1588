import { deviceFaultFilterSchema, deviceFaultParams, deviceSeriesParams, handledFaultSchema, ROUTES, type DeviceCourse, type DeviceFaultFilter, type DeviceFaultView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery } from '#platform';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { DeviceFaults } from './faults.js';
import { DeviceSight } from './sight.js';

/** How devices have been, and faults for their owners. */
@Controller()
export class DeviceFaultsController {
  constructor(private readonly faults: DeviceFaults, private readonly sight: DeviceSight) {}

  @Serves(ROUTES.deviceFaults)
  list(@CheckedQuery(deviceFaultFilterSchema) filter: DeviceFaultFilter, @Who() { actor }: Principal): Promise<DeviceFaultView[]> { return this.faults.list(actor, filter); }

  @Serves(ROUTES.handledFault)
  handled(@CheckedPath('id', deviceFaultParams.shape.id) id: string, @CheckedBody(handledFaultSchema) { note }: z.infer<typeof handledFaultSchema>, @Who() { actor }: Principal): Promise<DeviceFaultView> { return this.faults.handled(actor, id, note); }

  @Serves(ROUTES.deviceCourse)
  async course(@CheckedPath('device', deviceSeriesParams.shape.device) device: string, @Who() { actor }: Principal): Promise<DeviceCourse> {
    await this.sight.device(actor, device);
    return this.faults.course(device);
  }
}
