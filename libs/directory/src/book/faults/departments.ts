import { LEVELS } from '#domain';
import { OWNER, TOWNSHIP, type Contents } from '../content.js';
import { circle, twice, type Say } from './said.js';

/** Departments and townships: every id once, each government its township, each superior above, no circle. */
export function departmentsAgree({ departments: { county, townships, departments } }: Contents, say: Say): void {
  twice(departments.map((d) => d.id), (i, id) => say('departments', `/departments/${i}/id`, 'twice', id));
  twice(townships.map((t) => t.code), (i, code) => say('departments', `/townships/${i}/code`, 'twice', code));
  townships.forEach((t, i) => { if (!t.code.startsWith(county.code)) say('departments', `/townships/${i}/code`, 'outside-county', t.code, county.code); });
  const codes = new Set(townships.map((t) => t.code));
  const governed = departments.map((d, i) => ({ ...d, i })).filter((d) => d.township !== undefined);
  governed.forEach(({ township = '', i }) => { if (!codes.has(township)) say('departments', `/departments/${i}/township`, 'unknown-township', township); });
  twice(governed.map((d) => d.township ?? ''), (k, code) => say('departments', `/departments/${governed[k]?.i ?? 0}/township`, 'two-governments', code));
  const byId = new Map(departments.map((d) => [d.id as string, d]));
  const height = (level: (typeof LEVELS)[number] | undefined): number => LEVELS.indexOf(level ?? 'county');
  departments.forEach((d, i) => {
    if (d.superior === undefined) return;
    const path = `/departments/${i}/superior`, above = byId.get(d.superior);
    if (!above) return say('departments', path, 'unknown-department', d.superior);
    if (above.kind === 'symbol') return say('departments', path, 'nobody-works-there', d.superior);
    const round = circle(d.id, (id) => byId.get(id)?.superior);
    if (round) return say('departments', path, 'circle', round);
    if (height(above.level) > height(d.level)) say('departments', path, 'not-above', d.superior);
  });
  for (const symbol of [TOWNSHIP, OWNER]) if (!departments.some((d) => d.id === symbol && d.kind === 'symbol')) say('departments', '/departments', 'symbol-missing', symbol);
}
