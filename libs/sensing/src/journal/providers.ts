import { CONFIG, type Config } from '#platform';
import type { Provider } from '@nestjs/common';
import { Curves } from '../history/curve.js';
import { History } from '../history/history.js';
import { ReadingsController } from '../history/readings.controller.js';
import { DeviceFaultsController } from '../health/faults.controller.js';
import { DeviceFaults } from '../health/faults.js';
import { FaultNotices } from '../health/tell.js';
import { HealthList } from '../health/health-list.js';
import { DeviceSight } from '../health/sight.js';
import { HealthWatch } from '../health/watch.js';
import { QuarantineDesk } from '../quarantine/desk.js';
import { QuarantineController } from '../quarantine/quarantine.controller.js';
import { Quarantine } from '../quarantine/quarantine.js';
import { Receiver } from '../receiver.js';
import { PARTITIONS } from '../series/partition.js';
import { Registry } from '../series/registry.js';
import { SeriesList } from '../series/series-list.js';
import { Bookkeeper } from './books.js';
import { engines, JUDGES } from './judge.js';
import { Limits } from './limits.js';
import { Listening } from './listening.js';
import { Ownership } from './ownership.js';
import { Receiving } from './receiving.js';

/** What takes readings in and keeps them; needs RULE_SOURCE, ALARM_WRITER and NoticesModule beside it. */
export const readingProviders: readonly Provider[] = [
  { provide: PARTITIONS, useFactory: (config: Pick<Config, 'readingPartitions'>) => config.readingPartitions, inject: [CONFIG] },
  { provide: JUDGES, useValue: engines },
  Registry, SeriesList, Quarantine, Ownership, Limits, Receiving, { provide: Receiver, useExisting: Receiving }, Listening, QuarantineDesk, History, Curves, HealthWatch, FaultNotices, HealthList, DeviceFaults, DeviceSight, Bookkeeper,
];
export const readingControllers = [ReadingsController, DeviceFaultsController, QuarantineController];
