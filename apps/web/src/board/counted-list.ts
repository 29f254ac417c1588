import { isShare, type AssessmentFigures, type Countable } from '#contract';
import type { RouteLocationRaw } from 'vue-router';
import { queryOf, type Filter } from '../shared/case/filter.js';
import { dims, type Look } from './look.js';

export interface Days { readonly from: string; readonly to: string }
/** How a list takes a unit. */
export type Grouped = Pick<AssessmentFigures, 'by' | 'filter' | 'lacking'>;
/** Null: all units together. */
export type Whose = { readonly unit: string | null; readonly cells?: readonly string[] | undefined } | null;
/** As many cells as an address takes. */
const MOST_CELLS = 50;
/** Of a grid member these are counted in the member's cells. */
const inCells = (by: Grouped['by'], part: Countable): boolean => by === 'person' && (part === 'filed' || part === 'complaint');

/** The list of exactly the cases that a count counts; null where there is none: a case that counts for two people is two of their sum. */
export function listOf({ by, filter, lacking }: Grouped, look: Look, whose: Whose, part: Countable, { from, to }: Days): RouteLocationRaw | null {
  const { department, ...rest } = dims(look), within = { ...rest, ...(department !== undefined && { for: department }) };
  const answer = (narrowed: object): RouteLocationRaw => ({ name: 'desk', query: queryOf({ ...within, counted: part, from, to, ...narrowed } as Filter) });
  if (whose === null) return isShare(part) || inCells(by, part) ? null : answer({});
  const { unit, cells = [] } = whose;
  if (inCells(by, part)) return cells.length > 0 && cells.length <= MOST_CELLS ? answer({ cell: cells }) : null;
  if (unit === null) return lacking === null ? null : answer({ lacking });
  if (filter === null) return answer({});
  // A filter may be narrower than the unit that it lies in.
  if (filter === 'area' && (look.area?.length ?? 0) > unit.length) return answer({});
  return answer({ [filter]: filter === 'source' ? [unit] : unit });
}

/** The same days without the filters of other pages. */
export const unfiltered = ({ period, from, to, compare, wall, table }: Look): Look => ({ period, from, to, compare, wall, table });
