import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';

export interface TestRedis {
  readonly url: string;
  /** Forgets everything, as a Redis without persistence does when it is started anew. */
  wipe(): Promise<void>;
  /** Ends it hard; `start` brings an empty one back on the same port. Only where the test runs its own. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of the test's own: a redis-server from the PATH, or an unused database of the one REDIS_URL names. */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env['REDIS_URL'];
  return given === undefined ? ownServer() : borrowed(given);
}

async function ownServer(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const gone = new Promise((done) => running.once('exit', done));
    running.kill('SIGKILL');
    await gone;
  };
  const start = async (): Promise<void> => {
    child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--dir', tmpdir(), '--hz', '100'], { stdio: 'ignore' });
    process.once('exit', () => void child?.kill('SIGKILL'));
    await withRedis(url, (redis) => redis.ping());
  };
  await start();
  return { url, wipe: () => withRedis(url, async (redis) => void (await redis.flushall())), kill, start, stop: kill };
}

/** Databases 1 to 15 of a shared server; only one that is empty is used, and it is emptied afterwards. */
async function borrowed(given: string): Promise<TestRedis> {
  for (let database = 1; database < 16; database++) {
    const at = new URL(given);
    at.pathname = `/${database}`;
    const mine = await withRedis(at.href, async (redis) => (await redis.dbsize()) === 0 && (await redis.set('grid-test', process.pid, 'EX', 3600, 'NX')) === 'OK');
    if (!mine) continue;
    const wipe = () => withRedis(at.href, async (redis) => void (await redis.flushdb()));
    const cannot = async (): Promise<void> => { throw new Error('the Redis that REDIS_URL names is not ours to stop'); };
    return { url: at.href, wipe, kill: cannot, start: cannot, stop: wipe };
  }
  throw new Error('none of the databases 1 to 15 of REDIS_URL is empty');
}

async function withRedis<T>(url: string, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  try {
    return await run(redis);
  } finally {
    redis.disconnect();
  }
}

export const freePort = (): Promise<number> => new Promise((done, fail) => {
  const server = createServer().once('error', fail);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => (typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no port'))));
  });
});
