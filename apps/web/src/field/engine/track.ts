import { distance } from '#domain';

/** A point of the way somebody walked: where, how sure in metres, and when in device time. */
export interface TrackPoint { readonly lon: number; readonly lat: number; readonly accuracy: number; readonly at: number }
/** One day's way, as the phone keeps it. `day`: the county's, `2026-11-24`. */
export interface Track { readonly day: string; readonly points: readonly TrackPoint[] }

/** Vaguer than this a fix says nothing about a way; nearer than this, or sooner, it adds nothing. Metres and milliseconds. */
const VAGUE = 60, STEP = 15, SOON = 10_000;
/** After such a pause, or such a leap, nobody knows what lay between: the line is broken. */
const PAUSE = 10 * 60_000, LEAP = 1_000;
/** A day of walking; then every second of the older points is given up. */
const MOST = 3_000;

const HOUR = 3_600_000;
/** The day in the county at a moment. */
export const dayAt = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
/** How long until the day is over. */
export const untilMidnight = (at: number): number => 24 * HOUR - ((at + 8 * HOUR) % (24 * HOUR));

/** The track with a new fix; the very same when it adds nothing. A new day begins with nothing of the old one. */
export function walked(track: Track, fix: TrackPoint): Track {
  const day = dayAt(fix.at), before = track.day === day ? track : { day, points: [] }, last = before.points.at(-1);
  if (fix.accuracy > VAGUE) return before;
  if (last !== undefined && (fix.at - last.at < SOON || distance(last, fix) < Math.max(STEP, Math.min(fix.accuracy, last.accuracy)))) return before;
  const kept = before.points.length < MOST ? before.points : before.points.filter((_, i) => i % 2 === 0 || i > MOST / 2);
  return { day, points: [...kept, fix] };
}

/** The way as lines, broken where nobody knows how it went on. */
export function linesOf(points: readonly TrackPoint[]): readonly (readonly TrackPoint[])[] {
  const lines: TrackPoint[][] = [];
  for (const point of points) {
    const line = lines.at(-1), last = line?.at(-1);
    if (line && last && point.at - last.at <= PAUSE && distance(last, point) <= LEAP) line.push(point);
    else lines.push([point]);
  }
  return lines;
}
/** Metres along the lines. */
export const lengthOf = (points: readonly TrackPoint[]): number => linesOf(points).reduce((sum, line) => line.reduce((s, p, i) => s + (i === 0 ? 0 : distance(line[i - 1] ?? p, p)), sum), 0);
