import {
  calendarOf, candidates, DAY, dayOf, limitOf, sure, type Calendar, type CalendarData, type Candidate, type Case, type ClassId, type ConditionId, type DepartmentId, type DutyLine,
  type EscalationRule, type Playbook, type Resolve, type RoutingQuery, type Rules,
} from '#domain';
import { OWNER, TOWNSHIP, type CatalogueClass, type CatalogueCondition, type Contents, type Department, type LimitsContent, type Settings } from './content.js';
import { limitsOf } from './limits.js';

type Named = { readonly code: string; readonly zh: string; readonly en: string };

/** One state of the county's rules: what decisions at a moment lean on. Immutable; a change makes another one. */
export interface RuleBook {
  /** Grows with every row that comes into force: the same number is the same book, in every process. */
  readonly version: number;
  readonly county: Named;
  readonly townships: readonly Named[];
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
  /** May be filed without a person looking: a known condition, inside a cell, from a trusted channel. */
  triages(c: Case): boolean;
  /** May be closed without a person looking. */
  closes(c: Case): boolean;
}

/** Builds a book from contents that the schemas and `crossFaults` have let through. */
export function bookOf({ catalogue, departments: { county, townships, departments: listed }, duty: { lines }, calendar: calendarData, limits: stageLimits, ladder, settings }: Contents, version: number): RuleBook {
  const calendar = calendarOf(calendarData);
  const classes = new Map(catalogue.classes.map((c) => [c.id, c]));
  const conditions = new Map(catalogue.classes.flatMap((c) => c.conditions.map((k) => [k.id, { ...k, classId: c.id }] as const)));
  const departments = new Map(listed.filter((d) => d.kind !== 'symbol').map((d) => [d.id, d]));
  const duty = lines.map((l): DutyLine => ({
    id: l.id, classId: l.classId, ...(l.conditionId !== undefined && { conditionId: l.conditionId }), area: l.area, owner: l.owner, main: l.main, co: l.co,
    from: midnight(calendar, l.from), to: l.to === null ? null : midnight(calendar, l.to),
  }));
  const linesFor = byClass(duty);
  const resolve = resolver(departments);
  const answers = (query: RoutingQuery): readonly Candidate[] => (query.classId === null ? [] : candidates(linesFor(query.classId), query, resolve));
  const rules: Rules = { calendar, reopenWindow: limitOf(settings.reopenWindow.value, settings.reopenWindow.unit).amount, limit: limitsOf(stageLimits, conditions) };
  return {
    version, county, townships, calendar, calendarData, rules, playbook: { calendar, ladder: ladder.rules.map(rungOf) }, duty, classes, conditions, departments,
    symbols: new Map(listed.filter((d) => d.kind === 'symbol').map((d) => [d.id, d])), settings, stageLimits,
    candidates: answers,
    sureRoute: (query) => sure(answers(query)),
    triages: (c) => c.cell !== null && c.conditionId !== null && conditions.get(c.conditionId)?.classId === c.classId && settings.triage.channels.includes(c.source) && settings.triage.severities.includes(c.severity),
    closes: (c) => settings.closing.severities.includes(c.severity) && c.level <= settings.closing.escalatedTo && (settings.closing.rework || c.rework === 0),
  };
}

const midnight = (calendar: Calendar, date: string): number => dayOf(date) * DAY - calendar.offset;

function rungOf({ note: _, at, severities, ...rung }: Contents['ladder']['rules'][number]): EscalationRule {
  return { ...rung, at: 'share' in at ? at : { after: limitOf(at.after.value, at.after.unit).amount }, ...(severities !== undefined && { severities }) };
}

/** Lines of a class and those for all classes: a question need not walk the whole list. */
function byClass(duty: readonly DutyLine[]): (id: ClassId) => readonly DutyLine[] {
  const all = duty.filter((l) => l.classId === '*');
  const of = new Map<ClassId, DutyLine[]>();
  for (const l of duty) if (l.classId !== '*') of.set(l.classId, [...(of.get(l.classId) ?? all), l]);
  return (id) => of.get(id) ?? all;
}

/** TWN → the township government of the cell, OWN → the asset's owner where the register names one of our departments; symbols nobody can resolve → null. */
function resolver(departments: ReadonlyMap<DepartmentId, Department>): Resolve {
  const governs = new Map([...departments.values()].flatMap((d) => (d.township === undefined ? [] : [[d.township, d.id] as const])));
  return (department, { cell, owner }) => {
    if (department === TOWNSHIP) return cell === null ? null : (governs.get(cell.slice(0, 9)) ?? null);
    const asked = department === OWNER ? (owner as DepartmentId | null) : department;
    return asked !== null && departments.has(asked) ? asked : null;
  };
}
