import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { backtest, type Label, type Past, type TriggerRule } from '#domain';
import { median } from './statistics.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE, CHINA = 8 * HOUR;
const USAGE = 'npm run bench -- series --data <folder with NAB/ and beijing_pm25_2010-2012.csv.gz>';

/** What a county would set for a series: the limit, what holds it, how long it must last, how long it must be over. */
interface Setting { readonly op?: '>=' | '<='; readonly raise: number; readonly clear: number; readonly for: number; readonly dwell: number }
/** NAB's series that a limit can say anything about at all (what taxis do at Thanksgiving is none), with round numbers. */
const NAB: Readonly<Record<string, Setting>> = {
  'realKnownCause/ambient_temperature_system_failure': { raise: 78, clear: 75, for: 2 * HOUR, dwell: 12 * HOUR },
  'realTraffic/occupancy_6005': { raise: 15, clear: 10, for: 10 * MINUTE, dwell: HOUR },
  'realTraffic/speed_6005': { op: '<=', raise: 55, clear: 65, for: 10 * MINUTE, dwell: HOUR },
  'realTraffic/speed_7578': { op: '<=', raise: 50, clear: 60, for: 10 * MINUTE, dwell: HOUR },
  'realTraffic/TravelTime_387': { raise: 1300, clear: 900, for: 10 * MINUTE, dwell: HOUR },
  'realTraffic/TravelTime_451': { raise: 1500, clear: 900, for: 10 * MINUTE, dwell: HOUR },
  'realKnownCause/ec2_request_latency_system_failure': { raise: 50, clear: 47, for: 10 * MINUTE, dwell: HOUR },
  'realKnownCause/rogue_agent_key_updown': { raise: 5, clear: 3, for: 10 * MINUTE, dwell: 2 * HOUR },
  'realKnownCause/cpu_utilization_asg_misconfiguration': { raise: 90, clear: 60, for: 10 * MINUTE, dwell: 2 * HOUR },
};
/** Heavy pollution by HJ 633-2012: 150 µg/m³ and more; 115 is where moderate begins. */
const PM25: Setting = { raise: 150, clear: 115, for: 2 * HOUR, dwell: 6 * HOUR };

/** The knobs, each on top of a plain comparison. */
const KNOBS: Readonly<Record<string, (s: Setting) => Partial<TriggerRule>>> = {
  'plain': (s) => ({ levels: [{ severity: 'warning', raise: s.raise }] }),
  'hysteresis': () => ({}),
  'hysteresis + for': (s) => ({ for: s.for }),
  'hysteresis + 2 of 3': (s) => ({ repeat: { m: 2, n: 3, within: s.dwell } }),
  'hysteresis + dwell': (s) => ({ clear: { dwell: s.dwell, minSamples: 2 } }),
  'hysteresis + 2 of 3 + dwell': (s) => ({ repeat: { m: 2, n: 3, within: s.dwell }, clear: { dwell: s.dwell, minSamples: 2 } }),
  'hysteresis + for + dwell': (s) => ({ for: s.for, clear: { dwell: s.dwell, minSamples: 2 } }),
};

const ruleOf = (s: Setting, knob: Partial<TriggerRule>): TriggerRule => ({
  id: 'r', version: 1, name: { zh: '重放', en: 'Replay' }, state: 'draft', scope: { kinds: ['k'], metric: 'm' }, unit: '1', condition: { kind: 'threshold', op: s.op ?? '>=' }, levels: [{ severity: 'warning', raise: s.raise, clear: s.clear }],
  for: 0, gap: { max: 24 * HOUR, pending: 'hold' }, clear: { dwell: 0, minSamples: 1 }, step: { down: 'hold', dwell: 0 }, lateness: 0, reopenWithin: HOUR,
  action: {
    policy: 'review', classId: 'c', conditionId: null, earned: { precision: 1, judged: 1 }, correlate: { metres: 0, within: 0 }, lifeSafety: false, recovery: { beforeDispatch: 'note', stableFor: 0 }, verify: { automatic: false, stableFor: 0, samples: 1 },
  },
  ...knob,
});
const SPEC = { series: 0, device: 'd', kind: 'k', metric: 'm', asset: null, gateway: null, cell: null, attributes: {}, codes: [] } as const;

interface Replay { readonly alarms: number; readonly flaps: number; readonly hits: number; readonly labels: number; readonly false: number; readonly detection: readonly number[] }

