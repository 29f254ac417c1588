import type { DepartmentId } from '#domain';
import { sleep } from '../client/http.js';
import type { County } from '../county/county.js';
import type { Occurrence } from '../play/occurrence.js';
import { random, seedOf } from '../random.js';
import { enlist, type Part } from '../sensing/cast.js';
import { probed } from '../sensing/curves.js';
import { Desk } from '../sensing/desk.js';
import { Ledger, type Reading } from '../sensing/ledger.js';
import { senml } from '../sensing/lines/senml.js';
import { spots, townships, type Spot } from '../sensing/places.js';
import type { Stage } from '../stage.js';

/** Seconds of the morning, and between readings. */
export const LASTS = 230, EVERY = 10;
/** What stands behind the curves when the morning begins. */
const HISTORY = 3 * 3_600_000, STEP = 5 * 60_000;
/** So far from what the morning reports: nobody's case becomes a part of theirs. */
const APART = 400, SAME: readonly string[] = ['E0506', 'P0103'];
const GATEWAY = 'md-gw-road', OWNER = 'WTR' as DepartmentId;

/** What one of them shows so many seconds after the beginning; negative: in the hours before. */
type Course = (second: number) => number;
const between = (second: number, from: number, to: number): number => Math.min(1, Math.max(0, (second - from) / (to - from)));
export const COURSES: readonly (readonly [id: string, name: string, metric: 'level' | 'tilt', course: Course])[] = [
  ['md-road-m1', '振兴路口积水站', 'level', (s) => 0.02 + 0.2 * between(s, 50, 130)],
  ['md-road-m2', '环城南路积水站', 'level', (s) => 0.01 + 0.06 * between(s, 60, 150)],
  ['md-road-m3', '学府路积水站', 'level', (s) => (s < 0 ? 0.04 * Math.max(0, Math.sin(s / 2400)) : 0)],
  ['md-lid-m1', '龙川路雨水井盖', 'tilt', (s) => (s >= 100 ? 36 : 1.5)],
];

/** Where they stand: nowhere near what people report of the same kind. */
export const placesBeside = (county: County, reported: readonly Occurrence[]): Spot[] =>
  spots(county, townships(county)[0] ?? '', COURSES.length, seedOf('instruments'), APART, reported.flatMap((o) => (o.place !== null && SAME.includes(o.filed.classId) ? [o.place] : [])));

/** Three water levels and a manhole cover beside the scripted morning: hours of quiet behind them, then the shower. One road floods for longer than its rule bears, and one cover stands on edge. */
export class Instruments {
  readonly ledger = new Ledger();
  #stopped = false;
  constructor(private readonly stage: Stage, private readonly run: string, private readonly reported: readonly Occurrence[]) {}

  stop(): void { this.#stopped = true; }

  /** Resolves when the morning is over. @throws Error when the register or the way in would not have them */
  async play(): Promise<void> {
    const { http, clock, county, play: { crew } } = this.stage, began = performance.now(), start = clock.now(), dice = random(seedOf(this.run));
    const desk = new Desk(await crew.session(county.somebody('operator', 0)), await crew.session(county.somebody('dispatcher', 0)), this.run);
    const places = placesBeside(county, this.reported), middle = places[0];
    if (middle === undefined) return;
    await enlist(desk, [{ id: GATEWAY, name: '路面积水采集网关', kind: 'gateway', metric: null, unit: null, place: middle, department: OWNER }]);
    const line = senml(http, (await desk.token(GATEWAY)).token);
    await enlist(desk, COURSES.map(([id, name, metric], n): Part => ({ id, name, metric, place: places[n] ?? middle, kind: metric === 'tilt' ? 'manhole-tilt' : 'water-level', unit: metric === 'tilt' ? 'deg' : 'm', department: OWNER, gateway: GATEWAY, account: GATEWAY })));
    const heard = Math.max(0, ...(await Promise.all(COURSES.map(([id]) => desk.series(id)))).flat().map((s) => s.last?.at ?? 0));
    const at = (when: number, second: number): Reading[] => COURSES.map(([device, , metric, course]) => ({ device, metric, at: when, value: metric === 'tilt' ? course(second) : probed(course(second), dice) }));
    const send = async (readings: readonly Reading[]): Promise<void> => this.ledger.enter(line.protocol, readings, await line.send(readings));
    const history = Array.from({ length: HISTORY / STEP }, (_, n) => start - HISTORY + n * STEP).filter((when) => when > heard).map((when) => at(when, (when - start) / 1000));
    for (const round of history) await send(round);
    for (let second = 0; second <= LASTS && !this.#stopped; second += EVERY) {
      await sleep(Math.max(0, began + second * 1000 - performance.now()));
      await send(at(clock.now(), second));
    }
  }
}
