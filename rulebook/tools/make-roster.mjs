/**
 * Invents the demo county's duty roster: `node rulebook/tools/make-roster.mjs` writes rulebook/roster.json from catalogue.json, duty.json and people.json.
 * Whoever the duty list names for a critical case (severity 1), the emergency bureau and the centre stand ready round the clock: in working time all, at night and on days off one after the other.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}.json`, import.meta.url), 'utf8'));
const { classes } = read('catalogue').content;
const { lines } = read('duty').content;
const { departments } = read('departments').content;
const { people } = read('people');

const critical = new Map(classes.map((c) => [c.id, c.conditions.filter((k) => k.severity === 1).map((k) => k.id)]));
const named = new Set(lines.filter((l) => (critical.get(l.classId) ?? []).some((k) => l.conditionId === undefined || l.conditionId === k)).flatMap((l) => [l.main, ...(l.fallback ? [l.fallback] : [])]));
const ready = departments.filter((d) => d.kind !== 'symbol' && (named.has(d.id) || d.id === 'EMB' || (named.has('TWN') && d.township !== undefined))).map((d) => d.id);

const ALL = { since: '2023-01-01', until: null };
const shifts = [];
for (const department of ready) {
  const low = department.toLowerCase(), of = people.filter((p) => p.department === department);
  const [lead] = of.filter((p) => p.role === 'department-lead').map((p) => p.id), [first, second] = of.filter((p) => p.role === 'handler').map((p) => p.id);
  shifts.push(
    { id: `${low}-day`, department, people: [first, second, lead], days: 'work', from: '08:00', to: '18:00', ...ALL },
    { id: `${low}-off`, department, people: [first], days: 'off', from: '08:00', to: '18:00', ...ALL, callOut: true },
    { id: `${low}-night-1`, department, people: [first], days: [1, 3, 5, 7], from: '18:00', to: '08:00', ...ALL, callOut: true },
    { id: `${low}-night-2`, department, people: [second], days: [2, 4, 6], from: '18:00', to: '08:00', ...ALL, callOut: true },
  );
}
const centre = { department: 'CTR', ...ALL };
shifts.push(
  { id: 'ctr-day', ...centre, people: ['disp-1', 'disp-2', 'disp-3'], days: 'all', from: '08:00', to: '18:00' },
  { id: 'ctr-night-1', ...centre, people: ['disp-2'], days: [1, 3, 5, 7], from: '18:00', to: '08:00', callOut: true },
  { id: 'ctr-night-2', ...centre, people: ['disp-3'], days: [2, 4, 6], from: '18:00', to: '08:00', callOut: true },
);
/** What some are trained for: classes or their first digits. */
const skills = [['h-grn-1', ['P04']], ['h-grn-2', ['E01']], ['h-mun-1', ['E0113', 'E0505', 'P02']], ['h-mun-2', ['P01']]].map(([person, trained]) => ({ person, classes: trained }));
const row = ({ id, department, people: who, days, from, to, since, until, callOut }) => JSON.stringify({ id, department, people: who, days, from, to, since, until, ...(callOut && { callOut }) }).replaceAll(/(?<=[:,])(?=["[{tfn\d])/g, ' ');
const spaced = (shift) => row(shift).replaceAll(/"(\d\d): (\d\d)"/g, '"$1:$2"');
const skill = ({ person, classes: trained }) => `{"person": ${JSON.stringify(person)}, "classes": [${trained.map((t) => JSON.stringify(t)).join(', ')}]}`;
const note = '值班表: who stands ready when; `callOut` shifts are called at night and on days off. People without a shift count as on duty in working time. Invented, for the demo.';
writeFileSync(new URL('../roster.json', import.meta.url), `{\n "effectiveFrom": "2023-01-01",\n "note": ${JSON.stringify(note)},\n "content": {"shifts": [\n${shifts.map((s) => `  ${spaced(s)}`).join(',\n')}\n ], "skills": [\n${skills.map((s) => `  ${skill(s)}`).join(',\n')}\n ]}\n}\n`);
console.log(`${shifts.length} shifts of ${ready.length + 1} departments`);