/** Replays recorded series through the engine, knob by knob: how many alarms, how many of them reopened within the hour, how many of the labelled windows were found, how many alarms lay outside. */
export function series(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
  const folder = values.data;
  if (folder === undefined || !existsSync(folder)) { print(folder === undefined ? USAGE : `${folder} is not there: ${USAGE}`); return Promise.resolve(); }
  const windows = JSON.parse(readFileSync(join(folder, 'NAB/labels/combined_windows.json'), 'utf8')) as Record<string, [string, string][]>;
  const all = new Map<string, Replay[]>();
  for (const [name, setting] of Object.entries(NAB)) {
    const past = csv(join(folder, `NAB/data/${name}.csv.gz`)).map(([at = '', value = '']) => [utc(at), Number(value)] as const);
    const labels = (windows[`${name}.csv`] ?? []).map(([from, to]) => ({ series: 0, from: utc(from), to: utc(to) }));
    for (const [knob, r] of table(name, setting, past, labels, 'windows', print)) all.set(knob, [...(all.get(knob) ?? []), r]);
  }
  print('\nall nine NAB series');
  for (const [knob, list] of all) row(knob, list.reduce((a, b) => ({ alarms: a.alarms + b.alarms, flaps: a.flaps + b.flaps, hits: a.hits + b.hits, labels: a.labels + b.labels, false: a.false + b.false, detection: [...a.detection, ...b.detection] })), print);
  const pm = csv(join(folder, 'beijing_pm25_2010-2012.csv.gz')).flatMap(([, y, m, d, h, value]) => (value === 'NA' ? [] : [[Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h)) - CHINA, Number(value)] as const]));
  table('Beijing PM2.5 2010–2012, hourly; episodes: 24-hour mean ≥ 150 µg/m³', PM25, pm, episodes(pm), 'episodes', print);
  return Promise.resolve();
}

function table(name: string, setting: Setting, past: readonly (readonly [number, number])[], labels: readonly Label[], what: string, print: (line: string) => void): [string, Replay][] {
  const data: Past = { spec: SPEC, at: past.map(([at]) => at), value: past.map(([, value]) => value) };
  print(`\n${name}: ${past.length.toLocaleString('en')} readings, ${labels.length} ${what}; ${setting.op ?? '>='} ${setting.raise}, held until ${setting.clear}, for ${setting.for / MINUTE} min, dwell ${setting.dwell / MINUTE} min`);
  return Object.entries(KNOBS).map(([knob, change]) => {
    const { alarms, flaps, hits, false: outside, detection, readings } = backtest(ruleOf(setting, change(setting)), [data], labels), r = { alarms: alarms.length, flaps, hits: hits ?? 0, labels: labels.length, false: outside ?? 0, detection };
    if (knob === 'plain') print(`  read: ${Object.entries(readings).filter(([, n]) => n > 0).map(([verdict, n]) => `${n.toLocaleString('en')} ${verdict}`).join(', ')}`);
    row(knob, r, print);
    return [knob, r];
  });
}

const row = (knob: string, r: Replay, print: (line: string) => void): void =>
  print(`  ${knob.padEnd(28)} ${String(r.alarms).padStart(5)} alarms ${String(r.flaps).padStart(5)} flaps ${`${r.hits}/${r.labels}`.padStart(7)} hits ${String(r.false).padStart(5)} false${r.detection.length > 0 ? `   found after ${Math.round(median(r.detection) / MINUTE)} min (median)` : ''}`);

const csv = (file: string): string[][] => gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const utc = (text: string): number => Date.parse(`${text.trim().replace(' ', 'T')}Z`);

/** Stretches in which the mean of the last 24 hours is at least heavy pollution; at least 18 hours of them must be known. */
function episodes(past: readonly (readonly [number, number])[]): Label[] {
  const found: { series: number; from: number; to: number }[] = [];
  past.forEach(([at], i) => {
    const day = past.slice(Math.max(0, i - 23), i + 1).filter(([t]) => t > at - 24 * HOUR);
    if (day.length < 18 || day.reduce((sum, [, v]) => sum + v, 0) / day.length < PM25.raise) return;
    const last = found.at(-1);
    if (last !== undefined && at - last.to <= 6 * HOUR) last.to = at;
    else found.push({ series: 0, from: at, to: at });
  });
  return found;
}
