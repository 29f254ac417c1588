import type { PublicMap } from '#contract';
import { linesOf, rank, sum } from './figures.js';

const figures = (group: string, open: number | null, closed30: number | null, closed90: number | null, days: number | null = null) => ({ group, open, closed30, closed90, days });
const map: PublicMap = {
  day: '2026-11-24', fewerThan: 3, groups: [],
  cells: [
    { cell: '1', township: null, figures: [figures('a', 4, 0, 9, 2.5), figures('b', null, null, 3)] }, { cell: '2', township: null, figures: [figures('b', null, 0, 0)] },
  ],
};

describe('figures of the public map', () => {
  it('add up to what is told, and say that something is withheld', () => {
    expect([sum([3, 4]), sum([3, null]), sum([null, null]), sum([0, null]), sum([])]).toEqual([{ value: 7, kind: 'exact' }, { value: 3, kind: 'least' }, { value: 0, kind: 'few' }, { value: 0, kind: 'few' }, { value: 0, kind: 'exact' }]);
    const [one, two] = linesOf(map, null);
    expect(one?.told).toEqual({ open: { value: 4, kind: 'least' }, closed30: { value: 0, kind: 'few' }, closed90: { value: 12, kind: 'exact' }, days: null });
    expect(two?.told.open).toEqual({ value: 0, kind: 'few' });
  });
  it('of one group leave out cells that have none of it, and know their days', () => {
    expect(linesOf(map, 'a').map((l) => [l.cell, l.told.days?.value])).toEqual([['1', 2.5]]);
    expect(linesOf(map, 'c')).toEqual([]);
  });
  it('are put in order with what is withheld between none and the least that is told', () => {
    const told = [null, { value: 0, kind: 'exact' }, { value: 0, kind: 'few' }, { value: 3, kind: 'exact' }, { value: 3, kind: 'least' }, { value: 4, kind: 'exact' }] as const;
    const ranks = told.map(rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});
