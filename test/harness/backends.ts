import { spawnSync } from 'node:child_process';

/** Where the queue lives. The truth is in PostgreSQL either way. */
export type Backend = 'postgres' | 'redis';

/** The back ends this machine can run: PostgreSQL always, Redis with a `redis-server` on the PATH or a `REDIS_URL`. For `describe.each(backends())`. */
export function backends(): Backend[] {
  const only = process.env['GRID_TEST_BACKEND'];
  const found: Backend[] = ['postgres', ...(redisFound() ? ['redis' as const] : [])];
  return only === undefined ? found : found.filter((backend) => backend === only);
}

export const redisFound = (): boolean => process.env['REDIS_URL'] !== undefined || spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
