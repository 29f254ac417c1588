import fc from 'fast-check';
import { SEVERITIES_OF_ALARMS } from '../trigger/index.js';
import { SEVERITIES, STAGES } from '../vocabulary.js';
import { nextForCase, type LinkedAlarm, type Watched } from './index.js';

const MINUTE = 60_000, DONE = 1_000_000;
const c: Watched = { stage: 'dispatch', severity: 2, catalogue: 2, people: false, storm: false, doneAt: null };
const verifying: Watched = { ...c, stage: 'verification', doneAt: DONE };
const told = { firing: true, severity: 'warning', stale: false } as const;
const firing: LinkedAlarm = { id: 'a', ...told, clearedAt: null, told, recovery: { beforeDispatch: 'close', stableFor: 30 * MINUTE }, verify: { automatic: true, stableFor: 10 * MINUTE, samples: 3 }, readings: null };
const cleared = (at: number, more: Partial<LinkedAlarm> = {}): LinkedAlarm => ({ ...firing, firing: false, clearedAt: at, told: { ...told, firing: false }, ...more });

describe('a case hears of its alarms', () => {
  const says = (more: Partial<LinkedAlarm>, of: Partial<Watched> = {}) => nextForCase({ ...c, ...of }, [{ ...firing, ...more }], 0);

  it('what is new, and becomes graver with the graver alarm', () => {
    expect(says({ severity: 'critical' })).toEqual({ do: 'observe', alarm: 'a', what: 'worsened', severity: 1 });
    expect(says({ severity: 'critical' }, { severity: 1 })).toEqual({ do: 'observe', alarm: 'a', what: 'worsened', severity: null });
  });
  it('never milder', () => expect(says({ severity: 'notice' })).toEqual({ do: 'observe', alarm: 'a', what: 'eased', severity: null }));
  it('that it has ended, begins again, goes silent, is heard again', () => {
    expect(says({ firing: false, clearedAt: 0 })).toMatchObject({ what: 'cleared' });
    expect(says({ told: { ...told, firing: false } })).toMatchObject({ what: 'reopened' });
    expect(says({ stale: true })).toMatchObject({ what: 'stale' });
    expect(says({ told: { ...told, stale: true } })).toMatchObject({ what: 'fresh' });
  });
  it('once', () => expect(says({})).toEqual({ do: 'nothing' }));
});

describe('recovery before anybody is sent', () => {
  it('ends the case when it was stable for so long, and not before', () => {
    expect(nextForCase(c, [cleared(0)], 30 * MINUTE - 1)).toEqual({ do: 'wait', until: 30 * MINUTE });
    expect(nextForCase(c, [cleared(0)], 30 * MINUTE)).toEqual({ do: 'recover', alarm: 'a', since: 0 });
  });
  it('one alarm of several never ends it', () => expect(nextForCase(c, [cleared(0), { ...firing, id: 'b' }], 1e9)).toEqual({ do: 'nothing' }));
  it('all of them do, by the last', () => expect(nextForCase(c, [cleared(0), cleared(5 * MINUTE, { id: 'b' })], 35 * MINUTE)).toEqual({ do: 'recover', alarm: 'b', since: 5 * MINUTE }));
  it('not what people say too, a storm, or a rule that only notes it', () => {
    expect(nextForCase({ ...c, people: true }, [cleared(0)], 1e9)).toEqual({ do: 'nothing' });
    expect(nextForCase({ ...c, storm: true }, [cleared(0)], 1e9)).toEqual({ do: 'nothing' });
    expect(nextForCase(c, [cleared(0, { recovery: { beforeDispatch: 'note', stableFor: 0 } })], 1e9)).toEqual({ do: 'nothing' });
  });
  it('not once somebody has been sent', () => { for (const stage of ['acceptance', 'handling', 'suspended', 'disputed', 'closure'] as const) expect(nextForCase({ ...c, stage }, [cleared(0)], 1e9)).toEqual({ do: 'nothing' }); });
});

