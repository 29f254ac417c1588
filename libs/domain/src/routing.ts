import type { Routing } from './policy.js';
import type { CellId, ClassId, ConditionId, DepartmentId, Instant } from './vocabulary.js';

/**
 * A line of the duty list (权责清单): class × area × asset owner → main department and co-departments.
 * `*` matches everything. Departments may be symbols that the place resolves (`TWN`: the township of the cell, `OWN`: the asset's owner).
 */
export interface DutyLine {
  readonly id: string;
  readonly classId: ClassId | '*';
  /** Only under this filing condition. */
  readonly conditionId?: ConditionId;
  /** Prefix of the cell's code: county 6, township 9, community 12, cell 15 digits; `*` for everywhere. */
  readonly area: string;
  readonly owner: string;
  readonly main: DepartmentId;
  readonly co: readonly DepartmentId[];
  /** The co-departments each get a share of their own. */
  readonly joint?: boolean;
  /** Makes safe while ownership is disputed. */
  readonly fallback?: DepartmentId;
  /** Effective dates, half-open. */
  readonly from: Instant;
  readonly to: Instant | null;
}

export interface RoutingQuery {
  readonly classId: ClassId | null;
  readonly conditionId: ConditionId | null;
  readonly cell: CellId | null;
  readonly owner: string | null;
  readonly at: Instant;
}

/** Turns a symbol of the duty list into a department of this place; null when the place has none. A plain department answers itself. */
export type Resolve = (department: DepartmentId, query: RoutingQuery) => DepartmentId | null;

/**
 * One answer of the duty list. `specificity` says how closely the line fits: owner over area over condition over class.
 * `confidence` is shared by the departments of the closest fit (alone: 1) and halves with every step to a looser one.
 */
export interface Candidate extends Routing {
  readonly specificity: number;
}

/** All departments that the duty list names for the query, the closest line first; at most one answer a department. */
export function candidates(lines: readonly DutyLine[], query: RoutingQuery, resolve: Resolve): readonly Candidate[] {
  const found: { line: DutyLine; department: DepartmentId; specificity: number }[] = [];
  for (const line of lines) {
    if (!matches(line, query)) continue;
    const department = resolve(line.main, query);
    if (department !== null) found.push({ line, department, specificity: specificity(line) });
  }
  found.sort((a, b) => b.specificity - a.specificity || (a.line.id < b.line.id ? -1 : 1));
  const seen = new Set<DepartmentId>();
  const steps = [...new Set(found.map((f) => f.specificity))];
  const rivals = new Set(found.filter((f) => f.specificity === steps[0]).map((f) => f.department)).size;
  return found.filter((f) => !seen.has(f.department) && seen.add(f.department)).map(({ line, department, specificity: s }) => {
    const coDepartments = [...new Set(line.co.map((d) => resolve(d, query)).filter((d): d is DepartmentId => d !== null && d !== department))];
    return {
      department, coDepartments, joint: line.joint === true ? coDepartments : [], fallback: line.fallback === undefined ? null : resolve(line.fallback, query),
      line: line.id, specificity: s, confidence: 1 / (rivals * 2 ** steps.indexOf(s)),
    };
  });
}

/** The one department, when the duty list leaves no doubt: exactly one at the closest fit. */
export function sure(answers: readonly Candidate[]): Candidate | null {
  const [first] = answers;
  return first?.confidence === 1 ? first : null;
}

const matches = (l: DutyLine, q: RoutingQuery): boolean =>
  q.classId !== null && l.from <= q.at && (l.to === null || q.at < l.to) &&
  (l.classId === '*' || l.classId === q.classId) &&
  (l.conditionId === undefined || l.conditionId === q.conditionId) &&
  (l.area === '*' || (q.cell?.startsWith(l.area) ?? false)) &&
  (l.owner === '*' || l.owner === q.owner);

const specificity = (l: DutyLine): number =>
  (l.classId === '*' ? 0 : 1) + (l.conditionId === undefined ? 0 : 2) + (l.area === '*' ? 0 : 4 + l.area.length / 16) + (l.owner === '*' ? 0 : 8);
