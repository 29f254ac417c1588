import type { Deed, Part } from '#contract';
import type { DepartmentId, Instant, UserId } from '#domain';
import type { Bind } from './visible.js';

/** Days of the county, both included. */
export interface Days { readonly from: string; readonly to: string }
export interface Counting {
  readonly parts: readonly Part[];
  /** One stretch, or several: what is counted may be compared with what was. */
  readonly days: readonly Days[];
  readonly department?: DepartmentId | undefined;
}

/**
 * What counts as one of the parts on those days, as a condition over `counted_case`. The figures add up its rows and the list of cases shows them:
 * a number and the list behind it cannot come apart. A deadline that is still to come counts for nothing yet.
 */
export function counted({ parts, days, department }: Counting, now: Instant, bind: Bind): string {
  const on = days.map(({ from, to }) => `day between ${bind(from)}::date and ${bind(to)}::date`).join(' or ');
  return `person = '' and part = any(${bind(parts)}::text[]) and (${on}) and at <= ${bind(now)}::bigint${department === undefined ? '' : ` and department = ${bind(department)}`}`;
}

/** What somebody did on those days, over the same rows; for that person alone. */
export const done = (deed: Deed, { from, to }: Days, person: UserId, bind: Bind): string => `person = ${bind(person)} and person <> '' and part = ${bind(deed)} and day between ${bind(from)}::date and ${bind(to)}::date`;

/** The columns that cases and what is counted of them have in common. */
export interface Dimensions { readonly area?: string | undefined; readonly category?: string | undefined; readonly source?: readonly string[] | undefined }
export function within({ area, category, source }: Dimensions, bind: Bind): string[] {
  return [
    ...(area === undefined ? [] : [`cell like ${bind(`${area}%`)}`]), ...(category === undefined ? [] : [`class_id like ${bind(`${category}%`)}`]),
    ...(source === undefined || source.length === 0 ? [] : [`source = any(${bind(source)}::text[])`]),
  ];
}
