import fc from 'fast-check';
import { HOUR } from '../calendar.js';
import { distance } from '../distance.js';
import { SEVERITIES_OF_ALARMS } from '../trigger/index.js';
import { OUTCOMES, SEVERITIES, VERDICTS, type CaseId, type ClassId } from '../vocabulary.js';
import { breaksOut, correlated, creditOf, gravity, heldBackBy, nextForAlarm, releaseAt, snooze, squaresAround, surePrecision, verdictOf, WIDEST_REACH, type AlarmStanding, type Suppressible, type Suppression } from './index.js';

const MINUTE = 60_000;

describe('how sure a share is', () => {
  it('is n / (n + z²) where all were true, and 0 where none was judged', () => {
    expect(surePrecision({ judged: 10, truths: 10 })).toBeCloseTo(0.787, 3);
    expect(surePrecision({ judged: 100, truths: 100 })).toBeCloseTo(100 / (100 + 1.645 ** 2), 9);
    expect(surePrecision({ judged: 0, truths: 0 })).toBe(0);
  });

  it('solves the equation it comes from: the bound is the share from which the found one is just so far away', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (judged, share) => {
      const truths = Math.round(judged * share), low = surePrecision({ judged, truths }), found = truths / judged;
      expect((found - low) ** 2).toBeCloseTo(1.645 ** 2 * low * (1 - low) / judged, 9);
      expect(low).toBeLessThan(found + 1e-12);
    }));
  });

  it('grows with every truth, and with as many more of both', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(499), fc.integer({ min: 2, max: 9 }), (judged, n, times) => {
      const truths = n % (judged + 1), sure = surePrecision({ judged, truths });
      if (truths < judged) expect(surePrecision({ judged, truths: truths + 1 })).toBeGreaterThan(sure);
      if (truths > 0) expect(surePrecision({ judged: judged * times, truths: truths * times })).toBeGreaterThan(sure);
    }));
  });

  it('lets a rule dispatch only when it has earned it, and says why not', () => {
    const needed = { precision: 0.8, judged: 20 };
    expect(creditOf('auto_dispatch', needed, { judged: 19, truths: 19 })).toMatchObject({ automation: 'file', why: 'too-few-judged' });
    expect(creditOf('auto_dispatch', needed, { judged: 20, truths: 18 })).toMatchObject({ automation: 'file', why: 'not-precise' });
    expect(creditOf('auto_dispatch', needed, { judged: 20, truths: 20 })).toMatchObject({ automation: 'dispatch', why: 'earned' });
    expect(creditOf('auto_file', needed, { judged: 20, truths: 20 })).toMatchObject({ automation: 'file', why: 'policy' });
    expect(creditOf('review', needed, { judged: 20, truths: 20 })).toMatchObject({ automation: 'review' });
    expect(creditOf('maintenance', needed, { judged: 20, truths: 20 })).toMatchObject({ automation: null });
  });
});

describe('a storm', () => {
  const rule = { count: 15, within: 10 * MINUTE, below: 3, quiet: 30 * MINUTE };
  const raises = fc.array(fc.integer({ min: 0, max: 6 * HOUR }), { maxLength: 60 });

  it('breaks out with the alarm that makes it so many', () => {
    const fourteen = Array.from({ length: 14 }, (_, i) => i * 1000);
    expect(breaksOut(fourteen, 14_000, rule)).toBe(false);
    expect(breaksOut([...fourteen, 14_000], 14_000, rule)).toBe(true);
    expect(breaksOut([...fourteen, 14_000], 10 * MINUTE, rule)).toBe(false);
  });

  it('is released at the first moment that is quiet, and not a moment before', () => {
    fc.assert(fc.property(raises, fc.integer({ min: 0, max: 6 * HOUR }), (all, startedAt) => {
      const at = releaseAt(all, startedAt, rule), quiet = (now: number): boolean => now >= startedAt + rule.quiet && all.filter((r) => r > now - rule.quiet).length < rule.below;
      expect(quiet(at)).toBe(true);
      expect(quiet(at - 1)).toBe(false);
    }));
  });

  it('goes on longer the more alarms come', () => {
    fc.assert(fc.property(raises, fc.integer({ min: 0, max: 6 * HOUR }), (all, more) => { expect(releaseAt([...all, more], 0, rule)).toBeGreaterThanOrEqual(releaseAt(all, 0, rule)); }));
  });
});

