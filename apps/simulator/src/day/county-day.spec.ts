import { DAY, HOUR } from '#domain';
import { sampleCounty } from '../../test/sample.js';
import { morning } from '../demo/morning.js';
import { countyDays, RHYTHM } from './county-day.js';

const county = sampleCounty();

describe('invented days', () => {
  const days = [...countyDays(county, 7, 6000)];

  it('are the same for the same seed, and stop when told', () => {
    expect(days).toHaveLength(6000);
    expect([...countyDays(county, 7, 50)]).toEqual(days.slice(0, 50));
    expect([...countyDays(county, 8, 50)]).not.toEqual(days.slice(0, 50));
  });

  it('follow the hours of a city', () => {
    const share = (from: number, to: number): number => days.filter((o) => { const h = (o.after % DAY) / HOUR; return h >= from && h < to; }).length / days.length;
    expect(RHYTHM).toHaveLength(24);
    expect(share(8, 18)).toBeGreaterThan(0.7);
    expect(share(0, 6)).toBeLessThan(0.05);
  });

  it('come in order, in the county, with names of their own, repeats after their originals', () => {
    const names = new Map(days.map((o, i) => [o.name, i]));
    expect(names.size).toBe(days.length);
    let last = 0, outside = 0;
    for (const [i, o] of days.entries()) {
      // The last repeats of a day may reach into the next one.
      expect(o.after).toBeGreaterThanOrEqual(last - 2 * HOUR);
      last = o.after;
      if (o.place === null || county.cellAt(o.place) === null) outside++;
      if (o.repeats !== null) expect(names.get(o.repeats)).toBeLessThan(i);
    }
    expect(outside / days.length).toBeLessThan(0.03);
    expect(days.filter((o) => o.repeats !== null).length).toBeGreaterThan(100);
  });

  it('have awkward things of every kind, and small ones put right on the spot', () => {
    const twists = new Set(days.flatMap((o) => Object.keys(o.twists ?? {})));
    for (const twist of ['returned', 'disputed', 'extended', 'fails', 'confirmation', 'ordered', 'ending', 'arrives']) expect(twists).toContain(twist);
    const small = days.filter((o) => o.handled !== undefined);
    expect(small.length).toBeGreaterThan(20);
    expect(small.filter((o) => county.severity(o.filed.conditionId) < 3)).toEqual([]);
  });
});

describe('the scripted morning', () => {
  const list = morning(county);

  it('is the same every time, quick at first, and soon over', () => {
    expect(morning(county)).toEqual(list);
    expect(list.length).toBeGreaterThanOrEqual(60);
    expect(list.filter((o) => o.after <= 15_000).length).toBeGreaterThanOrEqual(25);
    expect(Math.max(...list.map((o) => o.after))).toBeLessThan(300_000);
    expect(new Set(list.map((o) => o.name)).size).toBe(list.length);
  });

  it('has something in every stage, and every awkward thing once', () => {
    const stages = new Set(list.map((o) => o.ends.stage));
    for (const stage of ['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'suspended', 'disputed', 'closed', 'refused'] as const) expect(stages).toContain(stage);
    const twists = list.flatMap((o) => Object.keys(o.twists ?? {}));
    for (const twist of ['returned', 'disputed', 'suspended', 'extended', 'asks', 'fails', 'confirmation', 'arrives', 'ordered', 'whistled', 'ending', 'steps']) expect(twists).toContain(twist);
    expect(list.filter((o) => o.handled !== undefined).map((o) => o.ends.stage).sort()).toEqual(['closed', 'closure']);
    expect(list.filter((o) => o.device)).toHaveLength(1);
    expect(list.filter((o) => o.repeats !== null).length).toBeGreaterThanOrEqual(2);
    expect(list.filter((o) => o.sameAs !== undefined).length).toBeGreaterThanOrEqual(2);
  });
});
