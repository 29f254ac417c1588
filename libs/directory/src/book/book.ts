import {
  calendarsOf, callOut, candidates, DAY, dayOf, limitOf, onDuty, sure, timeOf, type Calendar, type CalendarData, type Candidate, type Case, type CellId, type ClassId, type ConditionId, type DepartmentId,
  type DutyLine, type EscalationRule, type Instant, type Playbook, type Resolve, type RoutingQuery, type Rules, type Shift, type Trigger, type UserId,
} from '#domain';
import { OWNER, TOWNSHIP, type CatalogueClass, type CatalogueCondition, type Contents, type Department, type LimitsContent, type Settings } from './content.js';
import { bySeverity, limitsOf, termsOf, writtenLimit } from './limits.js';

type Named = { readonly code: string; readonly zh: string; readonly en: string };

/** One state of the county's rules: what decisions at a moment lean on. Immutable; a change makes another one. */
export interface RuleBook {
  /** Grows with every row that comes into force: the same number is the same book, in every process. */
  readonly version: number;
  readonly county: Named;
  readonly townships: readonly Named[];
  /** The contents it was built from, as people wrote them. */
  readonly written: Contents;
  /** The county's working time; `calendarAt` gives that of a place. */
  readonly calendar: Calendar;
  calendarAt(cell: CellId | null): Calendar;
  readonly calendarData: CalendarData;
  /** For `decide`. */
  readonly rules: Rules;
  /** For `nextStep` and `wakeAt`, to be completed by who knows the cases and the people. */
  readonly playbook: Pick<Playbook, 'edition' | 'calendar' | 'ladder' | 'returnsToDispute' | 'makeSafe' | 'recheck'>;
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
  /** May be filed without a person looking: a known condition, inside a cell, from a trusted channel or by a rule that may file. */
  triages(c: Case): boolean;
  /** May be closed without a person looking. */
  closes(c: Case): boolean;
  /** Somebody looks on the spot before it is filed. */
  confirms(c: Case): boolean;
  /** Who makes a place safe, and has what nobody else has: as the duty list says, else the township that governs it. */
  fallback(query: RoutingQuery): DepartmentId | null;
  readonly roster: readonly Shift[];
  /** Whether a person stands ready: in a shift; who has none, in working time. */
  onDuty(person: UserId, at: Instant): boolean;
  /** Classes, or their first digits, that a person is trained for; empty: everything alike. */
  skills(person: UserId): readonly string[];
  /** Whom to call out for a department. */
  callOut(department: DepartmentId, at: Instant): readonly UserId[];
}

