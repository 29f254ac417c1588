import type { CaseRow, CaseView, PersonView, Reference } from '#contract';
import {
  calendarOf, decide, deadline, evolve, HOUR, limitOf, orderClock, taskClock, unborn, type Actor, type Case, type CaseEvent, type CaseId, type CellId, type Channel, type ClassId, type CommandOf, type CommandType, type ConditionId, type DepartmentId, type Place,
  type ReportId, type Role, type Rules, type UserId,
} from '#domain';
import type { CellFeature } from '../src/client/session.js';
import { County } from '../src/county/county.js';

/** A toy county: four cells of town in a row, one of countryside around them, three departments. */
const square = (code: string, west: number, south: number, size: number): CellFeature => ({
  properties: { code, zh: `网格${code.slice(-3)}` },
  geometry: { type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] },
});
export const CELLS = [1, 2, 3, 4].map((n) => `53232310100100${n}` as CellId);
const FEATURES = [...CELLS.map((code, i) => square(code, 101.53 + i * 0.002, 25.31, 0.002)), square('532323101201001', 101.5, 25.2, 0.1)];

const person = (id: string, role: Role, more: Partial<PersonView> = {}): PersonView => ({ id: id as UserId, name: id, role, department: null, cells: [], active: true, ...more });
export const PEOPLE: readonly PersonView[] = [
  ...CELLS.map((cell, i) => person(`gm-${101 + i}`, 'grid-member', { cells: [cell, CELLS[(i + 1) % 4] as CellId] })),
  person('gm-120', 'grid-member', { cells: ['532323101201001' as CellId] }),
  ...['SAN', 'MUN', 'TWN-101'].flatMap((d) => [1, 2].map((n) => person(`h-${d.toLowerCase()}-${n}`, 'handler', { department: d as DepartmentId }))),
  ...['SAN', 'MUN', 'TWN-101'].map((d) => person(`lead-${d.toLowerCase()}`, 'department-lead', { department: d as DepartmentId })),
  person('disp-1', 'dispatcher'), person('disp-2', 'dispatcher'), person('sup-1', 'supervisor'), person('op-1', 'operator'), person('dev-1', 'device'), person('gm-199', 'grid-member', { active: false, cells: [...CELLS] }),
];

const named = { zh: '某', en: 'Some' };
const condition = (id: string, severity: 1 | 2 | 3 | 4) => ({ id: id as ConditionId, ...named, severity, limit: { value: 4, unit: 'urgent_hour' }, closing: named });
export const REFERENCE: Reference = {
  version: 1, county: { code: '532323', ...named }, townships: [{ code: '532323101', ...named }], demo: true, calendar: {},
  departments: ['SAN', 'MUN', 'TWN-101'].map((id) => ({ id: id as DepartmentId, ...named, kind: 'line', level: id.startsWith('TWN') ? 'township' : 'county', superior: null })), refusals: [{ code: 'not-true', ...named }],
  classes: [['E0110', 'SAN', 3], ['E0113', 'MUN', 1], ['E0698', 'TWN', 3]].map(([id, department, severity]) => ({
    id: id as ClassId, kind: 'incident' as const, major: { code: '01', ...named }, ...named, severity: severity as 1 | 3, department: department as DepartmentId, conditions: [condition(`${id}-1`, severity as 1 | 3)],
  })),
};
export const sampleCounty = (): County => new County(REFERENCE, FEATURES, PEOPLE);

