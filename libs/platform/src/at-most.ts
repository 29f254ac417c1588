import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to end, well or badly, but not longer than `milliseconds`. */
export async function atMost(milliseconds: number, done: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([done.catch(() => undefined), sleep(milliseconds, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}

const ANSWER_MS = 3_000;

/** What the queue store answers. @throws Error when it has not answered after three seconds: BullMQ waits for ever for a store that was never there */
export async function answered<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => { timer = setTimeout(() => fail(new Error('the queue store does not answer')), ANSWER_MS); });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