describe('what an alarm wants next', () => {
  const standing: AlarmStanding = { firing: true, severity: 'warning', openedAt: 0, trial: false, policy: 'auto_file', flapping: false, flap: null, settle: 0, inhibited: false, heldBack: null, snoozedUntil: null, inStorm: false, case: null };
  const closed = (outcome: (typeof OUTCOMES)[number], closedAt: number): AlarmStanding['case'] => ({ id: 'c' as CaseId, open: false, outcome, closedAt });

  it('is a case, unless something speaks against it', () => {
    expect(nextForAlarm(standing, 0)).toEqual({ do: 'case' });
    for (const not of [{ firing: false }, { trial: true }, { policy: 'maintenance' }, { inStorm: true }, { flapping: true, flap: { action: 'fault', window: HOUR } }, { case: { id: 'c' as CaseId, open: true, outcome: null, closedAt: null } }] satisfies Partial<AlarmStanding>[])
      expect(nextForAlarm({ ...standing, ...not }, 0)).toEqual({ do: 'nothing' });
  });

  it('waits out windows, inhibition, settling and flapping, and says which', () => {
    expect(nextForAlarm({ ...standing, heldBack: { to: 500 } }, 0)).toEqual({ do: 'wait', until: 500, why: 'suppressed' });
    expect(nextForAlarm({ ...standing, heldBack: { to: null } }, 0)).toEqual({ do: 'wait', until: null, why: 'suppressed' });
    expect(nextForAlarm({ ...standing, settle: 60, inhibited: true }, 59)).toEqual({ do: 'wait', until: 60, why: 'settling' });
    expect(nextForAlarm({ ...standing, settle: 60, inhibited: true }, 60)).toMatchObject({ do: 'wait', why: 'inhibited' });
    expect(nextForAlarm({ ...standing, flapping: true, flap: { action: 'quiet', window: HOUR } }, 0)).toEqual({ do: 'wait', until: HOUR, why: 'flapping' });
    expect(nextForAlarm({ ...standing, flapping: true, flap: { action: 'hold', window: HOUR } }, 0)).toEqual({ do: 'case' });
  });

  it('is a case of its own in a storm when it is critical', () => expect(nextForAlarm({ ...standing, inStorm: true, severity: 'critical' }, 0)).toEqual({ do: 'case' }));

  it('leaves a case alone for a while that was closed while it fired, then opens it again', () => {
    const c = closed('fixed', 1000), until = 1000 + snooze('fixed');
    expect(nextForAlarm({ ...standing, case: c }, 2000)).toEqual({ do: 'wait', until, why: 'snoozed' });
    expect(nextForAlarm({ ...standing, case: c }, until)).toEqual({ do: 'reopen', of: 'c' });
    expect(nextForAlarm({ ...standing, case: closed('refused', 1000) }, until)).toMatchObject({ do: 'wait' });
    // What has been opened again since is news, unless somebody said how long it shall be quiet.
    expect(nextForAlarm({ ...standing, openedAt: 1500, case: c }, 2000)).toEqual({ do: 'reopen', of: 'c' });
    expect(nextForAlarm({ ...standing, openedAt: 1500, snoozedUntil: 9000, case: c }, 2000)).toEqual({ do: 'wait', until: 9000, why: 'snoozed' });
  });

  it('always gets on: what waits until a moment never waits for the same one again', () => {
    const standings = fc.record<AlarmStanding>({
      firing: fc.boolean(), severity: fc.constantFrom(...SEVERITIES_OF_ALARMS), openedAt: fc.nat(1000), trial: fc.boolean(), policy: fc.constantFrom('review', 'auto_file', 'auto_dispatch', 'maintenance'), flapping: fc.boolean(),
      flap: fc.option(fc.record({ action: fc.constantFrom('hold', 'quiet', 'fault'), window: fc.integer({ min: 1, max: 1000 }) })), settle: fc.nat(1000), inhibited: fc.boolean(), heldBack: fc.constant(null), snoozedUntil: fc.option(fc.nat(3000)), inStorm: fc.boolean(),
      case: fc.option(fc.record({ id: fc.constant('c' as CaseId), open: fc.boolean(), outcome: fc.option(fc.constantFrom(...OUTCOMES)), closedAt: fc.option(fc.nat(1000)) })),
    });
    fc.assert(fc.property(standings, fc.nat(5000), (a, now) => {
      const step = nextForAlarm(a, now);
      if (step.do === 'wait') expect(step.until ?? Infinity).toBeGreaterThan(now);
      expect(nextForAlarm(a, now)).toEqual(step);
    }));
  });
});

