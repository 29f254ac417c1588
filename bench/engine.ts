import { parseArgs } from 'node:util';
import { Engine, type Readings, type SeriesSpec, type TriggerRule } from '#domain';
import { random } from '#simulator';
import { number, summary } from './statistics.js';

const MINUTE = 60_000, BATCH = 5_000, START = Date.UTC(2026, 5, 1);
const USAGE = 'npm run bench -- engine [--series 10000,100000,1000000] [--rounds 5]';

/** The rule that the figures are of: three levels with hysteresis, `for`, three of the last five, dwell, silence. */
const LADDER: TriggerRule = {
  id: 'water', version: 1, name: { zh: '井下水位', en: 'Water level' }, state: 'live', scope: { kinds: ['level'], metric: 'water-level' }, unit: 'm',
  condition: { kind: 'threshold', op: '>=' },
  levels: [{ severity: 'notice', raise: 0.8, clear: 0.7 }, { severity: 'warning', raise: 1, clear: 0.9 }, { severity: 'critical', raise: 1.3, clear: 1.2, for: 0 }],
  for: 2 * MINUTE, gap: { max: 5 * MINUTE, pending: 'reset' }, repeat: { m: 3, n: 5, within: 10 * MINUTE }, clear: { dwell: 10 * MINUTE, minSamples: 2 }, step: { down: 'allow', dwell: 5 * MINUTE },
  flap: { window: 60 * MINUTE, transitions: 6, action: 'hold' }, lateness: 10 * MINUTE, reopenWithin: 120 * MINUTE, heartbeat: { every: MINUTE, missed: 3 },
  action: {
    policy: 'review', classId: 'c', conditionId: null, earned: { precision: 0.9, judged: 50 }, correlate: { metres: 100, within: 120 * MINUTE }, lifeSafety: true, recovery: { beforeDispatch: 'note', stableFor: 0 }, verify: { automatic: true, stableFor: 0, samples: 3 },
  },
};
const { heartbeat, repeat: _, ...PLAIN } = { ...LADDER, for: 0, levels: [{ severity: 'warning', raise: 1 }] } satisfies TriggerRule;
/** Other rules of the same series, for what they cost. */
const RULES: Readonly<Record<string, readonly TriggerRule[]>> = {
  'ladder, hysteresis, for, 3 of 5, dwell, silence': [LADDER],
  'one threshold': [{ ...PLAIN, ...(heartbeat && { heartbeat }) }],
  'with all pre-filters and night hours': [{ ...LADDER, filter: { noiseFloor: 0.01, range: { low: 0, high: 5 }, gradient: 2, blip: { by: 1, wait: 5 * MINUTE }, sentinels: [-200, 9999] }, schedule: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '06:00' }] }],
  'average of 15 minutes': [{ ...LADDER, condition: { kind: 'window', op: '>=', fn: 'avg', size: 15 * MINUTE, minSamples: 3, minCoverage: 0.5 } }],
  'five rules at each series': Array.from({ length: 5 }, (_, i) => ({ ...LADDER, id: `water${i}` })),
};

const seriesOf = (count: number): SeriesSpec[] => Array.from({ length: count }, (_, series) => ({ series, device: `d${series}`, kind: 'level', metric: 'water-level', asset: null, gateway: null, cell: null, attributes: {}, codes: [] }));

/** Readings a CPU-second, and bytes a series. Every series reports once a minute in an order of its own; about one in a thousand readings breaches something. */
export function engine(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { series: { type: 'string', default: '10000,100000,1000000' }, rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } } });
  if (values.help) { print(USAGE); return Promise.resolve(); }
  const rounds = Number(values.rounds);
  print(`settings batches of ${BATCH.toLocaleString('en')} readings in random order of series, one a series and minute, a tick after each batch; ${rounds} rounds after one to warm up; user and system time of this process, one thread`);
  for (const count of values.series.split(',').map(Number)) run('ladder, hysteresis, for, 3 of 5, dwell, silence', count, rounds, print);
  print('');
  for (const name of Object.keys(RULES).slice(1)) run(name, 100_000, rounds, print);
  return Promise.resolve();
}

function run(name: string, count: number, rounds: number, print: (line: string) => void): void {
  const rules = RULES[name] ?? [], subject = new Engine({ rules, series: seriesOf(count) }), order = shuffled(count), minutes = Math.max(1, Math.ceil(500_000 / count));
  const rates: number[] = [];
  let at = START, transitions = 0, readings = 0;
  for (let round = 0; round <= rounds; round++) {
    const batches: Readings[] = [];
    for (let m = 0; m < minutes; m++, at += MINUTE) for (let from = 0; from < count; from += BATCH) batches.push(batchOf(order, from, at, round * minutes + m));
    const start = process.cpuUsage();
    for (const batch of batches) transitions += subject.apply(batch).length + subject.tick(batch.receivedAt).length;
    const { user, system } = process.cpuUsage(start), all = minutes * count;
    readings += all;
    if (round > 0) rates.push(all / ((user + system) / 1e6));
  }
  print(`${name}, ${count.toLocaleString('en')} series`);
  print(`  ${summary(rates, 'readings/CPU-s')}   ${number(subject.bytes / count)} B a series; ${transitions.toLocaleString('en')} transitions of ${readings.toLocaleString('en')} readings, snapshot ${number(subject.snapshot().length / count)} B a series`);
}

function shuffled(count: number): Int32Array {
  const draw = random(7), order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = draw.below(i + 1), held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** Calm water with a wave now and then: a series breaches for ten minutes of every ten thousand. */
function batchOf(order: Int32Array, from: number, at: number, minute: number): Readings {
  const series = order.slice(from, from + BATCH), count = series.length;
  return {
    count, receivedAt: at + 5_000, series, at: Float64Array.from(series, (s) => at + (s % 5_000)),
    value: Float64Array.from(series, (s) => { const phase = (minute + s * 7_919) % 10_000; return phase < 10 ? 0.7 + phase * 0.08 : 0.3 + ((s * 31 + minute * 17) % 100) / 500; }),
    quality: new Uint8Array(count), code: new Int16Array(count).fill(-1),
  };
}
