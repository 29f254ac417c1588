import type { TriggerRule } from '#domain';
import type { RuleSource } from '../alarms/writer.js';
import type { Registry } from '../series/registry.js';
import type { Chunk } from './chunk.js';
import type { Desk } from './desk.js';
import type { Rearranged } from './records.js';

/** The rules that hold now, asked for at most once in a while; hints and the passing of time make it ask. */
export class RulesNow {
  rules: readonly TriggerRule[] = [];
  revision = 'none';
  constructor(private readonly source: RuleSource, private readonly registry: Registry) {}

  async fresh(): Promise<void> {
    const { revision, rules } = await this.source.current();
    if (revision === this.revision) return;
    this.rules = rules;
    this.revision = revision;
    this.registry.judgedBy(rules);
  }
}

/** What a desk must be told before these chunks: other rules, new series, changed ones. Null: it knows all there is. */
export async function arrangedFor(desk: Desk, by: string, chunks: readonly Chunk[], registry: Registry, now: RulesNow): Promise<{ readonly revision: string; readonly change: Rearranged | null }> {
  await registry.fresh();
  // A series that another process made may be a gap between those that this one knows.
  const strange = (): number | undefined => { const known = registry.specsOf(desk.partition); for (const { series } of chunks) for (const s of series) if (!known[s]?.device) return s; return undefined; };
  if (strange() !== undefined) { registry.doubt(); await registry.fresh(); }
  const specs = registry.specsOf(desk.partition), unknown = strange();
  if (unknown !== undefined && unknown >= specs.length) throw new Error(`partition ${desk.partition} has no series ${unknown}`);
  const revision = `${registry.revision}/${now.revision}`;
  if (revision === by) return { revision, change: null };
  const series = specs.filter((spec, i) => { const known = desk.arrangement.series[i]; return known !== spec && JSON.stringify(known) !== JSON.stringify(spec); });
  const rules = JSON.stringify(now.rules) === JSON.stringify(desk.arrangement.rules) ? null : now.rules;
  return { revision, change: series.length === 0 && rules === null ? null : { rules, series } };
}