export const CALENDAR = calendarOf({ utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '2020-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }], days: [] });
export const START = Date.parse('2026-11-24T01:00:00Z');
/** A burst pipe has two steps; everything else has none. */
export const BURST = 'E0113-1' as ConditionId;
const FOUR_HOURS = limitOf(4, 'urgent_hour');
export const RULES: Rules = {
  edition: 1, calendar: () => CALENDAR, reopenWindow: 720 * HOUR, appealWindow: 240 * HOUR, reach: 200, arrival: limitOf(30, 'urgent_minute'), refusals: new Set(['not-true']),
  limit: (clock) => (clock === 'total' ? limitOf(40, 'work_hour') : FOUR_HOURS), task: () => FOUR_HOURS, rework: (limit) => limit, superior: () => null, small: (severity) => severity >= 3, papers: () => false,
  terms: (condition) => ({ edition: 1, limit: FOUR_HOURS, total: limitOf(40, 'work_hour'), closing: named, recheckAfter: [], stages: condition === BURST ? ['围挡', '抢修'].map((zh) => ({ zh, en: zh, limit: FOUR_HOURS, closing: named })) : [] }),
};

export const actorOf = (id: UserId): Actor => {
  if (id === 'system') return { id, role: 'system' };
  const found = PEOPLE.find((p) => p.id === id);
  if (!found) throw new Error(`no ${id}`);
  return { id, role: found.role, ...(found.department !== null && { department: found.department, level: found.department.startsWith('TWN') ? 'township' as const : 'county' as const }), cells: found.cells };
};

/** A case together with its history, changed only through the real table: the server of these tests. */
export class Told {
  readonly events: CaseEvent[] = [];
  state: Case | null = null;
  constructor(readonly id = '0190a5b0-0000-7000-8000-000000000001' as CaseId, public now = START) {}

  /** What the table says to the command; a fact is recorded. */
  say<K extends CommandType>(by: string, command: CommandOf<K>, later = 60_000): string {
    this.now += later;
    const answer = decide(this.id, this.state, command, { now: this.now, actor: actorOf(by as UserId), why: null, rules: RULES, photos: new Map() });
    if (!answer.ok) return answer.rejection.code;
    this.events.push(...answer.events);
    this.state = answer.events.reduce(evolve, this.state ?? unborn(this.id));
    return 'ok';
  }

  register(over: { classId?: ClassId | null; conditionId?: ConditionId | null; severity?: 1 | 3; cell?: CellId | null; place?: Place | null; source?: Channel } = {}): this {
    this.say('gm-101', {
      type: 'register', number: 'MD20261124-000001', report: `${this.id.slice(0, -1)}9` as unknown as ReportId, source: 'grid-member', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3, cell: CELLS[0] as CellId,
      place: null, asset: null, device: null, text: '暴露垃圾', reportedAt: this.now, ...over,
    });
    return this;
  }

  get case(): Case { if (!this.state) throw new Error('not registered'); return this.state; }

  get row(): CaseRow {
    const c = this.case, due = deadline(c.stage, c.clocks, CALENDAR);
    return {
      id: c.id, number: c.number, version: c.version, stage: c.stage, outcome: c.outcome, source: c.source, classId: c.classId, conditionId: c.conditionId, severity: c.severity, cell: c.cell, place: c.place, text: c.text, department: c.department,
      coDepartments: [...c.coDepartments], assignee: c.assignee, dispatchedBy: c.dispatchedBy, handledBy: c.handledBy, request: c.request && { ...c.request }, proposal: c.proposal && { ...c.proposal }, appeal: null,
      tasks: c.tasks.map((t) => ({ ...t, evidence: [...t.evidence], dueAt: c.clocks[taskClock(t.id)]?.dueAt ?? null })), orders: c.orders.map((o) => ({ ...o, dueAt: c.clocks[orderClock(o.id)]?.dueAt ?? null })), alerts: c.alerts.map((a) => ({ ...a, by: [...a.by] })),
      onTheSpot: c.onTheSpot, doubtful: c.doubtful, confirmed: c.confirmed, arrivedAt: c.arrivedAt, rating: c.rating, exempt: c.exempt, recurrenceOf: c.recurrenceOf, reports: c.reports.length, photos: [], level: c.level, returns: c.returns, rework: c.rework, reportedAt: c.reportedAt,
      closedAt: c.milestones.closed ?? null, clock: due?.clock ?? null, clockUnit: null, dueAt: due?.dueAt ?? null, yellowAt: due?.yellowAt ?? null, provisional: false, totalDueAt: null, mergedInto: c.mergedInto, parked: null,
    };
  }

  get view(): CaseView {
    const c = this.case;
    return {
      ...this.row, clocks: c.clocks, milestones: { ...c.milestones }, evidence: [...c.evidence], resumeAt: c.resumeAt, asset: null, device: null, allowed: [], barred: [], candidates: [], suggestions: [], closing: null, terms: null, hold: null, asked: c.asked, urged: c.urged, extensions: c.extensions, ruled: c.ruled, refusals: [...c.refusals], recurrences: [], merged: [],
      reportList: c.reports.map(({ id }) => ({ id, source: c.source, reporter: null, classId: null, conditionId: null, text: c.text, place: null, capturedAt: null, receivedAt: c.reportedAt, photos: [], remarks: [] })),
      timeline: this.events.map((e) => ({ seq: e.seq, type: e.type, at: e.at, by: { id: e.by, name: e.by, role: e.role }, why: e.why, stage: e.stage, data: { ...e.data } as Record<string, unknown>, position: `1.${e.seq}` })),
    };
  }
}
