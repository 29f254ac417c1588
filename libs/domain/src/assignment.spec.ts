import fc from 'fast-check';
import { assignments, type Colleague } from './assignment.js';
import { DAY, HOUR } from './calendar.js';
import { at, PEOPLE } from './testing/county.js';
import type { Instant, UserId } from './vocabulary.js';

const NOW = at('2026-11-23 10:00');
const here = { lon: 101.5, lat: 25.3, accuracy: 10 };
const colleague = (id: string, more: Partial<Colleague> = {}): Colleague => ({ id: id as UserId, onDuty: true, skills: [], load: 0, place: null, lastGivenAt: null, ...more });
const first = (team: readonly Colleague[], work: Partial<Parameters<typeof assignments>[1]> = {}) => assignments(team, { classId: 'E0110', place: here, now: NOW, ...work })[0];

describe('who should have a piece of work', () => {
  it('nobody off duty, whatever speaks for them', () => {
    expect(first([colleague('a', { onDuty: false, skills: ['E01'], place: here }), colleague('b', { load: 9 })])?.person).toBe('b');
    expect(assignments([colleague('a', { onDuty: false })], { classId: null, place: null, now: NOW })).toEqual([]);
  });

  it('the skilled before the free, the free before the near, and says why', () => {
    expect(first([colleague('free'), colleague('skilled', { skills: ['P', 'E01'], load: 1 })])?.person).toBe('skilled');
    expect(first([colleague('near', { load: 1, place: here }), colleague('free', { place: { lon: 101.52, lat: 25.3, accuracy: 10 } })])?.person).toBe('free');
    expect(first([colleague('a', { skills: ['E', 'E0110'], load: 2, place: { ...here, lat: 25.301 }, lastGivenAt: NOW - 3 * HOUR })])).toMatchObject({
      person: 'a', merits: [{ code: 'on-duty' }, { code: 'skilled', skill: 'E0110' }, { code: 'load', open: 2 }, { code: 'near', metres: 111 }, { code: 'idle', hours: 3 }],
    });
  });

  it('among equals whoever waited longest, however long ago that was', () => {
    const team = [colleague('a', { lastGivenAt: NOW - 10 * DAY }), colleague('b', { lastGivenAt: NOW - 11 * DAY }), colleague('c', { lastGivenAt: NOW - 9 * DAY })];
    expect(assignments(team, { classId: null, place: null, now: NOW }).map((x) => x.person)).toEqual(['b', 'a', 'c']);
    expect(first([...team, colleague('new')])?.person).toBe('new');
  });

  const someone = fc.record({ onDuty: fc.boolean(), skills: fc.subarray(['E01', 'E05', 'P']), load: fc.nat(12), place: fc.option(fc.record({ lon: fc.double({ min: 101.4, max: 101.6, noNaN: true }), lat: fc.double({ min: 25.2, max: 25.4, noNaN: true }), accuracy: fc.constant(10) })), lastGivenAt: fc.option(fc.integer({ min: NOW - 30 * DAY, max: NOW })) });
  const anyTeam = fc.array(someone, { maxLength: 9 }).map((people) => people.map((p, i): Colleague => ({ ...p, id: `p-${i}` as UserId })));

  it('the same question gets the same answer, in whatever order the team is written', () => {
    fc.assert(fc.property(anyTeam, fc.integer({ min: 0, max: 8 }), (team, turn) => {
      const turned = [...team.slice(turn), ...team.slice(0, turn)];
      const ask = (people: readonly Colleague[]) => assignments(people, { classId: 'E0110', place: here, now: NOW });
      expect(ask(turned)).toEqual(ask(team));
      expect(ask(team).map((x) => x.person).sort()).toEqual(team.filter((p) => p.onDuty).map((p) => p.id).sort());
    }));
  });

  it('one more case in hand never moves anybody forward, one skill more never back', () => {
    fc.assert(fc.property(anyTeam.filter((t) => t.some((p) => p.onDuty)), (team) => {
      const rank = (people: readonly Colleague[], id: UserId) => assignments(people, { classId: 'E0110', place: here, now: NOW }).findIndex((x) => x.person === id);
      for (const p of team.filter((x) => x.onDuty)) {
        const change = (more: Partial<Colleague>) => team.map((x) => (x === p ? { ...p, ...more } : x));
        expect(rank(change({ load: p.load + 1 }), p.id)).toBeGreaterThanOrEqual(rank(team, p.id));
        expect(rank(change({ skills: [...p.skills, 'E01'] }), p.id)).toBeLessThanOrEqual(rank(team, p.id));
      }
    }));
  });

  it.each([['work that is done at once', 0], ['work that takes a day', DAY], ['work that is never done', Infinity]])('equal colleagues get equal shares over time, give or take one: %s', (_, takes) => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 7 }), fc.array(fc.integer({ min: 60_000, max: 100 * HOUR }), { minLength: 20, maxLength: 120 }), (people, gaps) => {
      const given = new Map<string, Instant[]>(Array.from({ length: people }, (__, i) => [`p-${i}`, []]));
      let now: Instant = NOW;
      for (const gap of gaps) {
        now += gap;
        const team = [...given].map(([id, moments]) => colleague(id, { load: moments.filter((m) => m + takes > now).length, lastGivenAt: moments.at(-1) ?? null }));
        given.get(first(team, { now })?.person ?? '')?.push(now);
        const shares = [...given.values()].map((m) => m.length);
        if (Math.max(...shares) - Math.min(...shares) > 1) throw new Error(`shares ${shares}`);
      }
      expect([...given.values()].reduce((sum, m) => sum + m.length, 0)).toBe(gaps.length);
    }), { numRuns: 60 });
  });

  it('is for people who exist', () => expect(first([colleague(PEOPLE.handler.id)])?.person).toBe(PEOPLE.handler.id));
});