describe('what is near enough', () => {
  const at = fc.record({ lon: fc.double({ min: 98, max: 125, noNaN: true }), lat: fc.double({ min: 18, max: 53.5, noNaN: true }) });
  const metres = (n: number): number => n / 111_195;

  it('two openings within the widest reach of each other hold a square in common', () => {
    fc.assert(fc.property(at, fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (a, x, y) => {
      const b = { lon: a.lon + (x * metres(WIDEST_REACH)) / Math.cos((a.lat * Math.PI) / 180), lat: a.lat + y * metres(WIDEST_REACH) };
      fc.pre(distance(a, b) <= WIDEST_REACH);
      const own = squaresAround(a), theirs = squaresAround(b);
      expect(own).toEqual([...own].sort());
      expect(own.some((s) => theirs.includes(s))).toBe(true);
    }));
  });

  it('is of the same class, within the radius and the time, the nearest first', () => {
    const here = { lon: 101.54, lat: 25.31 }, E = 'E0506' as ClassId;
    const c = (id: string, north: number, reportedAt: number, classId: ClassId | null = E) => ({ id: id as CaseId, classId, place: { lon: here.lon, lat: here.lat + metres(north), accuracy: null }, reportedAt });
    const open = [c('far', 101, 0), c('near', 20, 0), c('mid', 99, 0), c('late', 5, HOUR + 1), c('other', 5, 0, 'E0110' as ClassId), c('none', 5, 0, null), { ...c('nowhere', 0, 0), place: null }];
    expect(correlated({ classId: E, place: here, reportedAt: 0 }, open, { metres: 100, within: HOUR }).map((s) => s.id)).toEqual(['near', 'mid']);
    expect(correlated({ classId: null, place: here, reportedAt: 0 }, open, { metres: 100, within: HOUR })).toEqual([]);
  });
});

describe('a window', () => {
  const alarm: Suppressible = { rule: 'water', classId: 'E0506', lifeSafety: false, device: 'w-1', gateway: 'g-1', cell: '532323101001001', place: { lon: 101.54, lat: 25.31 } };
  const window = (more: Partial<Suppression>): Suppression => ({ id: 'x', kind: 'maintenance', from: 0, to: 1000, lifeSafety: false, covers: { devices: ['w-1'] }, ...more });

  it('holds back what it covers, from its beginning to before its end', () => {
    expect([-1, 0, 999, 1000].map((now) => heldBackBy(alarm, now, [window({})]) !== null)).toEqual([false, true, true, false]);
    expect(heldBackBy(alarm, 1e15, [window({ to: null })])).not.toBeNull();
  });

  it('lets through what is dangerous to life, unless it says so', () => {
    expect(heldBackBy({ ...alarm, lifeSafety: true }, 0, [window({})])).toBeNull();
    expect(heldBackBy({ ...alarm, lifeSafety: true }, 0, [window({ lifeSafety: true })])).not.toBeNull();
  });

  it('covers what fits in everything that it names', () => {
    const is = (covers: Suppression['covers']): boolean => heldBackBy(alarm, 0, [window({ covers })]) !== null;
    for (const yes of [{ rules: ['water'] }, { classes: ['E0506'] }, { gateways: ['g-1'] }, { cells: ['532323101'] }, { around: { lon: 101.54, lat: 25.3105, metres: 60 } }, { devices: ['w-1'], cells: ['532323101001001'] }]) expect(is(yes)).toBe(true);
    for (const no of [{ rules: ['gas'] }, { classes: [] }, { gateways: ['g-2'] }, { cells: ['532323102'] }, { around: { lon: 101.54, lat: 25.3105, metres: 50 } }, { devices: ['w-1'], cells: ['532323102'] }]) expect(is(no)).toBe(false);
  });

  it('of several the one that ends last counts', () => expect(heldBackBy(alarm, 0, [window({ id: 'a' }), window({ id: 'b', to: 5000 }), window({ id: 'c', to: 900 })])?.id).toBe('b'));
});

it('a critical alarm is a step graver than the catalogue says, a notice a step milder, and nothing is beyond the ends', () => {
  for (const s of SEVERITIES) expect(SEVERITIES_OF_ALARMS.map((a) => gravity(s, a))).toEqual([Math.min(4, s + 1), s, Math.max(1, s - 1)]);
});

it('what became of a case judges its alarms, where it says anything', () => {
  const said = (outcome: (typeof OUTCOMES)[number] | null, confirmed: (typeof VERDICTS)[number] | null = null, reason: string | null = null) => verdictOf({ outcome, confirmed, reason }, ['not-true', 'test']);
  expect(OUTCOMES.map((o) => said(o))).toEqual([true, true, true, null, null, false, null]);
  expect([said('refused', null, 'not-true'), said('refused', null, 'not-ours'), said('refused', 'true', 'not-ours'), said('recovered', 'true'), said(null, 'false'), said(null, 'unsure')]).toEqual([false, null, true, true, false, null]);
});
