import type { CaseFilter, CaseRow, Sort } from '#contract';
import { CHANNELS, involved, LIGHTS, light, OUTCOMES, SEVERITIES, STAGES } from '#domain';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

/** What the queue shows, exactly as the URL says it and as the API takes it. */
export type Filter = CaseFilter;
const DEFAULT_SORT: Sort = 'urgent';
const SORT_LIST = ['urgent', 'severity', 'deadline', 'age', 'newest'] as const satisfies readonly Sort[];

const one = (query: LocationQuery, name: string): string | undefined => { const v = query[name]; const s = Array.isArray(v) ? v[0] : v; return s === null || s === undefined || s === '' ? undefined : s; };
const many = (query: LocationQuery, name: string): string[] => (one(query, name) ?? '').split(',').filter((s) => s !== '');

const LACKING = ['department', 'cell', 'class'] as const;
const DEPARTMENT = /^[A-Z]{2,4}(-\d{3})?$/, DAY = /^20\d\d-\d\d-\d\d$/;
/** Reads a filter from the address; what is not a value of the field is left out, so that a mangled link still opens. */
export function filterOf(query: LocationQuery): Filter {
  const among = <T extends string>(name: string, values: readonly T[]): T[] => many(query, name).filter((v): v is T => (values as readonly string[]).includes(v));
  const shaped = (name: string, shape: RegExp): string[] => many(query, name).filter((v) => shape.test(v));
  const shapedOne = (name: string, shape: RegExp): string | undefined => shaped(name, shape)[0];
  const flag = (name: string): 'true' | 'false' | undefined => { const v = one(query, name); return v === 'true' || v === 'false' ? v : undefined; };
  const instant = (name: string): number | undefined => { const v = Number(one(query, name)); return Number.isSafeInteger(v) && v > 946_684_800_000 ? v : undefined; };
  return clean({
    stage: among('stage', STAGES), outcome: among('outcome', OUTCOMES), light: among('light', LIGHTS), source: among('source', CHANNELS),
    severity: many(query, 'severity').map(Number).filter((n): n is (typeof SEVERITIES)[number] => (SEVERITIES as readonly number[]).includes(n)),
    classId: shaped('classId', /^[EP]\d{4}$/) as Filter['classId'] & string[], department: shaped('department', DEPARTMENT) as Filter['department'] & string[],
    cell: shaped('cell', /^\d{15}$/) as Filter['cell'] & string[], ids: shaped('ids', /^[0-9a-f-]{36}$/) as Filter['ids'] & string[],
    area: shapedOne('area', /^\d{6}(\d{3}){0,3}$/), category: shapedOne('category', /^[EP](\d{2}){0,2}$/), counted: shapedOne('counted', /^[a-z][a-z-]{2,30}$/) as Filter['counted'], whose: one(query, 'whose')?.slice(0, 64), lacking: among('lacking', LACKING)[0], from: shapedOne('from', DAY), to: shapedOne('to', DAY), for: shapedOne('for', DEPARTMENT) as Filter['for'],
    unassigned: flag('unassigned'), supervised: flag('supervised'), rework: flag('rework'), taskOf: shapedOne('taskOf', DEPARTMENT) as Filter['taskOf'], dueBefore: instant('dueBefore'),
    assignee: one(query, 'assignee'), open: flag('open'), request: flag('request'), parked: flag('parked'), q: one(query, 'q')?.slice(0, 100), since: instant('since'), until: instant('until'),
  });
}

export const sortOf = (query: LocationQuery): Sort => SORT_LIST.find((s) => s === query['sort']) ?? DEFAULT_SORT;
export const SORT_CHOICES: readonly Sort[] = SORT_LIST;

/** The address of a filter: the same members, lists joined with commas. */
export function queryOf(filter: Filter, sort: Sort = DEFAULT_SORT): LocationQueryRaw {
  const out: LocationQueryRaw = {};
  for (const [name, value] of Object.entries(clean(filter))) out[name] = Array.isArray(value) ? value.join(',') : String(value);
  if (sort !== DEFAULT_SORT) out['sort'] = sort;
  return out;
}

/** Two filters that find the same cases have the same key. */
export const keyOf = (filter: Filter): string => JSON.stringify(Object.entries(clean(filter)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, Array.isArray(v) ? [...v].sort() : v]));

function clean(filter: { [M in keyof Filter]: Filter[M] | undefined }): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([, v]) => v !== undefined && !(Array.isArray(v) && v.length === 0))) as Filter;
}

/** Whether a row belongs to the filter now: decides whether a change is news for the list or a farewell. */
export function matches(row: CaseRow, f: Filter, now: number): boolean {
  const among = (values: readonly unknown[] | undefined, value: unknown): boolean => values === undefined || values.includes(value);
  const flag = (wish: string | undefined, is: boolean): boolean => wish === undefined || (wish === 'true') === is;
  const shines = row.dueAt === null ? 'paused' : light({ dueAt: row.dueAt, yellowAt: row.yellowAt ?? row.dueAt }, now);
  return among(f.stage, row.stage) && among(f.outcome, row.outcome) && among(f.light, shines) && among(f.severity, row.severity) && among(f.classId, row.classId) &&
    (f.department === undefined || f.department.some((d) => d === row.department || involved(row).includes(d))) && among(f.cell, row.cell) && among(f.source, row.source) && among(f.ids, row.id) &&
    (f.assignee === undefined || f.assignee === row.assignee) && flag(f.open, row.stage !== 'closed') && flag(f.unassigned, row.department === null) && flag(f.request, row.request !== null) && flag(f.parked, row.parked !== null) &&
    flag(f.supervised, row.stage !== 'closed' && (row.orders.some((o) => o.reply === null) || row.alerts.some((a) => a.acknowledged === null))) && flag(f.rework, row.rework > 0) &&
    (f.taskOf === undefined || row.tasks.some((t) => t.department === f.taskOf && (t.state === 'waiting' || t.state === 'doing'))) && (f.dueBefore === undefined || (row.stage !== 'closed' && row.dueAt !== null && row.dueAt < f.dueBefore)) &&
    (f.area === undefined || (row.cell?.startsWith(f.area) ?? false)) && (f.category === undefined || (row.classId?.startsWith(f.category) ?? false)) && (f.for === undefined || f.counted !== undefined || f.for === row.department) &&
    (f.since === undefined || row.reportedAt >= f.since) && (f.until === undefined || row.reportedAt < f.until) && (f.q === undefined || found(row, f.q));
}

/** As much of the server's search as a row can answer. */
const found = (row: CaseRow, q: string): boolean => `${row.number} ${row.text}`.toLowerCase().includes(q.toLowerCase());
