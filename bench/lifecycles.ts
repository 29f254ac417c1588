import { countyDays, quantile, Stage, type Occurrence } from '#simulator';
import { byHand, TRANSITIONS } from './by-hand.js';
import { redisVersion } from './machine.js';
import { cpuSeconds, peakMemory, postgres, redis, server, undone, type Backend, type Undo } from './services.js';
import { median, number } from './statistics.js';

const CYCLES = Number(process.env['BENCH_CYCLES'] ?? 1000);
const WARM_UP = 100;
const CONCURRENCY = 24;
const OPEN = 96;

/**
 * Whole life cycles end to end through HTTP, on each back end, at full speed: reported, filed and dispatched by the automation, accepted, resolved,
 * verified, closed, every step seen on the live channel by the person who takes it. Beside it the same transitions as plain SQL; the ratio is the figure.
 */
export async function lifecycles(print: (line: string) => void): Promise<void> {
  print(`settings ${CYCLES} life cycles after ${WARM_UP} to warm up, ${CONCURRENCY} requests and ${OPEN} cases under way at once; server, database and players share this machine; commits are durable`);
  await undone(async (undo) => {
    const url = await postgres(undo);
    const hand = [await byHand(url, CYCLES, CONCURRENCY)];
    const backends: Backend[] = redisVersion() === null ? ['postgres'] : ['postgres', 'redis'];
    const results: { backend: Backend; perSecond: number; line: string }[] = [];
    for (const backend of backends) {
      results.push(await undone((inner) => measured(inner, backend)));
      hand.push(await byHand(url, CYCLES, CONCURRENCY));
    }
    print(`by hand   ${number(median(hand))} life cycles/s (${hand.map(number).join(', ')}): ${TRANSITIONS.length} commits each, BEGIN, insert, update, COMMIT, ${CONCURRENCY} connections`);
    for (const { backend, perSecond, line } of results) print(`${backend.padEnd(9)} ${line}; by hand : program = ${(median(hand) / perSecond).toFixed(1)} : 1`);
    if (backends.length === 1) print('redis     not measured: there is no redis-server on the PATH');
  });
}

async function measured(undo: Undo, backend: Backend): Promise<{ backend: Backend; perSecond: number; line: string }> {
  const env: Record<string, string> = { DATABASE_URL: await postgres(undo), ...(backend === 'redis' && { REDIS_URL: (await redis(undo)).url }) };
  const { url, pid } = await server(undo, env);
  const play = async (name: string, seed: number, count: number): Promise<Stage> => {
    const stage = await Stage.set({ url, run: name, concurrency: CONCURRENCY, open: OPEN });
    undo.push(() => Promise.resolve(stage.close()));
    await stage.run(plain(stage, seed, count));
    return stage;
  };
  await play('warm-up', 1, WARM_UP);
  const cpu = cpuSeconds(pid);
  const { play: { tally }, ...stage } = await play('measured', 2, CYCLES).then((s) => ({ play: s.play, findings: () => s.reconcile() }));
  const used = (cpuSeconds(pid) ?? NaN) - (cpu ?? NaN);
  const perSecond = tally.closed / tally.seconds;
  const { dispatch, faults } = await stage.findings();
  const all = [...dispatch.automatic, ...dispatch.manual];
  const ms = (q: number): string => `${Math.round(quantile(all, q))} ms`;
  const wrong = [...faults, ...[...tally.failures].map(([what, n]) => `${n} × ${what}`)];
  if (wrong.length > 0) throw new Error(`${backend}: ${wrong.slice(0, 5).join('; ')}`);
  return { backend, perSecond, line: `${number(perSecond)} life cycles/s; report → dispatched p50 ${ms(0.5)}, p99 ${ms(0.99)}; server ${((used / tally.closed) * 1000).toFixed(1)} ms CPU a life cycle, at most ${Math.round(peakMemory(pid) ?? NaN)} MiB` };
}

/** Cases that nothing holds up. */
function* plain(stage: Stage, seed: number, count: number): Generator<Occurrence> {
  let made = 0;
  for (const o of countyDays(stage.county, seed)) {
    if (made >= count) return;
    if (o.reported === null || o.repeats !== null || o.twists || o.handled !== undefined || o.ends.stage !== 'closed') continue;
    made++;
    yield { ...o, awaits: [] };
  }
}
