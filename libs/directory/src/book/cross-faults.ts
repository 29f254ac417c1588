import { LIMIT_UNITS, limitOf } from '#domain';
import { OWNER, TOWNSHIP, type Contents, type Kind } from './content.js';

/** What no single schema sees: a name that another part of the book does not know, a number twice. `path` is a JSON pointer into the part's content. */
export interface ContentFault {
  readonly kind: Kind;
  readonly path: string;
  readonly message: string;
}

/** Everything in which the parts of a rule book disagree. */
export function crossFaults(book: Contents): ContentFault[] {
  const faults: ContentFault[] = [];
  const say = (kind: Kind, path: string, message: string): void => void faults.push({ kind, path, message });
  const departments = new Set(book.departments.departments.map((d) => d.id as string));
  const known = (kind: Kind, path: string, id: string): void => { if (!departments.has(id)) say(kind, path, `no department ${id} in departments.json`); };
  departmentsAgree(book, say);
  catalogueAgrees(book, say, known);
  dutyAgrees(book, say, known);
  calendarAgrees(book, say);
  twice(book.ladder.rules.map((r) => r.id), (i, id) => say('ladder', `/rules/${i}/id`, `${id} stands twice`));
  const { working, continuous } = book.limits.total;
  if (limitOf(working.value, working.unit).unit !== 'working') say('limits', '/total/working/unit', 'must be a unit of working time');
  if (limitOf(continuous.value, continuous.unit).unit !== 'continuous') say('limits', '/total/continuous/unit', `must be a unit that never stops: ${LIMIT_UNITS.filter((u) => limitOf(1, u).unit === 'continuous').join(', ')}`);
  return faults;
}

type Say = (kind: Kind, path: string, message: string) => void;
type Known = (kind: Kind, path: string, id: string) => void;

export function twice(ids: readonly string[], found: (index: number, id: string) => void): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => { if (seen.has(id)) found(i, id); else seen.add(id); });
}

function departmentsAgree({ departments: { county, townships, departments } }: Contents, say: Say): void {
  twice(departments.map((d) => d.id), (i, id) => say('departments', `/departments/${i}/id`, `${id} stands twice`));
  twice(townships.map((t) => t.code), (i, code) => say('departments', `/townships/${i}/code`, `${code} stands twice`));
  townships.forEach((t, i) => { if (!t.code.startsWith(county.code)) say('departments', `/townships/${i}/code`, `${t.code} does not lie in county ${county.code}`); });
  const codes = new Set(townships.map((t) => t.code));
  const governed = departments.map((d, i) => ({ ...d, i })).filter((d) => d.township !== undefined);
  governed.forEach(({ township = '', i }) => { if (!codes.has(township)) say('departments', `/departments/${i}/township`, `no township ${township}`); });
  twice(governed.map((d) => d.township ?? ''), (k, code) => say('departments', `/departments/${governed[k]?.i ?? 0}/township`, `${code} has two governments`));
  for (const symbol of [TOWNSHIP, OWNER]) if (!departments.some((d) => d.id === symbol && d.kind === 'symbol')) say('departments', '/departments', `the symbol ${symbol} is missing`);
}

function catalogueAgrees({ catalogue: { classes } }: Contents, say: Say, known: Known): void {
  twice(classes.map((c) => c.id), (i, id) => say('catalogue', `/classes/${i}/id`, `${id} stands twice`));
  classes.forEach((c, i) => {
    if ((c.id[0] === 'E') !== (c.kind === 'incident')) say('catalogue', `/classes/${i}/kind`, `${c.id}: E is an incident, P an asset`);
    if (c.id.slice(1, 3) !== c.major.code) say('catalogue', `/classes/${i}/major/code`, `${c.id} belongs to major ${c.id.slice(1, 3)}`);
    known('catalogue', `/classes/${i}/department`, c.department);
    c.coDepartments.forEach((d, k) => known('catalogue', `/classes/${i}/coDepartments/${k}`, d));
    c.conditions.forEach((condition, k) => { if (!condition.id.startsWith(`${c.id}-`)) say('catalogue', `/classes/${i}/conditions/${k}/id`, `${condition.id} is no condition of ${c.id}`); });
    twice(c.conditions.map((condition) => condition.id), (k, id) => say('catalogue', `/classes/${i}/conditions/${k}/id`, `${id} stands twice`));
  });
}

function dutyAgrees({ duty: { lines }, catalogue: { classes }, departments: { county, townships } }: Contents, say: Say, known: Known): void {
  twice(lines.map((l) => l.id), (i, id) => say('duty', `/lines/${i}/id`, `${id} stands twice`));
  const byId = new Map(classes.map((c) => [c.id, c]));
  const codes = townships.map((t) => t.code);
  lines.forEach((l, i) => {
    const c = l.classId === '*' ? undefined : byId.get(l.classId);
    if (l.classId !== '*' && !c) say('duty', `/lines/${i}/classId`, `no class ${l.classId} in catalogue.json`);
    if (l.conditionId !== undefined && !c?.conditions.some((condition) => condition.id === l.conditionId)) say('duty', `/lines/${i}/conditionId`, `no condition ${l.conditionId} of ${l.classId}`);
    if (l.area !== '*' && l.area !== county.code && !codes.includes(l.area.slice(0, 9))) say('duty', `/lines/${i}/area`, `area ${l.area} lies in none of the townships`);
    if (l.to !== null && l.to <= l.from) say('duty', `/lines/${i}/to`, 'must be later than `from`');
    known('duty', `/lines/${i}/main`, l.main);
    l.co.forEach((d, k) => known('duty', `/lines/${i}/co/${k}`, d));
    if (l.co.includes(l.main)) say('duty', `/lines/${i}/co`, `${l.main} is the main department already`);
  });
  const listed = new Set(lines.filter((l) => l.area === '*' && l.owner === '*' && l.conditionId === undefined).map((l) => l.classId));
  classes.forEach((c, i) => { if (!listed.has(c.id)) say('catalogue', `/classes/${i}/id`, `${c.id} has no line of its own in duty.json: nobody would be responsible`); });
}

function calendarAgrees({ calendar: { days, seasons } }: Contents, say: Say): void {
  twice(days.map((d) => d.date), (i, date) => say('calendar', `/days/${i}/date`, `${date} stands twice`));
  twice(seasons.map((s) => s.from), (i, date) => say('calendar', `/seasons/${i}/from`, `${date} stands twice`));
  seasons.forEach(({ windows }, i) => windows.forEach(([open, close], k) => {
    if (open >= close || open < (windows[k - 1]?.[1] ?? '00:00')) say('calendar', `/seasons/${i}/windows/${k}`, 'windows must follow one another within the day');
  }));
}
