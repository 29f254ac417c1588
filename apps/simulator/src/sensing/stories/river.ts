import type { DepartmentId, Instant, UserId } from '#domain';
import { placeIn, type Point } from '../../county/geometry.js';
import { random } from '../../random.js';
import type { Reading } from '../ledger.js';
import { Loggers } from '../lines/hj212.js';
import type { Line } from '../lines/line.js';
import { sensorthings } from '../lines/sensorthings.js';
import { until } from '../people.js';
import { MINUTE, type Scene, type Story } from '../scene.js';

const HOUR = 60, LAST = 26 * HOUR, EVERY = 10;
const OWNER = 'EEB' as DepartmentId;
/** Longer than the two hours for which the rules want to see it: told apart from pollution by its flag alone. */
const CALIBRATION = [1 * HOUR, 4 * HOUR] as const;
const BEGINS = 4 * HOUR, STOPPED = 10 * HOUR, HANDLED = LAST - HOUR / 2;
/** What the minute means of HJ 212 are called here, and what the register says. */
const NAMES = [['codmn.minute.avg', 'codmn'], ['ammonia-nitrogen.minute.avg', 'ammonia']] as const;

/** Somebody discharges into the river for some hours: both indices rise, the department is sent, and what the station says afterwards closes the case. A station upstream is calibrated meanwhile and alarms nobody. */
export const river: Story = {
  zh: '河道污染', en: 'River pollution', duration: LAST * MINUTE,
  async play(scene) {
    const { ways, http, desk, people, findings, tempo } = scene.is, below = scene.id('md-river-1'), above = scene.id('md-river-2'), [here, there] = placesOf(scene);
    const part = { kind: 'water-quality', metric: 'codmn ammonia', unit: 'mg/L', department: OWNER };
    await scene.cast([{ ...part, id: below, name: '龙川河水质站', place: here }, { ...part, id: above, name: '龙川河上游水质站', place: there }]);
    const tokens = [await scene.token(below), await scene.token(above)] as const, measure = measuring(scene, below, above);
    const loggers = ways.hj212 === null ? null : scene.line(new Loggers(ways.hj212.host, ways.hj212.port));
    // What the loggers call their minute means, as somebody says it once for each.
    if (loggers !== null) for (const device of [below, above]) for (const [factor, as] of NAMES) await desk.named(device, device.toUpperCase(), factor, as);
    const lines: readonly [Line, Line] = loggers === null ? [scene.line(sensorthings(http, tokens[0])), scene.line(sensorthings(http, tokens[1]))] : [loggers, loggers];
    const send = ([low, high]: readonly [readonly Reading[], readonly Reading[]], again = false): Promise<void> => Promise.all([scene.send(lines[0], low, again), scene.send(lines[1], high, again)]).then(() => undefined);
    let id = '', handler: UserId | null = null, last = measure(0);
    for (let minute = 0; minute <= LAST; minute += EVERY) {
      await scene.reach(minute, `${Math.floor(minute / HOUR)} h: CODMn ${wave(minute).codmn.toFixed(1)} mg/L, ammonia ${wave(minute).ammonia.toFixed(2)} mg/L`);
      await send((last = measure(minute)));
      if (minute === STOPPED) {
        id = (await until('a case of the river', async () => (await desk.alarms(below)).find((a) => a.case !== null && a.raisedAt >= tempo.start))).case?.id ?? '';
        handler = await people.takesOn(id, OWNER);
      }
      if (minute === HANDLED && handler !== null) await people.resolves(handler, id, '已查明偷排口并封堵,下游水质恢复');
    }
    await send(last, true);
    scene.beat = (at) => send(measure(LAST, at));
    await told(scene, { below, above, id });
    findings.same('frames of a logger over', loggers === null ? 'SensorThings over HTTP' : 'HJ 212 over TCP', [...scene.is.ledger.protocols.keys()].join(', '));
  },
};

/** What the loggers of both stations have measured at a minute: a little noise on it, two decimals. */
function measuring(scene: Scene, below: string, above: string): (minute: number, at?: Instant) => readonly [readonly Reading[], readonly Reading[]] {
  const dice = random(scene.is.seed * 31), noisy = (value: number): number => Math.round(value * (0.97 + dice.next() * 0.06) * 100) / 100;
  const of = (device: string, at: Instant, { codmn, ammonia, good }: State): Reading[] =>
    [['codmn', codmn] as const, ['ammonia', ammonia] as const].map(([metric, value]) => ({ device, metric, at, value: noisy(value), ...(!good && { good: false as const }) }));
  return (minute, at = scene.at(minute)) => [of(below, at, wave(minute)), of(above, at, upstream(minute))];
}

interface State { readonly codmn: number; readonly ammonia: number; readonly good: boolean }
/** Below the outlet: a wave that passes when the outlet is shut. */
function wave(minute: number): State {
  const up = Math.min(1, Math.max(0, (minute - BEGINS) / HOUR)), down = Math.min(1, Math.max(0, (minute - STOPPED) / (2 * HOUR))), share = up * (1 - down);
  return { codmn: 3.2 + 9 * share, ammonia: 0.4 + 1.3 * share, good: true };
}
/** Above it: clean, but for the standard solution of the calibration, which is flagged. */
function upstream(minute: number): State {
  const calibrated = minute >= CALIBRATION[0] && minute < CALIBRATION[1];
  return { codmn: calibrated ? 20 : 2.8, ammonia: calibrated ? 3 : 0.3, good: !calibrated };
}

/** Two reaches of the river, far enough from each other to be two things. */
function placesOf({ is: { county, seed } }: Scene): readonly [Point, Point] {
  const cells = county.cells.filter((c) => /清波邑|Qingbo/.test(c.name)), from = cells.length >= 2 ? cells : county.town, n = (seed * 7) % Math.floor(from.length / 2);
  const [a, b] = [from[n], from[from.length - 1 - n]];
  if (a === undefined || b === undefined) throw new RangeError('the county has too few cells for a river');
  return [placeIn(a.area, 0.5, 0.5), placeIn(b.area, 0.5, 0.5)];
}

async function told(scene: Scene, { below, above, id }: { readonly below: string; readonly above: string; readonly id: string }): Promise<void> {
  const { findings, desk, people, tempo } = scene.is, alarms = (await desk.alarms(below)).filter((a) => a.raisedAt >= tempo.start);
  findings.same('both indices alarm, in one case', '2 in 1', `${alarms.length} in ${new Set(alarms.map((a) => a.case?.id)).size}`);
  findings.same('a calibration alarms nobody', 0, (await desk.alarms(above)).filter((a) => a.raisedAt >= tempo.start).length);
  const case_ = await people.view(id);
  findings.same('the case is with the department', 'E0126 EEB', `${case_.classId ?? ''} ${case_.department ?? ''}`);
  const passed = await scene.comes('the river’s check', () => people.passedBySensor(id));
  findings.same('verified by stable readings', 'yes', passed ? 'yes' : 'no');
  if (!passed) return;
  await people.closes(id);
  findings.same('and closed', 'closed', (await people.view(id)).stage);
}
