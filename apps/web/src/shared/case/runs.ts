import type { EventView } from '#contract';
import { RUNNING, type ClockName } from '#domain';

/** A stretch of time in which a clock ran or stood still. `to` is null while it lasts. */
export interface Run { readonly running: boolean; readonly from: number; readonly to: number | null; readonly event: EventView }

/** When a clock ran and when it stood still, from its first start on, read from the log alone. */
export function runsOf(clock: ClockName, timeline: readonly EventView[]): readonly Run[] {
  const runs: { running: boolean; from: number; to: number | null; event: EventView }[] = [];
  for (const event of [...timeline].sort((a, b) => a.seq - b.seq)) {
    const running = RUNNING[event.stage].includes(clock);
    const last = runs.at(-1);
    if (last ? last.running === running : !running) continue;
    if (last) last.to = event.at;
    runs.push({ running, from: event.at, to: null, event });
  }
  const last = runs.at(-1);
  return last && !last.running && last.event.stage === 'closed' ? runs.slice(0, -1) : runs;
}
