import type { Log } from '#platform';
import type { LoggerService } from '@nestjs/common';

/** Nest's own messages in our log: its chatter about modules and routes at debug level. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}
  log(message: unknown, ...more: unknown[]): void { this.to.debug({ nest: more.at(-1) }, String(message)); }
  debug(message: unknown): void { this.to.trace(String(message)); }
  verbose(message: unknown): void { this.to.trace(String(message)); }
  warn(message: unknown, ...more: unknown[]): void { this.to.warn({ nest: more.at(-1) }, String(message)); }
  error(message: unknown, ...more: unknown[]): void { this.to.error({ nest: more.at(-1), err: message instanceof Error ? message : undefined }, String(message)); }
  fatal(message: unknown): void { this.to.fatal(String(message)); }
}
