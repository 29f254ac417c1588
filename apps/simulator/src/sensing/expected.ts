import type { TriggerRuleWish } from '#contract';
import type { Instant } from '#domain';

/** An alarm that a rule has to raise over a series, told from the readings alone. */
export interface Expected { readonly raisedAt: Instant; worst: number; clearedAt: Instant | null; openings: number }
interface Sample { readonly at: Instant; readonly value: number; readonly good?: false }

/**
 * The alarms of a threshold rule over the readings of one series, written down anew from what the rule says and not from how the program does it: the reconciliation holds the two against each other.
 * Of readings that came in order. Knows ladders, `for`, gaps, dwell, reopening, range, noise floor and single spikes; other kinds of rules it does not know. @throws RangeError of those
 */
export function expectedAlarms(rule: TriggerRuleWish, readings: readonly Sample[]): Expected[] {
  const { condition, levels, filter, gap, clear } = rule;
  if (condition.kind !== 'threshold' || condition.op !== '>=' || rule.repeat !== undefined || rule.schedule !== undefined) throw new RangeError(`the rule ${rule.id} is of a kind that is not told beforehand`);
  const raise = levels.map((l) => number(l.raise)), back = levels.map((l) => number(l.clear ?? l.raise)), holds = levels.map((l) => l.for ?? rule.for);
  const since: (Instant | null)[] = levels.map(() => null), alarms: Expected[] = [];
  let firing: Expected | null = null, last: Instant | null = null, normal: Instant | null = null, samples = 0;
  for (const { at, value } of believed(readings, filter)) {
    if (last !== null && at - last > gap.max) { normal = null; samples = 0; if (gap.pending === 'reset') since.fill(null); }
    last = at;
    let reached = -1;
    raise.forEach((threshold, l) => {
      since[l] = value >= threshold ? (since[l] ?? at) : null;
      if (since[l] !== null && at - since[l] >= (holds[l] ?? 0)) reached = l;
    });
    if (firing === null) {
      if (reached < 0) continue;
      const before = alarms.at(-1);
      if (before?.clearedAt != null && at - before.clearedAt <= rule.reopenWithin) { firing = before; before.clearedAt = null; before.openings++; }
      else alarms.push((firing = { raisedAt: at, worst: reached, clearedAt: null, openings: 1 }));
      normal = null;
      samples = 0;
    }
    firing.worst = Math.max(firing.worst, reached);
    if (value >= (back[0] ?? Infinity)) { normal = null; samples = 0; continue; }
    normal ??= at;
    samples++;
    if (at - normal < clear.dwell || samples < clear.minSamples) continue;
    firing.clearedAt = at;
    firing = null;
    normal = null;
    since.fill(null);
  }
  return alarms;
}

/** Readings that say something: good ones, within the range, without single spikes. What bears a spike out, or does not, is the next one that says something too. */
function believed(readings: readonly Sample[], filter: TriggerRuleWish['filter']): Sample[] {
  const { blip, noiseFloor = 0, range, gradient = Infinity, sentinels = [] } = filter ?? {}, kept: Sample[] = [];
  const possible = readings.filter(({ good, value }) => good !== false && !sentinels.includes(value) && (range === undefined || (value >= range.low && !(typeof range.high === 'number' && value > range.high))))
    .map((r) => ({ ...r, value: Math.abs(r.value) <= noiseFloor ? 0 : r.value }));
  possible.forEach((r, i) => {
    const before = kept.at(-1), reachable = ({ at, value }: Sample): boolean => before === undefined || Math.abs(value - before.value) * 60_000 <= gradient * (at - before.at);
    if (!reachable(r)) return;
    if (blip !== undefined && before !== undefined && r.value - before.value > blip.by) {
      const after = possible.slice(i + 1).find(reachable);
      if (after !== undefined && after.value <= r.value - blip.by) return;
    }
    kept.push(r);
  });
  return kept;
}

function number(threshold: TriggerRuleWish['levels'][number]['raise']): number {
  if (typeof threshold !== 'number') throw new RangeError('a threshold that a place or a season decides is not told beforehand');
  return threshold;
}
