import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to end, well or badly, but not longer than `milliseconds`. */
export async function atMost(milliseconds: number, done: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([done.catch(() => undefined), sleep(milliseconds, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}
