/**
 * What the engine did with a reading: the place in this list. `accepted` looked at; `clamped` looked at, at the time of its receiving; `duplicate` the same once more, `conflicting` another value of the same instant, passed over;
 * `late` older than the series' newest, `retro` older than any rule waits for; `quality` its sender does not trust it; `sentinel`, `range`, `gradient` not believed; `waiting` for its successor;
 * `corrected` looked at in the place of another value of the same instant, `unwatched` no rule looks at its series; `unknown` not a series. `blip`: counted only, a waiting reading that its successor did not bear out (it was `waiting` when it came).
 */
export const READING_VERDICTS = ['accepted', 'clamped', 'duplicate', 'conflicting', 'late', 'retro', 'quality', 'sentinel', 'range', 'gradient', 'waiting', 'unwatched', 'unknown', 'corrected', 'blip'] as const;
export type ReadingVerdict = (typeof READING_VERDICTS)[number];
export const [ACCEPTED, CLAMPED, DUPLICATE, CONFLICTING, LATE, RETRO, QUALITY, SENTINEL, RANGE, GRADIENT, WAITING, UNWATCHED, UNKNOWN, CORRECTED, BLIP] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14] as const;

/** Codes of QUALITIES and HEALTHS that the engine reads or says. */
export const GOOD = 0, UNCERTAIN = 1, BAD_RANGE = 2, FAULT = 3, COMMUNICATION = 7, WAS_CLAMPED = 9;
export const [UNHEARD, ONLINE, OVERDUE, SILENT, STUCK_AT, FLAT, JUMPING, OUT_OF_RANGE, FAULTY] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Whether a reading of this quality may drive a rule about the city: good, uncertain, or of an uncertain time. */
export const usable = (quality: number): boolean => quality <= UNCERTAIN || quality === WAS_CLAMPED;