describe('verification by the series', () => {
  const now = DONE + 20 * MINUTE, good = { lastGoodAt: now - 1000, good: 9 };

  it('passes what is stable with fresh good readings', () => expect(nextForCase(verifying, [cleared(DONE - 30 * MINUTE, { readings: good })], now)).toEqual({ do: 'pass', alarm: 'a', from: now - 10 * MINUTE, samples: 9 }));
  it('waits until it is stable', () => expect(nextForCase(verifying, [cleared(now - MINUTE, { readings: good })], now)).toEqual({ do: 'wait', until: now + 9 * MINUTE }));
  it('sends back what still breaches, once a reading says so that came after the work', () => {
    expect(nextForCase(verifying, [{ ...firing, readings: { lastGoodAt: DONE + 1, good: 1 } }], DONE + 2)).toEqual({ do: 'return', alarm: 'a' });
    expect(nextForCase(verifying, [{ ...firing, readings: { lastGoodAt: DONE, good: 1 } }], DONE + 2)).toMatchObject({ do: 'wait' });
  });
  it('leaves to a person what is silent', () => {
    const silent = { lastGoodAt: DONE - MINUTE, good: 0 };
    expect(nextForCase(verifying, [cleared(DONE - 30 * MINUTE, { readings: silent })], DONE + 20 * MINUTE)).toEqual({ do: 'person' });
    expect(nextForCase(verifying, [{ ...firing, stale: true, told: { ...told, stale: true }, readings: silent }], DONE + 20 * MINUTE)).toEqual({ do: 'person' });
    expect(nextForCase(verifying, [cleared(DONE - 30 * MINUTE, { readings: { lastGoodAt: now, good: 2 } })], DONE + 30 * MINUTE)).toEqual({ do: 'person' });
  });
  it('needs all of a case’s alarms, and one that breaches sends it back', () => {
    expect(nextForCase(verifying, [cleared(DONE - 30 * MINUTE, { readings: good }), { ...firing, id: 'b', readings: good }], now)).toEqual({ do: 'return', alarm: 'b' });
    expect(nextForCase(verifying, [cleared(DONE - 30 * MINUTE, { readings: good }), cleared(0, { id: 'b', verify: { automatic: false, stableFor: 0, samples: 0 } })], now)).toEqual({ do: 'nothing' });
  });
});

it('never ends or passes while one of its alarms fires, whatever the rest; and what waits gets on', () => {
  const alarm = fc.record({
    id: fc.uuid(), firing: fc.boolean(), severity: fc.constantFrom(...SEVERITIES_OF_ALARMS), stale: fc.boolean(), at: fc.nat(100 * MINUTE), close: fc.boolean(), automatic: fc.boolean(), stableFor: fc.integer({ min: 1, max: 60 * MINUTE }),
    samples: fc.nat(5), readings: fc.option(fc.record({ lastGoodAt: fc.option(fc.nat(200 * MINUTE)), good: fc.nat(9) })),
  }).map((r): LinkedAlarm => ({
    id: r.id, firing: r.firing, severity: r.severity, stale: r.stale, told: r, clearedAt: r.firing ? null : r.at, recovery: { beforeDispatch: r.close ? 'close' : 'note', stableFor: r.stableFor },
    verify: { automatic: r.automatic, stableFor: r.stableFor, samples: r.samples }, readings: r.readings,
  }));
  const watched = fc.record<Watched>({ stage: fc.constantFrom(...STAGES), severity: fc.constantFrom(...SEVERITIES), catalogue: fc.constantFrom(...SEVERITIES), people: fc.boolean(), storm: fc.boolean(), doneAt: fc.option(fc.nat(100 * MINUTE)) });
  fc.assert(fc.property(watched, fc.array(alarm, { minLength: 1, maxLength: 4 }), fc.integer({ min: 100 * MINUTE, max: 300 * MINUTE }), (of, alarms, now) => {
    const step = nextForCase(of, alarms, now);
    if (step.do === 'recover' || step.do === 'pass') expect(alarms.every((a) => !a.firing && !a.stale) && !of.people && !of.storm).toBe(true);
    if (step.do === 'return') expect(alarms.find((a) => a.id === step.alarm)?.firing).toBe(true);
    if (step.do === 'wait') expect(step.until).toBeGreaterThan(now);
    if (of.stage === 'closed') expect(step).toEqual({ do: 'nothing' });
  }), { numRuns: 2000 });
});
