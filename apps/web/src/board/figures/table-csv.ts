import type { IndicatorView } from '#contract';
import { said } from '../../shared/book/book.js';
import { lengthText } from '../../shared/time/words.js';
import { t } from '../assessment-words.js';
import { csvOf } from '../save.js';
import type { Timing } from './ask.js';
import { figureOf, NONE, type Line } from './lines.js';

/** The table as it stands on the screen: the same lines in the same order, the same numbers in the same words. */
export function tableCsv(unit: string, columns: readonly IndicatorView[], lines: readonly Line[], timing: Timing): string {
  const head = columns.flatMap((c) => {
    const name = said(c.name) ?? c.id;
    return c.unit === 'share' ? [name, t('csv.count', { name }), t('csv.of', { name })] : c.unit === 'time' || c.unit === 'stock' ? [...(c.unit === 'stock' ? [name] : []), t('csv.median', { name }), t('csv.p90', { name }), ...(c.unit === 'time' ? [t('csv.n', { name })] : [])] : [name];
  });
  const rows = lines.map((line) => [line.name, line.days.from, line.days.to, ...columns.flatMap((c) => {
    const { face, count, of, spread } = figureOf(c, line, timing), kind = c.unit === 'time' && timing === 'working' ? 'working' : 'continuous', ages = spread === null ? [NONE, NONE] : [lengthText(spread.median, kind), lengthText(spread.p90, kind)];
    return c.unit === 'share' ? [face, count, of] : c.unit === 'time' ? [...ages, count] : c.unit === 'stock' ? [count, ...ages] : [count];
  })]);
  return csvOf([[unit, t('csv.from'), t('csv.to'), ...head], ...rows]);
}
