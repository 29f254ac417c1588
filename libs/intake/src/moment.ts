import { remark } from '#contract';
import { DAY, type Instant } from '#domain';

const MINUTE = 60_000;
/** A phone's clock may be ahead by this much; more is refused. */
export const AHEAD = 5 * MINUTE;
/** Ahead by less is not worth a word. */
const NOTICED = MINUTE;
const OLD = 30 * DAY;
/** A photo from the album: older than the report says it was made. */
const ALBUM = DAY;

/** What is odd about when a report was captured and its photos taken; null entries: not known. A capture further ahead than AHEAD has been refused before. */
export function oddMoments(now: Instant, capturedAt: Instant | null, takenAt: readonly (Instant | null)[]): string[] {
  const taken = takenAt.filter((t): t is Instant => t !== null);
  const ahead = Math.max((capturedAt ?? now) - now - NOTICED, ...taken.map((t) => t - now - AHEAD));
  const album = Math.max(0, ...taken.map((t) => (capturedAt ?? now) - t));
  const age = capturedAt === null ? 0 : now - capturedAt;
  const old = Math.max(album > ALBUM ? album : 0, age > OLD ? age : 0);
  return [
    ...(ahead > 0 ? [remark('clock-off', Math.max((capturedAt ?? now) - now, ...taken.map((t) => t - now)) / MINUTE)] : []),
    ...(old > 0 ? [remark('photo-old', old / MINUTE)] : []),
  ];
}
