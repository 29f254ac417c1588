import { expiry } from '#domain';
import { counts, done, filedAt, promise, type Life } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** Done before the limit as the catalogue gave it was used up; what extensions added is not counted. */
function withinOriginal({ log, calendar }: Life, stop: NonNullable<ReturnType<typeof done>>): boolean {
  const then = stop.event.clocks.handling;
  if (then === undefined) return true;
  const original = then.limit.amount - then.extended;
  if (then.used !== original) return then.used < original;
  // To the millisecond: a limit that ends with the working day has passed in the evening.
  const before = log.slice(0, log.indexOf(stop)).findLast(({ event }) => event.clocks.handling?.since != null)?.event.clocks.handling;
  return before?.since == null || stop.event.at <= expiry(calendar, before.since, { unit: before.limit.unit, amount: Math.max(0, original - before.used) });
}

export const onOriginalTime = indicator({
  id: 'handling-on-original-time', group: 'department', name: { zh: '按原时限处置率', en: 'Handled within the original limit' }, unit: 'share', better: 'more', count: 'handled-on-time-original', of: 'handle-due', minimum: FEWEST,
  formula: { zh: '按原时限处置率 = 不计延期、在原处置时限内反馈的数 ÷ 应处置数', en: 'Handled within the original limit = reported done before the limit without its extensions ÷ due for handling' },
  cohort: { zh: '应处置的口径与按期处置率相同；两者之差即延期的作用', en: 'Due as for “handled on time”; the difference of the two is what extensions did' },
  counts: {
    'handled-on-time-original': (life) => {
      const d = counts(life) && filedAt(life) !== null ? promise(life, 'handling', done(life)) : null;
      return d?.kept && d.fact !== null && withinOriginal(life, d.fact) ? { at: d.at, department: d.fact.department ?? life.c.department } : null;
    },
  },
});
