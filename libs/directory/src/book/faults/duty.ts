import type { Contents } from '../content.js';
import { areaKnownIn, type Known } from './known.js';
import { twice, type Say } from './said.js';

type Line = Contents['duty']['lines'][number];

/** The duty list: names that are there, dates in order, and for every class somebody responsible on every day from its first line on. */
export function dutyAgrees(book: Contents, say: Say, known: Known): void {
  const { duty: { lines }, catalogue: { classes } } = book;
  const inside = areaKnownIn(book);
  twice(lines.map((l) => l.id), (i, id) => say('duty', `/lines/${i}/id`, 'twice', id));
  const byId = new Map(classes.map((c) => [c.id, c]));
  lines.forEach((l, i) => {
    const path = `/lines/${i}`, c = l.classId === '*' ? undefined : byId.get(l.classId);
    if (l.classId !== '*' && !c) say('duty', `${path}/classId`, 'unknown-class', l.classId);
    if (l.conditionId !== undefined && !c?.conditions.some((condition) => condition.id === l.conditionId)) say('duty', `${path}/conditionId`, 'unknown-condition', l.conditionId, l.classId);
    if (l.area !== '*' && !inside(l.area)) say('duty', `${path}/area`, 'unknown-area', l.area);
    if (l.to !== null && l.to <= l.from) say('duty', `${path}/to`, 'later-than', 'from');
    known('duty', `${path}/main`, l.main);
    l.co.forEach((d, k) => known('duty', `${path}/co/${k}`, d));
    twice(l.co, (k, id) => say('duty', `${path}/co/${k}`, 'twice', id));
    if (l.fallback !== undefined) known('duty', `${path}/fallback`, l.fallback);
    if (l.co.includes(l.main)) say('duty', `${path}/co`, 'main-already', l.main);
  });
  const general = lines.map((l, i) => ({ ...l, i })).filter((l) => l.area === '*' && l.owner === '*' && l.conditionId === undefined);
  classes.forEach((c, i) => {
    const own = general.filter((l) => l.classId === c.id);
    if (own.length === 0) say('catalogue', `/classes/${i}/id`, 'nobody-responsible', c.id);
    else for (const { line, from, to } of holes(own)) say('duty', `/lines/${line.i}/to`, 'duty-gap', c.id, from, to);
  });
}

/** The stretches of time, after the first line has begun, in which none of the lines holds; each with the line whose end opens it. */
function holes<L extends Line>(lines: readonly L[]): { readonly line: L; readonly from: string; readonly to: string | null }[] {
  const found: { line: L; from: string; to: string | null }[] = [];
  const [first, ...rest] = lines.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  if (!first) return found;
  let last = first;
  for (const l of rest) {
    if (last.to === null) return found;
    if (l.from > last.to) found.push({ line: last, from: last.to, to: l.from });
    if (l.to === null || l.to > last.to) last = l;
  }
  if (last.to !== null) found.push({ line: last, from: last.to, to: null });
  return found;
}
