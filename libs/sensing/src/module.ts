import { Global, Module } from '@nestjs/common';
import { alarmControllers, alarmProviders } from './alarms/providers.js';
import { SERIES_READINGS } from './alarms/readings.js';
import { StoredReadings } from './alarms/stored-readings.js';
import { Listening } from './journal/listening.js';
import { Ownership } from './journal/ownership.js';
import { readingControllers, readingProviders } from './journal/providers.js';
import { Receiver } from './receiver.js';
import { NEWS_FEED } from '#platform';
import { SensingFeed } from './news/feed.js';
import { Registry } from './series/registry.js';
import { wayControllers, wayProviders } from './ways/providers.js';

/** Readings of devices and what becomes of them. Needs the global PlatformModule, DirectoryModule, CasesModule and IntakeModule. */
@Global()
@Module({ controllers: [...readingControllers, ...wayControllers, ...alarmControllers], providers: [...readingProviders, ...alarmProviders, StoredReadings, { provide: SERIES_READINGS, useExisting: StoredReadings }, ...wayProviders, SensingFeed, { provide: NEWS_FEED, useExisting: SensingFeed }], exports: [NEWS_FEED, Receiver, Registry, Ownership, Listening] })
export class SensingModule {}
