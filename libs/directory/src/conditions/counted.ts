import { isPersonal, isShare, type Countable, type Deed } from '#contract';
import type { Actor, DepartmentId, Instant, Role, UserId } from '#domain';
import { ProblemError } from '#platform';
import type { Bind } from './visible.js';

/** Days of the county, both included. */
export interface Days { readonly from: string; readonly to: string }
export interface Counting {
  /** All of them parts, or all of them shares: the two are never added up together. */
  readonly parts: readonly Countable[];
  /** One stretch, or several: what is counted may be compared with what was. */
  readonly days: readonly Days[];
  readonly department?: DepartmentId | undefined;
  /** The day that a stock is looked at, as SQL; otherwise the last of the days. */
  readonly on?: string | undefined;
  /** Of a share: the person, trigger rule or co-department it is of. */
  readonly whose?: string | undefined;
  /** What no department, cell or class is known of. */
  readonly lacking?: 'department' | 'cell' | 'class' | undefined;
}

const LACKING = { department: 'department', cell: 'cell', class: 'class_id' } as const;

/** What a case was from its first day to the one on which it no longer stood, as the index has it. */
export const STOOD = `(case when until_day < day then 'empty'::daterange else daterange(day, until_day) end)`;

/**
 * What counts as one of the parts on those days, as a condition over `counted_case`. The figures add up its rows and the list of cases shows them:
 * a number and the list behind it cannot come apart. A deadline that is still to come counts for nothing yet. `standing` is a stock: it looks at the last of the days alone.
 * `when`: what has come by now, or what of those days is still to come.
 */
export function counted({ parts, days, on, department, whose, lacking }: Counting, now: Instant, bind: Bind, when: 'by now' | 'to come' = 'by now'): string {
  const flow = parts.filter((p) => p !== 'standing'), shared = parts.some(isShare), at = `at ${when === 'by now' ? '<=' : '>'} ${bind(now)}::bigint`, either: string[] = [];
  if (flow.length > 0) either.push(`part = any(${bind(flow)}::text[]) and (${days.map(({ from, to }) => `day between ${bind(from)}::date and ${bind(to)}::date`).join(' or ')})`);
  if (flow.length < parts.length) either.push(`part = 'standing' and (${(on === undefined ? days.map(({ to }) => `${bind(to)}::date`) : [on]).map((day) => `${STOOD} @> ${day}`).join(' or ')})`);
  return [
    shared ? `person <> ''` : `person = ''`, either.length === 1 ? either[0] : either.map((e) => `(${e})`).join(' or '), at,
    ...(department === undefined ? [] : [`department = ${bind(department)}`]), ...(whose === undefined ? [] : [`person = ${bind(whose)}`]), ...(lacking === undefined ? [] : [`${LACKING[lacking]} is null`]),
  ].map((c) => `(${c})`).join(' and ');
}

/** Who looks at figures of other persons than oneself: nobody is shown to colleagues. */
const OVERSEERS: readonly Role[] = ['supervisor', 'leader'];
/** Whose figures a reader may look at: `whose` itself, everybody's when it is left out, or the reader's own where there is nothing else to see. @throws ProblemError no-right */
export function allowedWhose(parts: readonly Countable[], whose: string | undefined, { id, role }: Actor): string | undefined {
  if (!parts.some(isPersonal) || OVERSEERS.includes(role)) return whose;
  if (whose !== undefined && whose !== id) throw new ProblemError('no-right', { detail: 'Figures of a person are for that person, supervisors and leaders.' });
  return id;
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