/** Builds a book from contents that the schemas and `crossFaults` have let through. */
export function bookOf(written: Contents, version: number): RuleBook {
  const { catalogue, departments: { county, townships, departments: listed }, duty: { lines }, calendar: calendarData, limits: stageLimits, ladder, roster: { shifts, skills = [] }, settings } = written;
  const calendarAt = calendarsOf(calendarData), calendar = calendarAt(null);
  const classes = new Map(catalogue.classes.map((c) => [c.id, c]));
  const conditions = new Map(catalogue.classes.flatMap((c) => c.conditions.map((k) => [k.id, { ...k, classId: c.id }] as const)));
  const departments = new Map(listed.filter((d) => d.kind !== 'symbol').map((d) => [d.id, d]));
  const duty = lines.map((l): DutyLine => ({
    id: l.id, classId: l.classId, ...(l.conditionId !== undefined && { conditionId: l.conditionId }), area: l.area, owner: l.owner, main: l.main, co: l.co, ...(l.joint && { joint: l.joint }), ...(l.fallback !== undefined && { fallback: l.fallback }),
    from: midnight(calendar, l.from), to: l.to === null ? null : midnight(calendar, l.to),
  }));
  const linesFor = byClass(duty);
  const resolve = resolver(departments);
  const answers = (query: RoutingQuery): readonly Candidate[] => (query.classId === null ? [] : candidates(linesFor(query.classId), query, resolve));
  const { joint, makeSafe, arrival, recheck } = stageLimits.tasks;
  const tasks = { joint: bySeverity(joint.default, joint.severities), 'make-safe': bySeverity(makeSafe.default, makeSafe.severities) };
  const days = (window: { readonly value: number; readonly unit: 'natural_day' }): number => writtenLimit(window).amount;
  const rules: Rules = {
    edition: version, calendar: calendarAt, limit: limitsOf(stageLimits, conditions), terms: termsOf(version, stageLimits, conditions),
    rework: ({ amount, unit }) => ({ amount: Math.round(amount * stageLimits.reworkShare), unit }),
    arrival: writtenLimit(arrival), task: (kind, severity) => tasks[kind][severity], superior: (id) => departments.get(id)?.superior ?? null,
    refusals: new Set(settings.refusals.map((r) => r.code)), small: (severity) => settings.selfHandling.severities.includes(severity), papers: (ground) => settings.suspension.papers.includes(ground),
    reopenWindow: days(settings.reopenWindow), appealWindow: days(settings.appealWindow), reach: settings.photoReach,
  };
  const roster = shifts.map((s): Shift => ({
    id: s.id, department: s.department, people: s.people, days: s.days, from: timeOf(s.from), to: timeOf(s.to),
    since: midnight(calendar, s.since), until: s.until === null ? null : midnight(calendar, s.until), callOut: s.callOut === true,
  }));
  const rostered = new Set(roster.flatMap((s) => s.people));
  const known = (c: Case): boolean => c.cell !== null && c.conditionId !== null && conditions.get(c.conditionId)?.classId === c.classId;
  return {
    version, written, county, townships, calendar, calendarAt, calendarData, rules, duty, classes, conditions, departments, roster,
    playbook: {
      edition: version, calendar: calendarAt, ladder: ladder.rules.map(rungOf), returnsToDispute: settings.returnsToDispute,
      makeSafe: { severities: settings.makeSafe.severities, limit: tasks['make-safe'][1] }, recheck: writtenLimit(recheck),
    },
    symbols: new Map(listed.filter((d) => d.kind === 'symbol').map((d) => [d.id, d])), settings, stageLimits,
    candidates: answers,
    sureRoute: (query) => sure(answers(query)),
    triages: (c) => known(c) && settings.triage.severities.includes(c.severity) && (c.confirmed === 'true' || settings.triage.channels.includes(c.source) || c.automation === 'file' || c.automation === 'dispatch'),
    closes: (c) => settings.closing.severities.includes(c.severity) && c.level <= settings.closing.escalatedTo && (settings.closing.rework || c.rework === 0),
    confirms: (c) => c.cell !== null && settings.confirmation.channels.includes(c.source) && settings.confirmation.severities.includes(c.severity),
    fallback: (query) => answers(query).find((a) => a.fallback !== null)?.fallback ?? resolve(TOWNSHIP, query),
    onDuty: (person, at) => (rostered.has(person) ? onDuty(roster, person, at, calendar) : works(calendar, at)),
    skills: (person) => skills.find((s) => s.person === person)?.classes ?? [],
    callOut: (department, at) => callOut(roster, department, at, calendar),
  };
}

/** Whether working time runs at a moment. */
function works(calendar: Calendar, at: Instant): boolean {
  const day = Math.floor((at + calendar.offset) / DAY), time = at + calendar.offset - day * DAY;
  return calendar.windows(day).some(([open, close]) => time >= open && time < close);
}

const midnight = (calendar: Calendar, date: string): number => dayOf(date) * DAY - calendar.offset;

type WrittenRung = Contents['ladder']['rules'][number];
function rungOf({ note: _, at, order, severities, classes, areas, urgency, acknowledge, ...rung }: WrittenRung): EscalationRule {
  return {
    ...rung, at: triggerOf(at), ...(severities && { severities }), ...(classes && { classes }), ...(areas && { areas }), ...(urgency && { urgency }), ...(acknowledge && { acknowledge }),
    ...(order && { order: { reply: writtenLimit(order.reply), demand: order.demand } }),
  };
}

function triggerOf(at: WrittenRung['at']): Trigger {
  if ('share' in at) return at;
  if ('after' in at) return { after: limitOf(at.after.value, at.after.unit).amount };
  return { unacknowledged: at.unacknowledged, within: limitOf(at.within.value, at.within.unit).amount };
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
