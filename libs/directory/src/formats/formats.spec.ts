import { kinds, KINDS, type Contents } from '../book/content.js';
import { readRulebook } from '../seed/read.js';
import { RULEBOOK } from '../testing/county.js';
import { readFile, writeFile, FORMATS, type Leaf } from './index.js';

let contents: Contents;
beforeAll(async () => { ({ contents } = await readRulebook(RULEBOOK)); });
const leaf = (kind: keyof Contents): Leaf => ({ kind, version: 7, effectiveFrom: '2026-12-01', note: '备注', content: contents[kind] });

describe.each(FORMATS)('%s', (format) => {
  it.each(kinds)('brings %s out and in unchanged', async (kind) => {
    const read = await readFile(await writeFile([leaf(kind)], format), kind);
    expect(read.faults).toEqual([]);
    expect(read.parts.map((p) => [p.kind, p.base])).toEqual([[kind, 7]]);
    expect(KINDS[kind].parse(read.parts[0]?.content)).toEqual(contents[kind]);
  });
  it('brings everything that may be there out and in unchanged', async () => {
    const season = { from: '11-01', windows: [['08:30', '12:00'], ['13:30', '24:00']] }, day = { date: '2026-03-03', kind: 'off', name: '三月会', source: 'local' };
    const more: Partial<Record<keyof Contents, unknown>> = {
      calendar: { ...contents.calendar, areas: [{ area: '532323101', seasons: [season], days: [day] }, { area: '532323102', days: [day] }, { area: '532323103001', seasons: [season, { ...season, from: '2026-05-01' }] }] },
      duty: { lines: [{ id: 'D-X', classId: '*', conditionId: 'E0110-1', area: '532323', owner: 'GAS', main: 'SAN', co: ['TWN', 'UM'], joint: true, fallback: 'MUN', from: '2026-01-01', to: '2027-01-01', note: '多行\n备注' }] },
      settings: { ...contents.settings, unfounded: null, closing: { ...contents.settings.closing, rework: false, severities: [] } },
      roster: { shifts: [{ id: 's', department: 'SAN', people: ['h-san-1'], days: 'all', from: '00:00', to: '24:00', since: '2026-01-01', until: '2027-01-01', callOut: true, note: 'x' }] },
      ladder: { rules: [{ id: 'r', clock: 'order', at: { after: { value: 1.5, unit: 'work_hour' } }, level: 9, severities: [1], classes: ['E', 'P01'], areas: ['532323101'], tell: ['on-call', 'leader'], urgency: 'call', acknowledge: ['leader'], order: { reply: { value: 2, unit: 'urgent_hour' }, demand: '速办' }, note: 'n' }] },
    };
    for (const [kind, content] of Object.entries(more) as [keyof Contents, unknown][]) {
      const { parts, faults } = await readFile(await writeFile([{ ...leaf(kind), content }], format), kind);
      expect([faults, KINDS[kind].parse(parts[0]?.content)]).toEqual([[], KINDS[kind].parse(content)]);
    }
  });
  it('brings the whole book out and in unchanged', async () => {
    const read = await readFile(await writeFile(kinds.map(leaf), format), null);
    expect(read.faults).toEqual([]);
    expect(Object.fromEntries(read.parts.map((p) => [p.kind, KINDS[p.kind].parse(p.content)]))).toEqual(contents);
  });
});
