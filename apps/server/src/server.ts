import type { Clock } from '#platform';
import type { INestApplicationContext, Type } from '@nestjs/common';

export interface StartOptions {
  /** The environment as `process.env` gives it; `PORT=0` takes a free port. */
  readonly env: Record<string, string | undefined>;
  /** Absent: the system clock, or the rehearsal clock that `GRID_CLOCK_RATE` asks for. */
  readonly clock?: Clock;
  /** No log lines. */
  readonly quiet?: boolean;
}

export interface RunningServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly app: INestApplicationContext;
  get<T>(token: Type<T> | string | symbol): T;
  /** Stops accepting, closes sockets, lets running work end, then stops an embedded database. Idempotent. */
  stop(): Promise<void>;
}

/** Starts one whole process of the program: database, migrations, roles, HTTP. Answers when it can be used. */
export async function startServer(_options: StartOptions): Promise<RunningServer> {
  throw new Error('the server is being wired');
}
