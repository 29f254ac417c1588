import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, MONDAY, readings, rule, series } from '../testing/trigger.js';
import { drawing, type Draw } from '../testing/walk.js';
import { Engine } from './index.js';

/**
 * `for` and `keep_firing_for` of Prometheus against `for` and `clear.dwell`, over random series: every minute of every series, what fires there must fire here. A series is 0 or 1 at every minute of its
 * time; where it stops for a while (a staleness marker), nothing has fired yet: a firing alarm whose sensor falls silent ends there and stays here, and that is meant.
 */
const SERIES = 1_200, MINUTES = 45, GROUPS = 12;

/** What is missing for the comparison; null when nothing is. `keep_firing_for` came with 2.42. */
function missing(): string | null {
  const { error, stdout, stderr } = spawnSync('promtool', ['--version'], { encoding: 'utf8' });
  if (error) return 'promtool (Debian: prometheus) is not installed';
  const [, major = 0, minor = 0] = /version (\d+)\.(\d+)/.exec(`${stdout}${stderr}`)?.map(Number) ?? [];
  return major > 2 || (major === 2 && minor >= 42) ? null : `promtool ${major}.${minor} knows no keep_firing_for`;
}
const lacks = missing();
if (lacks !== null) console.warn(`prometheus.differential: ${lacks}; the comparison with it is skipped`);

/** Runs of ones and zeros, -1 where the series is silent. */
function values(draw: Draw, holes: boolean): number[] {
  const list: number[] = [];
  while (list.length < MINUTES) {
    const kind = draw(holes ? 5 : 2);
    list.push(...Array.from({ length: 1 + draw(draw(2) === 0 ? 3 : 9) }, () => (kind === 4 ? -1 : kind % 2)));
  }
  return list.slice(0, MINUTES);
}

/** The minutes at which our alarm fires. */
function fires(list: readonly number[], wait: number, keep: number): boolean[] {
  const engine = new Engine({ rules: [rule({ for: wait * MINUTE, levels: [{ severity: 'warning', raise: 1 }], gap: { max: MINUTE, pending: 'reset' }, clear: { dwell: keep * MINUTE, minSamples: 1 } })], series: [series(0)] });
  let firing = false;
  return list.map((value, i) => {
    const at = MONDAY + i * MINUTE;
    for (const { kind } of value === -1 ? engine.tick(at) : engine.apply(readings([{ at, value }]))) if (kind === 'raised' || kind === 'cleared') firing = kind === 'raised';
    return firing;
  });
}

interface Drawn { readonly list: number[]; readonly fires: boolean[] }
/** Series with holes are cut off where something fires. */
function drawn(draw: Draw, wait: number, keep: number, holes: boolean): Drawn {
  const list = values(draw, holes), fired = fires(list, wait, keep), end = holes ? fired.indexOf(true) : -1;
  return end === -1 ? { list, fires: fired } : { list: list.slice(0, end + 1), fires: fired.slice(0, end + 1) };
}

const groups = (): { wait: number; keep: number; drawn: Drawn[] }[] => {
  const draw = drawing(20261126);
  return Array.from({ length: GROUPS }, (_, g) => {
    const wait = g % 4 === 0 ? 0 : 1 + draw(6), keep = g % 3 === 0 ? 0 : 1 + draw(6);
    return { wait, keep, drawn: Array.from({ length: SERIES / GROUPS }, (_, i) => drawn(draw, wait, keep, i % 4 === 3)) };
  });
};

/** One file of rules and one of tests: at every minute, exactly these series of the group fire. */
function run(list: ReturnType<typeof groups>): { readonly ok: boolean; readonly says: string } {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    const input = list.flatMap((g, n) => g.drawn.map((d, i) => ({ series: `s{g="${n}",i="${i}"}`, values: [...d.list.map((v) => (v === -1 ? 'stale' : String(v))), ...Array.from({ length: MINUTES - d.list.length }, () => 'stale')].join(' ') })));
    const expected = list.flatMap((g, n) => Array.from({ length: MINUTES }, (_, minute) => ({
      expr: `ALERTS{alertstate="firing",g="${n}"} and on(g,i) s`, eval_time: `${minute}m`,
      exp_samples: g.drawn.flatMap((d, i) => (d.fires[minute] === true && d.list[minute] !== -1 ? [{ labels: `ALERTS{alertname="g${n}",alertstate="firing",g="${n}",i="${i}"}`, value: 1 }] : [])),
    })));
    writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'all', rules: list.map((g, n) => ({ alert: `g${n}`, expr: `s{g="${n}"} > 0`, for: `${g.wait}m`, keep_firing_for: `${g.keep}m` })) }] }));
    writeFileSync(join(folder, 'tests.yml'), JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests: [{ interval: '1m', input_series: input, promql_expr_test: expected }] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.yml'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    return { ok: status === 0, says: `${stdout}${stderr}`.slice(0, 2_000) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

(lacks === null ? describe : describe.skip)('against Prometheus', () => {
  it(`agrees over ${SERIES.toLocaleString('en')} random series and ${(SERIES * MINUTES).toLocaleString('en')} minutes`, () => {
    const list = groups(), fired = list.flatMap((g) => g.drawn).filter((d) => d.fires.includes(true)).length;
    expect(fired).toBeGreaterThan(SERIES / 4);
    const { ok, says } = run(list);
    expect(says).toContain('SUCCESS');
    expect(ok).toBe(true);
  });

  it('would notice a single minute of a single series', () => {
    const list = groups(), victim = list[5]?.drawn.find((d) => d.fires.includes(true) && d.list.length === MINUTES) as Drawn;
    victim.fires[victim.fires.indexOf(true)] = false;
    expect(run(list).ok).toBe(false);
  });
});
