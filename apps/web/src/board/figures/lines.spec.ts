import type { IndicatorView } from '#contract';
import { csvOf } from '../save.js';
import { figureOf, sorted, type Line } from './lines.js';

const rate = { unit: 'share', minimum: 5, count: 'handled-on-time', of: 'handle-due' } as const satisfies Partial<IndicatorView>;
const line = (name: string, due: number, onTime: number): Line => ({ key: name, name, days: { from: '', to: '' }, whose: { unit: name }, counts: { 'handle-due': due, 'handled-on-time': onTime }, lengths: {} });

describe('a figure', () => {
  it.each([[5, 5, '100%'], [5, 0, '0%'], [4, 4, '—'], [0, 0, '—'], [1000, 999, '99.9%'], [100_000, 99_999, '99.9%']] as const)('of %i with %i in time is %s: no rate below the minimum, neither none nor all', (due, onTime, face) => {
    const shown = figureOf(rate, line('a', due, onTime), 'working');
    expect([shown.face, shown.count, shown.of]).toEqual([face, onTime, due]);
  });
  it('of what was never counted is nothing, and not a fault', () => expect(figureOf(rate, { counts: {}, lengths: {} }, 'wall')).toMatchObject({ face: '—', value: null, count: 0, of: 0 }));
  it('of time has the middle and nine tenths of the clock one asks for', () => {
    const lengths = { resolved: { n: 9, working: { median: 1, p90: 2 }, wall: { median: 3, p90: 4 } } }, time = { unit: 'time', minimum: 5, count: 'resolved', of: null } as const;
    expect((['working', 'wall'] as const).map((t) => figureOf(time, { counts: { resolved: 9 }, lengths }, t).spread)).toEqual([{ median: 1, p90: 2 }, { median: 3, p90: 4 }]);
  });
});

it('lines in the order of a column end with what has no value, whichever way', () => {
  const lines = [line('few', 4, 4), line('low', 10, 1), line('high', 10, 9)];
  for (const [down, names] of [[true, ['high', 'low', 'few']], [false, ['low', 'high', 'few']]] as const) expect(sorted(lines, rate as IndicatorView, down, 'working', 'en').map((l) => l.name)).toEqual(names);
});

it('a spreadsheet takes a table as it is, and works nothing out', () => {
  expect(csvOf([['单位', '=1+1', 'a,b', 'say "x"', null, -3, 0]])).toBe('\uFEFF单位,\'=1+1,"a,b","say ""x""",,-3,0\r\n');
});
