import type { SeriesSpec, TriggerRule } from './rule.js';

/** The name of an alarm: rule × asset, else rule × series. Two probes in one manhole are one alarm. */
export const alarmKey = (rule: Pick<TriggerRule, 'id'>, spec: Pick<SeriesSpec, 'asset' | 'device' | 'metric'>): string =>
  (spec.asset === null ? `${rule.id}|series|${spec.device}|${spec.metric}` : `${rule.id}|asset|${spec.asset}`);

/** Whether a rule watches a series. */
export const inScope = ({ scope }: Pick<TriggerRule, 'scope'>, spec: SeriesSpec): boolean =>
  spec.metric === scope.metric && scope.kinds.includes(spec.kind) && (scope.devices?.includes(spec.device) ?? true) && !(scope.except?.includes(spec.device) ?? false)
  && (scope.cells?.some((cell) => spec.cell?.startsWith(cell) ?? false) ?? true);
