import { dayAt, lengthOf, linesOf, untilMidnight, walked, type Track, type TrackPoint } from './track.js';

const NINE = Date.UTC(2026, 10, 24, 1, 0), MINUTE = 60_000;
/** So many metres to the east, so many minutes after nine. */
const fix = (east: number, minutes: number, accuracy = 9): TrackPoint => ({ lon: 101.54 + east / 100_640, lat: 25.31, accuracy, at: NINE + minutes * MINUTE });
const none: Track = { day: '2026-11-24', points: [] };
const walk = (...fixes: TrackPoint[]): Track => fixes.reduce(walked, none);

describe('my track today', () => {
  it('keeps what shows a way, and not the trembling of somebody who stands', () => {
    expect(walk(fix(0, 0), fix(4, 1), fix(9, 2), fix(30, 3), fix(60, 4)).points.map((p) => (p.at - NINE) / MINUTE)).toEqual([0, 3, 4]);
  });
  it('keeps nothing vague, nothing in a rush, and no step smaller than the doubt', () => {
    expect(walk(fix(0, 0, 200)).points).toEqual([]);
    expect(walk(fix(0, 0), fix(300, 0.1)).points).toHaveLength(1);
    expect(walk(fix(0, 0, 50), fix(40, 1, 50)).points).toHaveLength(1);
  });
  it('answers the same track when nothing is added', () => {
    const track = walk(fix(0, 0));
    expect(walked(track, fix(1, 1))).toBe(track);
  });
  it('forgets the day when the county’s next one begins', () => {
    const before = Date.UTC(2026, 10, 24, 15, 59, 30);
    expect([dayAt(before), dayAt(before + MINUTE), untilMidnight(before)]).toEqual(['2026-11-24', '2026-11-25', 30_000]);
    expect(walked(walk(fix(0, 0)), { ...fix(500, 0), at: before + MINUTE })).toMatchObject({ day: '2026-11-25', points: [{ at: before + MINUTE }] });
    expect(walked(walk(fix(0, 0)), { ...fix(500, 0, 900), at: before + MINUTE })).toEqual({ day: '2026-11-25', points: [] });
  });
  it('draws no line over a pause or a leap that nobody saw', () => {
    const { points } = walk(fix(0, 0), fix(50, 1), fix(100, 30), fix(150, 31), fix(5_000, 32));
    expect(linesOf(points).map((line) => line.length)).toEqual([2, 2, 1]);
    expect(lengthOf(points)).toBeCloseTo(100, 0);
    expect([linesOf([]), lengthOf([])]).toEqual([[], 0]);
  });
  it('has an end: the longest day thins what is old and keeps what is new', () => {
    const { points } = walk(...Array.from({ length: 3_400 }, (_, i) => fix(i * 20, i / 4)));
    expect(points.length).toBeLessThanOrEqual(3_000);
    expect(points.at(-1)?.at).toBe(fix(0, 3_399 / 4).at);
    expect(points[0]?.at).toBe(NINE);
  });
});
