import type { SeriesView, TriggerRuleWish } from '#contract';

/** Whether a rule looks at a series. */
export const watches = (rule: TriggerRuleWish, kind: string, series: SeriesView): boolean =>
  rule.scope.metric === series.metric && (rule.scope.kinds.length === 0 || rule.scope.kinds.includes(kind)) && !(rule.scope.except ?? []).includes(series.device) && (rule.scope.devices === undefined || rule.scope.devices.includes(series.device));
