import { Global, Module, type Provider } from '@nestjs/common';
import { ALARM_WRITER, RULE_SOURCE } from './alarms/writer.js';
import { Listening } from './journal/listening.js';
import { Ownership } from './journal/ownership.js';
import { readingProviders } from './journal/providers.js';
import { Receiver } from './receiver.js';
import { Registry } from './series/registry.js';

const alarmProviders: readonly Provider[] = [
  { provide: RULE_SOURCE, useValue: { current: () => Promise.resolve({ revision: 'none', rules: [] }) } },
  { provide: ALARM_WRITER, useValue: { write: () => Promise.resolve() } },
];

/** Readings of devices and what becomes of them. Needs the global PlatformModule, DirectoryModule, CasesModule and IntakeModule. */
@Global()
@Module({ providers: [...readingProviders, ...alarmProviders], exports: [Receiver, Registry, Ownership, Listening] })
export class SensingModule {}
