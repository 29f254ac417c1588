import type { BulkRun, SentCommandInput } from '#contract';
import { shallowRef } from 'vue';
import { call, newKey } from '../../shared/api/call.js';
import { mayRetry } from '../../shared/api/failure.js';

/** The run that this desk has begun last: it goes on whatever page one is on. */
export const run = shallowRef<BulkRun | null>(null);
const ended: ((run: BulkRun) => void)[] = [];
/** Called once, when the run that was begun last has come to its end; at once when it has. */
export const whenEnded = (then: (run: BulkRun) => void): void => { if (run.value !== null && run.value.state !== 'running') then(run.value); else ended.push(then); };
const EVERY = 500;

/** Begins it; the same key again begins nothing twice. Throws what the server refuses. */
export async function begin(cases: readonly { id: string; version?: number }[], command: SentCommandInput, key = newKey()): Promise<BulkRun> {
  run.value = await call('POST /api/bulk', { body: { cases, command } as never, idempotencyKey: key });
  void follow(run.value.id);
  return run.value;
}
async function follow(id: string): Promise<void> {
  while (run.value?.id === id) {
    if (run.value.state !== 'running') { for (const then of ended.splice(0)) then(run.value); return; }
    await new Promise((go) => setTimeout(go, EVERY));
    try { run.value = await call('GET /api/bulk/{id}', { path: { id } }); } catch (error) { if (!mayRetry(error)) return; }
  }
}
export async function stop(): Promise<void> { if (run.value) run.value = await call('DELETE /api/bulk/{id}', { path: { id: run.value.id } }); }
/** Cases with which nothing was done. */
export const failedOf = (r: BulkRun): string[] => r.items.filter((i) => i.outcome !== 'done').map((i) => i.case);
