import type { SeriesView, TriggerRuleWish } from '#contract';
import { lang } from '../../shared/i18n/lang.js';
import { sensingWords } from '../sensing-words.js';
import type { PlotLine } from './plot.js';
import { watches } from './watches.js';

type Threshold = TriggerRuleWish['levels'][number]['raise'];
/** What a threshold comes to for a series; null: it names a number that the series has not. */
export const thresholdOf = (t: Threshold, attributes: SeriesView['attributes']): number | null => {
  if (typeof t === 'number') return t;
  if ('attribute' in t) { const base = attributes[t.attribute]; return base === undefined ? null : base + (t.plus ?? 0); }
  return t.otherwise;
};
/** Conditions whose levels are values of the series itself; the others are about change, silence or events. */
const DRAWN: readonly TriggerRuleWish['condition']['kind'][] = ['threshold', 'window', 'outside'];

/** The thresholds of the rules that watch a series, with their names where there is more than one. */
export function linesOf(rules: readonly TriggerRuleWish[], kind: string, series: SeriesView): readonly PlotLine[] {
  const drawn = rules.filter((r) => DRAWN.includes(r.condition.kind) && watches(r, kind, series));
  return drawn.flatMap((rule): PlotLine[] => {
    const name = rule.name[lang.value], severity = sensingWords.value.alarmSeverity;
    if (rule.condition.kind === 'outside') return [rule.condition.low, rule.condition.high].flatMap((t) => { const value = thresholdOf(t, series.attributes); return value === null ? [] : [{ value, severity: rule.levels[0]?.severity ?? 'notice', label: name }]; });
    const fn = rule.condition.kind === 'window' ? ` (${rule.condition.fn})` : '';
    return rule.levels.flatMap((l) => { const value = thresholdOf(l.raise, series.attributes); return value === null ? [] : [{ value, severity: l.severity, label: drawn.length === 1 ? `${severity[l.severity]}${fn}` : `${name}${fn} · ${severity[l.severity]}` }]; });
  });
}
