import { countyDays } from './day/county-day.js';
import { Instruments } from './demo/instruments.js';
import { morning } from './demo/morning.js';
import type { Options } from './options.js';
import { count, quantile, span } from './play/tally.js';
import type { Occurrence } from './play/occurrence.js';
import { summary } from './reconcile/reconcile.js';
import { table } from './sensing/findings.js';
import { Performance, STORIES } from './sensing/perform.js';
import { replayOf, understoodLines } from './replay/replay.js';
import { Progress } from './show.js';
import { Stage } from './stage.js';

/** Plays one command of the command line to its end and reconciles. Answers the exit code: 0 when everything adds up. */
export async function run(options: Options, say: (line: string) => void): Promise<number> {
  const name = options.run ?? (options.command === 'demo' ? `morning-${localDay()}` : `${options.command}-${Date.now().toString(36)}`);
  const demo = options.command === 'demo';
  const stage = await Stage.set({
    url: options.url, operator: options.operator, password: options.password, run: name, speed: demo ? 'real' : options.speed, rate: options.rate,
    ...(options.concurrency !== null && { concurrency: options.concurrency }), ...(options.open !== null && { open: options.open }),
  });
  const { play, county, clock } = stage;
  if (options.story !== null) return tell(options, options.story, name, stage, say).finally(() => stage.close());
  const skipped: string[] = [];
  if (!demo) say(`${options.url}: version ${stage.health.version}, queue on ${stage.health.backend}, ${count(county.cells.length)} cells (${count(county.town.length)} in town)${clock.rate === 1 ? '' : `, a clock that runs ${clock.rate.toFixed(clock.rate < 10 ? 1 : 0)}× fast`}`);
  const { list, total, after } = scene(options, stage, skipped);
  if (demo) say(`演示上午开始:约四分钟内上报 ${total} 件 · The scripted morning begins: ${total} reports within about four minutes`);
  const progress = demo ? null : new Progress(() => play.tally.line(options.speed === 'max' ? total : null));
  const instruments = demo ? new Instruments(stage, name, morning(county)) : null;
  const interrupt = (): void => { say('\nstopping; what is under way is left as it stands'); play.stop(); instruments?.stop(); process.once('SIGINT', () => process.exit(130)); };
  process.once('SIGINT', interrupt);
  try {
    await Promise.all([play.run(list), instruments?.play().catch((error: unknown) => say(`  ✗ instruments: ${error instanceof Error ? error.message : String(error)}`))]);
    progress?.stop();
    if (demo) say(`演示上午结束 · The scripted morning is over: ${play.tally.line(null)} · ${count(instruments?.ledger.sent ?? 0)} readings of devices`);
    for (const line of demo ? failures(stage).filter((f) => !f.includes('stuck')) : [...report(stage, skipped), ...after()]) say(line);
    // In the demo people at the screens may take a case from the players: what then waits for them is no failure.
    if (demo) return 0;
    if (!options.check) return play.tally.failed === 0 ? 0 : 1;
    const checking = new Progress(() => `reconciling: ${count(done)} of ${count(of)} cases read`);
    let done = 0, of = 0;
    const findings = await stage.reconcile((n, all) => { done = n; of = all; }).finally(() => checking.stop());
    for (const line of summary(findings, clock.rate)) say(line);
    return findings.faults.length === 0 && play.tally.failed === 0 ? 0 : 1;
  } finally {
    progress?.stop();
    process.off('SIGINT', interrupt);
    stage.close();
  }
}

/** A story of devices, to its end, with what is found there. */
async function tell({ speed, seed, limit, ways, url }: Options, name: NonNullable<Options['story']>, run: string, stage: Stage, say: (line: string) => void): Promise<number> {
  const story = STORIES[name], performance = new Performance(stage, story, { run, speed: speed === 'real' ? 1 : speed, seed, size: limit, ways });
  say(`${story.zh} · ${story.en}: ${url}, version ${stage.health.version}; ${span(story.duration / 1000)} of story ${speed === 'max' ? 'that have just gone by' : `from now on, ${speed}× fast`}`);
  const progress = new Progress(() => performance.line()), interrupt = (): void => { performance.stop(); process.once('SIGINT', () => process.exit(130)); };
  process.once('SIGINT', interrupt);
  try {
    const findings = await performance.play();
    progress.stop();
    const { sent, frames, protocols, fates } = performance.ledger;
    say(`${count(sent)} readings in ${count(frames)} frames (${[...protocols].map(([p, n]) => `${p} ${count(n)}`).join(', ')}): ${Object.entries(fates).map(([what, n]) => `${count(n)} ${what}`).join(', ')}`);
    for (const line of table(findings)) say(line);
    return findings.faults.length === 0 ? 0 : 1;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
  }
}

interface Scene { readonly list: AsyncIterable<Occurrence> | Iterable<Occurrence>; readonly total: number | null; readonly after: () => string[] }

function scene(options: Options, { county }: Stage, skipped: string[]): Scene {
  if (options.command === 'demo') {
    const list = morning(county);
    return { list, total: list.length, after: () => [] };
  }
  if (options.command === 'county-day') return { list: countyDays(county, options.seed, options.limit ?? Infinity), total: options.limit, after: () => [] };
  const { list, understood } = replayOf({ ...options, data: options.data ?? '' }, county, (why) => skipped.push(why));
  return { list, total: options.limit, after: () => understoodLines(understood) };
}

function report({ play }: Stage, skipped: readonly string[]): string[] {
  const { tally, crew } = play;
  const ms = (values: readonly number[]): string => `p50 ${Math.round(quantile(values, 0.5))} ms, p99 ${Math.round(quantile(values, 0.99))} ms`;
  const channels = [...crew.channels.values()].map((c) => c.counts);
  return [
    tally.line(null),
    `${(tally.ended / Math.max(0.001, tally.seconds)).toFixed(1)} life cycles/s over ${tally.seconds.toFixed(1)} s; report answered ${ms(tally.reportMs)}; seen with its department ${ms(tally.seenMs)} after the answer`,
    `acts ${[...tally.acts].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${count(n)}`).join(', ') || 'none'}; overtaken ${count(tally.overtaken)}, repeated from an earlier run ${count(tally.replayed)}`,
    `live ${count(channels.length)} people, ${count(channels.reduce((sum, c) => sum + c.pushed, 0))} changes pushed, ${count(tally.asked)} rows had to be asked for, ${count(channels.reduce((sum, c) => sum + c.connects - 1, 0))} reconnects, the server asked for ${count(tally.pauses)} pauses`,
    ...(skipped.length === 0 ? [] : [`${count(skipped.length)} records not usable, e.g. ${skipped[0]}`]),
    ...failures({ play }),
  ];
}

const failures = ({ play: { tally } }: Pick<Stage, 'play'>): string[] => [...tally.failures].map(([what, n]) => `  ✗ ${n} × ${what}`);

/** The day in China, which names the demo's morning: another day has another one. */
const localDay = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
