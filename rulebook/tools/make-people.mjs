/**
 * Invents the demo county's people: `node rulebook/tools/make-people.mjs` writes rulebook/people.json from departments.json and cells.geojson.
 * Every name is made up of common syllables; likeness to real people is chance.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const { departments } = read('departments.json').content;
const cells = read('cells.geojson').features.map((f) => f.id);

const SURNAMES = [...'李杨普王张鲁罗毕周段何自赵白马起陈郭唐苏董施尹高华朱姜钱孔卜'];
const GIVEN = ['文军', '丽华', '永昌', '春燕', '建国', '晓梅', '志强', '海英', '光明', '玉兰', '正荣', '雪梅', '国祥', '琼芬', '绍武', '桂仙', '云川', '小芳', '家兴', '艳萍', '学礼', '红英', '天寿', '会仙', '德昌', '美珍', '兴旺', '雁', '明', '洁'];
/** Characters that fonts, sort orders and two-unit encodings stumble over; real names have them. */
const RARE = { 'gm-105': '普\u{2c029}', 'h-san-1': '毕\u4dae\u5174', 'lead-twn-201': '罗·阿依木' };

let n = 0;
const name = (id) => { const k = n++; return RARE[id] ?? SURNAMES[(k * 7) % SURNAMES.length] + GIVEN[(k + Math.floor(k / 30) * 11) % GIVEN.length]; };
const people = [];
const add = (id, role, more = {}) => people.push({ id, name: name(id), role, ...more });

/** Splits a list into `k` runs of nearly equal length. */
const runs = (list, k) => Array.from({ length: k }, (_, i) => list.slice(Math.round((i * list.length) / k), Math.round(((i + 1) * list.length) / k)));
/** Members of one team stand in for each other in a circle. */
const team = (first, areas) => areas.forEach((main, i) => add(`gm-${first + i}`, 'grid-member', { main, backup: areas[(i + 1) % areas.length] }));

const communities = [...new Set(cells.map((c) => c.slice(0, 12)))];
const urban = communities.filter((c) => c[9] === '0');
urban.forEach((community, i) => team(101 + i * 4, runs(cells.filter((c) => c.startsWith(community)), 4)));
const MEMBERS = { 101: 5, 102: 3, 103: 3, 104: 2, 201: 2, 202: 2, 203: 3 };
let first = 101 + urban.length * 4;
for (const [township, k] of Object.entries(MEMBERS)) {
  team(first, runs(communities.filter((c) => c.slice(6, 9) === township && !urban.includes(c)), k));
  first += k;
}
add('disp-1', 'dispatcher', { department: 'CTR' });
add('disp-2', 'dispatcher', { department: 'CTR' });
add('disp-3', 'dispatcher', { department: 'CTR', language: 'en' });
for (const { id } of departments.filter((d) => d.kind !== 'symbol')) {
  const low = id.toLowerCase();
  add(`lead-${low}`, 'department-lead', { department: id });
  add(`h-${low}-1`, 'handler', { department: id });
  add(`h-${low}-2`, 'handler', { department: id });
}
add('sup-1', 'supervisor', { department: 'CTR' });
add('leader-1', 'leader');
add('op-1', 'operator', { department: 'CTR' });
people.push({ id: 'dev-1', name: '茅阳路口摄像机', role: 'device' }, { id: 'dev-2', name: '兴和下穿道积水站', role: 'device' }, { id: 'dev-3', name: '平屯井盖监测器', role: 'device' });

const twice = people.map((p) => p.name).filter((p, i, all) => all.indexOf(p) !== i);
if (twice.length > 0) throw new Error(`the same name twice: ${twice.join(', ')}`);
const note = 'Invented people of the demo county, seeded only with GRID_DEMO. A grid member answers for the cells under the codes of `main` (12 digits: a whole community) and stands in for those of `backup`.';
writeFileSync(new URL('../people.json', import.meta.url), `{\n "note": ${JSON.stringify(note)},\n "people": [\n${people.map((p) => `  ${JSON.stringify(p)}`).join(',\n')}\n ]\n}\n`);
console.log(`${people.length} people`);
