import { AlarmWorld, MINUTE, placeAt, waterRule } from '../testing/alarm-world.js';

let w: AlarmWorld;
beforeAll(async () => {
  w = await AlarmWorld.start();
  await w.judgeBy(waterRule());
}, 120_000);
afterAll(() => w.stop());

/** What is done at the same moment at one place: by two sensors 20 m apart, a grid member and the hotline. `RACES=1000` makes it look longer. */
const ROUNDS = Number(process.env['RACES'] ?? 40);
/** Places at which it happens at the same time, each too far from the others to be the same. */
const AT_ONCE = 4;
const where = (i: number, east: number) => placeAt(2000 + 400 * (i % 40), 400 * Math.floor(i / 40) + east);

describe('two sensors, a grid member’s report and a complaint in the same moment', () => {
  it('are one open case, each time', async () => {
    const devices: [number, number][] = [];
    for (let i = 0; i < ROUNDS; i++) devices.push([await w.device(`a-${i}`, where(i, 0)), await w.device(`b-${i}`, where(i, 20))]);
    const race = async (i: number): Promise<void> => {
      const [a, b] = devices[i] as [number, number], at = where(i, 10), doings: (() => Promise<unknown>)[] = [
        () => w.say({ kind: 'raised', series: a }), () => w.say({ kind: 'raised', series: b }), () => w.report('gm-101', at), () => w.report('disp-1', at, { source: 'hotline' }),
      ];
      // Each begins the round in another order; all run at once.
      await Promise.all([...doings.slice(i % 4), ...doings.slice(0, i % 4)].map((run) => run()));
    };
    for (let i = 0; i < ROUNDS; i += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, ROUNDS - i) }, (_, n) => race(i + n)));
      // What sensors said becomes a case while the next round goes on; no more of it waits than in a county.
      if (i % 40 === 0) await w.settle();
    }
    await w.settle();
    const all = await w.cases(), open = all.filter((c) => c.stage !== 'closed'), alarms = await w.alarms();
    expect(alarms).toHaveLength(2 * ROUNDS);
    expect(open).toHaveLength(ROUNDS);
    for (let i = 0; i < ROUNDS; i++) {
      const cases = new Set(alarms.filter((x) => x.device === `a-${i}` || x.device === `b-${i}`).map((x) => x.case_id));
      expect([...cases]).toHaveLength(1);
      // All four reports are in it: what was opened apart was merged into it, not lost.
      const [id] = cases, c = open.find((o) => o.id === id);
      expect(c?.reports).toHaveLength(4);
    }
    expect(all.filter((c) => c.stage === 'closed').every((c) => c.outcome === 'merged')).toBe(true);
  }, 3_600_000);

  it('but what is further off than the rule says is another one', async () => {
    const s = await w.device('far-1', placeAt(-3000, 0)), t = await w.device('far-2', placeAt(-3110, 0));
    await w.say({ kind: 'raised', series: s }, { kind: 'raised', series: t });
    await w.settle();
    expect(new Set((await w.alarms()).filter((a) => a.device.startsWith('far-')).map((a) => a.case_id)).size).toBe(2);
  });

  it('and a report long after the alarm has ended is another one', async () => {
    const s = await w.device('old-1', placeAt(-4000, 0));
    await w.judgeBy(waterRule({ id: 'water-note' }, { recovery: { beforeDispatch: 'note', stableFor: 0 } }));
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    await w.advance(300 * MINUTE);
    // It still fires: near is the same, however long.
    expect(await w.report('gm-101', placeAt(-4030, 0))).toMatchObject({ ok: true, attachedTo: expect.any(String) });
    await w.say({ kind: 'cleared', series: s });
    await w.advance(119 * MINUTE);
    expect(await w.report('gm-101', placeAt(-4030, 0))).toMatchObject({ ok: true, attachedTo: expect.any(String) });
    await w.advance(2 * MINUTE);
    expect(await w.report('gm-101', placeAt(-4030, 0))).toMatchObject({ ok: true, attachedTo: null });
  });
});
