import { Module, type DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from './clock.js';
import type { Config } from './config/config.js';
import type { Log } from './log.js';

/** Tokens of what is injected by token; Clock, Database, Meta, Work, Hints and Signer are injected by class. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');

export interface PlatformOptions {
  /** Initialized and migrated. */
  readonly dataSource: DataSource;
  /** The database's URL: the queue and the hints open connections of their own. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** Left out: the system clock, or the rehearsal clock when clockRate is above 1. */
  readonly clock?: Clock;
}

@Module({})
export class PlatformModule {
  static register(_config: Config, _options: PlatformOptions): DynamicModule { return { module: PlatformModule, global: true }; }
}
