import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULEBOOK } from '../testing/county.js';
import { RulebookFaults } from './faults.js';
import { readRulebook } from './read.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulebook-'));
  cpSync(RULEBOOK, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

type Json = { [key: string]: Json } & Json[];
/** Changes a file the way a careless hand would. */
function spoil(file: string, change: (content: Json) => unknown): void {
  const path = join(folder, file);
  const value = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change((value['content'] ?? value) as Json);
  writeFileSync(path, JSON.stringify(value));
}
const set = (of: object | undefined, key: string, value: unknown): void => { (of as Record<string, unknown>)[key] = value; };
const faults = async (): Promise<string[]> => readRulebook(folder).then(() => [], (error: RulebookFaults) => error.faults.map((f) => `${f.file} ${f.path}: ${f.en}`));

it('reads the demo county', async () => {
  const { contents, cells, people, devices, hashes } = await readRulebook(RULEBOOK);
  expect([contents.catalogue.classes.length, contents.catalogue.classes.flatMap((c) => c.conditions).length, cells.length, people.length, devices.length, Object.keys(hashes).length]).toEqual([131, 267, 591, 148, 12, 12]);
  expect(contents.departments.departments.filter((d) => d.kind === 'territorial').map((d) => d.id)).toEqual(['TWN-101', 'TWN-102', 'TWN-103', 'TWN-104', 'TWN-201', 'TWN-202', 'TWN-203', 'VIL-101']);
});

it('has one leader and two handlers for every department, and a team for the centre', async () => {
  const { contents, people } = await readRulebook(RULEBOOK);
  for (const { id } of contents.departments.departments.filter((d) => d.kind !== 'symbol')) {
    const low = id.toLowerCase();
    expect(people.filter((p) => p.department === id && (p.role === 'handler' || p.role === 'department-lead')).map((p) => p.id)).toEqual([`lead-${low}`, `h-${low}-1`, `h-${low}-2`]);
  }
  expect(people.filter((p) => p.role === 'grid-member')).toHaveLength(40);
  for (const id of ['disp-1', 'disp-2', 'disp-3', 'sup-1', 'leader-1', 'op-1', 'dev-1', 'dev-2', 'dev-3']) expect(people.some((p) => p.id === id)).toBe(true);
});

it('lists all faults of all files at once, each with file and path', async () => {
  spoil('catalogue.json', (c) => { set(c['classes']?.[0], 'severity', 7); set(c['classes']?.[1]?.['conditions']?.[0]?.['limit'], 'unit', 'fortnight'); });
  spoil('ladder.json', (c) => set((c['rules'] as { at: object }[] | undefined)?.[0]?.at, 'share', -1));
  spoil('people.json', (c) => set(c['people']?.[0], 'id', 'GM 101'));
  writeFileSync(join(folder, 'limits.json'), '{ "content": ');
  rmSync(join(folder, 'settings.json'));
  expect((await faults()).map((f) => f.split(': ')[0]).sort()).toEqual([
    'catalogue.json /content/classes/0/severity', 'catalogue.json /content/classes/1/conditions/0/limit/unit', 'ladder.json /content/rules/0/at/share', 'limits.json ', 'people.json /people/0/id', 'settings.json ',
  ]);
});

it('finds what only the files together show', async () => {
  spoil('catalogue.json', (c) => { set(c['classes']?.[0], 'department', 'ZZZ'); set(c['classes']?.[2]?.['conditions']?.[0], 'id', 'E0999-1'); });
  spoil('duty.json', (c) => {
    set(c['lines']?.[1], 'id', 'D-E0101');
    set(c['lines']?.[3], 'classId', 'E9999');
    set(c['lines']?.[5], 'area', '530102001');
    set(c['lines']?.[6], 'to', '2019-01-01');
    set(c['lines']?.[7], 'co', ['TWN', String(c['lines']?.[7]?.['main'])]);
  });
  spoil('departments.json', (c) => set(c['departments']?.find((d) => String(d['id']) === 'TWN-203'), 'township', '532323999'));
  spoil('calendar.json', (c) => { c['days']?.push(c['days'][0] as Json); set(c['seasons']?.[0], 'windows', [['08:00', '12:00'], ['11:00', '18:00']]); });
  spoil('limits.json', (c) => set(c['total']?.['working'], 'unit', 'urgent_day'));
  spoil('cells.geojson', (c) => c['features']?.push(c['features'][0] as Json));
  spoil('devices.json', (c) => { set(c['devices']?.[0], 'lon', 102); set(c['devices']?.[1], 'department', 'ZZZ'); set(c['devices']?.[2], 'account', 'gm-101'); set(c['devices']?.[6], 'gateway', 'dev-1'); set(c['devices']?.[7], 'id', 'dev-1'); });
  spoil('people.json', (c) => { set(c['people']?.[1], 'main', ['532323101001001']); set(c['people']?.[2], 'backup', ['999999999999']); set(c['people']?.at(-1), 'department', 'TWN'); });
  const found = (await faults()).join('\n');
  for (const expected of [
    'catalogue.json /content/classes/0/department: no department ZZZ', 'catalogue.json /content/classes/2/conditions/0/id: E0999-1 is no condition of E0104', 'duty.json /content/lines/1/id: D-E0101 stands twice',
    'duty.json /content/lines/3/classId: no class E9999', 'catalogue.json /content/classes/3/id: E0107 has no line of its own', 'duty.json /content/lines/5/area: area 530102001', 'duty.json /content/lines/6/to: must be later',
    'duty.json /content/lines/7/co:', 'departments.json /content/departments/', 'calendar.json /content/days/154/date: 2022-12-31 stands twice', 'calendar.json /content/seasons/0/windows/1: windows must follow',
    'limits.json /content/total/working/unit: must be a unit of working time', 'cells.geojson /features/591/id: 532323101001001 stands twice', 'people.json /people/1/main: 532323101001001 has two main persons',
    'people.json /people/2/backup/0: no cell lies in 999999999999', 'people.json /people/147/department: nobody works in TWN',
    'devices.json /devices/0/lon: lies in no cell', 'devices.json /devices/1/department: no department ZZZ', 'devices.json /devices/2/account: no device account gm-101', 'devices.json /devices/6/gateway: no gateway dev-1', 'devices.json /devices/7/id: dev-1 stands twice',
  ]) expect(found).toContain(expected);
});

it('does without devices where the folder has none', async () => {
  rmSync(join(folder, 'devices.json'));
  expect((await readRulebook(folder)).devices).toEqual([]);
});
