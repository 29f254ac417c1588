import { spawnSync } from 'node:child_process';

/** `Redis 7.0.15` for a redis-server on the PATH, `Redis (REDIS_URL)` for a named one, or null. */
export function redis() {
  if (process.env.REDIS_URL) return 'Redis (REDIS_URL)';
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return status === 0 ? `Redis ${/v=([\d.]+)/.exec(stdout)?.[1] ?? ''}`.trim() : null;
}
