import type { IndicatorView, Step, Unit } from '#contract';

/** Every kind of unit and every step there is, as the page offers them: the compiler misses none. */
export const UNITS = Object.keys({ department: 0, township: 0, community: 0, cell: 0, class: 0, source: 0, rule: 0, person: 0, county: 0 } satisfies Record<Unit, 0>) as readonly Unit[];
export const STEPS = Object.keys({ whole: 0, day: 0, week: 0, month: 0, quarter: 0, year: 0 } satisfies Record<Step, 0>) as readonly Step[];
export type Group = IndicatorView['group'];
/** In which time lengths are shown. */
export type Timing = 'working' | 'wall';

/** What the figures are asked for, beside days and filters. */
export interface Ask { readonly by: Unit; readonly per: Step; readonly group: string | null; readonly timing: Timing; readonly sort: string | null; readonly down: boolean }
export const NAMES = ['by', 'per', 'group', 'time', 'sort', 'order'] as const;
/** What makes no sense is as if it were not there. */
export function askOf(own: Readonly<Partial<Record<(typeof NAMES)[number], string>>>): Ask {
  const among = <T extends string>(values: readonly T[], v: string | undefined): T | undefined => values.find((x) => x === v);
  return { by: among(UNITS, own.by) ?? 'department', per: among(STEPS, own.per) ?? 'whole', group: own.group ?? null, timing: own.time === 'wall' ? 'wall' : 'working', sort: own.sort ?? null, down: own.order !== 'up' };
}
