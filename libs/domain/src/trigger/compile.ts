import { Building } from './building.js';
import type { Arrangement, Compiled } from './compiled.js';
import { COMPOSITE, CompiledRule } from './compiled-rule.js';
import { inScope } from './key.js';

/** Rules that are tried or live watch; drafts and those that are off do not. What cannot be watched is said in `unwatched`. */
export function compile(arrangement: Arrangement): Compiled {
  const { rules, series } = arrangement, compiled = rules.map((rule, i) => new CompiledRule(i, rule)), building = new Building(series);
  const sound = compiled.filter((rule) => (rule.source.state === 'live' || rule.source.state === 'shadow') && building.sound(rule));
  const byMetric = new Map<string, CompiledRule[]>();
  for (const rule of sound) if (rule.kind !== COMPOSITE) byMetric.set(rule.source.scope.metric, [...(byMetric.get(rule.source.scope.metric) ?? []), rule]);
  for (const spec of series) building.watch(spec, (byMetric.get(spec.metric) ?? []).filter((rule) => inScope(rule.source, spec)));
  for (const rule of sound) if (rule.kind === COMPOSITE) building.compose(rule);
  return { arrangement, rules: compiled, ...building.tables() };
}
