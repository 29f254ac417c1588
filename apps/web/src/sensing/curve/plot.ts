import type { Curve } from '#contract';
import type { AlarmSeverity } from '#domain';

export type CurvePoint = Curve['points'][number];
/** A threshold as a line with its name. */
export interface PlotLine { readonly value: number; readonly label: string; readonly severity: AlarmSeverity }
/** An alarm over the time that it held; `end` null: still. Rows lie one under another, so that alarms of two rules do not cover each other. `real`: beside what would have been. */
export interface PlotMark { readonly from: number; readonly end: number | null; readonly severity: AlarmSeverity; readonly row: number; readonly label: string; readonly real?: boolean }
type Valued = CurvePoint & { readonly value: number };
const valued = (p: CurvePoint): p is Valued => p.value !== null;

/** The stretches without a hole, each to be drawn as one line. */
export function stretches(points: readonly CurvePoint[]): readonly (readonly Valued[])[] {
  const out: Valued[][] = [[]];
  for (const p of points) if (valued(p)) out.at(-1)?.push(p); else if (out.at(-1)?.length) out.push([]);
  return out.filter((s) => s.length > 0);
}
/** Where nothing came: from the last reading before to the first one after. */
export function holes(points: readonly CurvePoint[]): readonly { readonly from: number; readonly to: number }[] {
  const all = stretches(points);
  return all.slice(1).map((next, i) => ({ from: all[i]?.at(-1)?.at ?? 0, to: next[0]?.at ?? 0 }));
}

const STEPS = [1, 2, 2.5, 5, 10];
/** About `count` round numbers that cover from `low` to `high`; never fewer than two. */
export function roundTicks(low: number, high: number, count: number): readonly number[] {
  const span = high - low || Math.abs(high) || 1, raw = span / Math.max(1, count), power = 10 ** Math.floor(Math.log10(raw)), step = (STEPS.find((s) => s * power >= raw) ?? 10) * power;
  const first = Math.floor(low / step), last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, OFFSET = 8 * HOUR;
const TIMES = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 14 * DAY];
/** Round moments of the county's time, at most `count` of them; `step` says whether they are hours or days. */
export function timeTicks(from: number, to: number, count: number): { readonly step: number; readonly at: readonly number[] } {
  const step = TIMES.find((t) => (to - from) / t <= Math.max(1, count)) ?? Math.ceil((to - from) / count / DAY) * DAY, first = Math.ceil((from + OFFSET) / step) * step - OFFSET;
  return { step, at: Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step) };
}

/** What the vertical axis must hold: every value, and every threshold, so that far below is seen as far below. */
export function rangeOf(points: readonly CurvePoint[], lines: readonly PlotLine[]): readonly [low: number, high: number] {
  const all = [...points.flatMap((p) => [p.low, p.high, p.value].filter((v) => v !== null)), ...lines.map((l) => l.value)];
  return all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
}
/** The reading nearest to a moment; null where there is none. */
export function nearest(points: readonly CurvePoint[], at: number): number | null {
  let best: number | null = null;
  for (const [i, p] of points.entries()) if (valued(p) && (best === null || Math.abs(p.at - at) < Math.abs((points[best]?.at ?? 0) - at))) best = i;
  return best;
}
