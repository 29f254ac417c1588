import type { Calendar, CalendarData, Candidate, Case, ClassId, ConditionId, DepartmentId, DutyLine, Playbook, RoutingQuery, Rules } from '#domain';
import type { CatalogueClass, CatalogueCondition, Contents, Department, LimitsContent, Settings } from './content.js';

/** One state of the county's rules: what decisions at a moment lean on. Immutable; a change makes another one. */
export interface RuleBook {
  /** Grows with every row that comes into force: the same number is the same book, in every process. */
  readonly version: number;
  readonly county: { readonly code: string; readonly zh: string; readonly en: string };
  readonly townships: readonly { readonly code: string; readonly zh: string; readonly en: string }[];
  readonly calendar: Calendar;
  readonly calendarData: CalendarData;
  /** For `decide`. */
  readonly rules: Rules;
  /** For `nextStep` and `wakeAt`, to be completed by who knows asset owners. */
  readonly playbook: Pick<Playbook, 'calendar' | 'ladder'>;
  readonly duty: readonly DutyLine[];
  readonly classes: ReadonlyMap<ClassId, CatalogueClass>;
  readonly conditions: ReadonlyMap<ConditionId, CatalogueCondition & { readonly classId: ClassId }>;
  /** Departments that people work in: what a case may be dispatched to. */
  readonly departments: ReadonlyMap<DepartmentId, Department>;
  /** TWN, OWN, PMT: stand in the catalogue and the duty list for a department that place or register decides. */
  readonly symbols: ReadonlyMap<DepartmentId, Department>;
  readonly settings: Settings;
  readonly stageLimits: LimitsContent;
  /** All departments the duty list names, the closest line first. */
  candidates(query: RoutingQuery): readonly Candidate[];
  /** The one department, when the duty list leaves no doubt. */
  sureRoute(query: RoutingQuery): Candidate | null;
  /** May be filed without a person looking. */
  triages(c: Case): boolean;
  /** May be closed without a person looking. */
  closes(c: Case): boolean;
}

/** Builds a book from contents that the schemas have let through. */
export function bookOf(_contents: Contents, _version: number): RuleBook {
  throw new Error('not written yet');
}
