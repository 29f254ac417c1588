import type { TriggerRuleWish } from '#contract';
import { Listening, Receiver, Registry } from '#sensing';
import { CELL, Client, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const MINUTE = 60_000;

describe('a threshold names a number of the place where a sensor hangs', () => {
  let h: Harness, operator: Client, dispatcher: Client, series: string;
  const RULE = 'weir-overflow';
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    [operator, dispatcher] = await Promise.all([h.as('op-1'), h.as('disp-1')]);
    // What the start reads of the register has been read.
    await h.server.get(Registry).fresh();
    await operator.want('addDevice', { body: { id: 'weir-1', name: '东堰', kind: 'water-level', metric: 'level', unit: 'm', account: 'dev-1' as never, place: { ...placeIn(CELL), crs: 'wgs84' } }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    await reads(0.02);
    series = (await dispatcher.want('seriesOfDevice', { params: { device: 'weir-1' } }))[0]?.id ?? '';
    const full = await operator.want('triggerRule', { params: { rule: 'water-on-road' } }), rule: TriggerRuleWish = { ...(full.versions[0]?.rule as TriggerRuleWish), id: RULE, name: { zh: '漫堰', en: 'Over the weir' }, levels: [{ severity: 'notice', raise: { attribute: 'weir', plus: 0.01 } }], for: 0 };
    await operator.want('draftTriggerRule', { params: { rule: RULE }, body: { rule, note: '按各处堰顶高' } });
    await operator.want('tryTriggerRule', { params: { rule: RULE }, body: { version: 1, from: h.clock.now() - 86_400_000, to: h.clock.now() } });
    await operator.want('actOnTriggerRule', { params: { rule: RULE, action: 'shadow' }, body: { version: 1 } });
    await (await h.as('sup-1')).want('actOnTriggerRule', { params: { rule: RULE, action: 'live' }, body: { version: 1 } });
  });
  afterAll(async () => { await h?.stop(); });

  /** A reading of now, in metres, and everything that follows from it. */
  async function reads(value: number): Promise<void> {
    h.clock.advance(MINUTE);
    const taken = await h.server.get(Receiver).receive({ samples: [{ device: 'weir-1', metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null }], refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
    expect(taken).toEqual({ answers: ['accepted'], refused: 0 });
    await h.server.get(Listening).settle();
    await h.quiesce();
  }
  const alarms = async () => (await dispatcher.want('alarms', { query: { device: 'weir-1', rule: RULE } })).items.filter((a) => !a.trial);
  const set = (who: Client, attributes: Record<string, number>, of = series) => who.ask('changeSeries', { params: { series: of }, body: { attributes } });

  it('without it the rule does not watch the series', async () => {
    for (const value of [0.03, 0.07, 0.07]) await reads(value);
    expect(await alarms()).toEqual([]);
  });

  it('is set by operators only, and refused with the place of what is wrong', async () => {
    expect(await set(dispatcher, { weir: 0.05 })).toMatchObject({ ok: false, status: 403 });
    expect(await set(operator, { weir: 0.05 }, '999999')).toMatchObject({ ok: false, status: 404 });
    expect(await set(operator, { Weir: 0.05 })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/attributes/Weir', message: 'has a name that it may not have: small letters, digits and dashes' }] } });
    expect(await set(operator, { weir: 0.05, 'dead-band': -0.01 })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/attributes/dead-band', message: 'must be at least 0' }] } });
    expect(await set(operator, { weir: '高' as never })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/attributes/weir', message: 'must be a number' }] } });
    expect((await dispatcher.want('seriesOfDevice', { params: { device: 'weir-1' } }))[0]?.attributes).toEqual({});
  });

  it('holds from the next reading, and stands in the log of the device', async () => {
    expect(await set(operator, { weir: 0.05, mounting: 2.4 })).toMatchObject({ ok: true, body: { attributes: { weir: 0.05, mounting: 2.4 }, last: { value: 0.07 } } });
    await reads(0.055);
    expect(await alarms()).toEqual([]);
    await reads(0.07);
    expect(await alarms()).toMatchObject([{ severity: 'notice', value: 0.07, clearedAt: null }]);
    // The same again is no change; what is left out is gone.
    await set(operator, { weir: 0.05, mounting: 2.4 });
    await set(operator, { weir: 0.05 });
    const log = async () => (await operator.want('deviceInFull', { params: { device: 'weir-1' } })).history.filter((l) => l.act === 'changed').map((l) => [l.by.id, l.changes]);
    expect(await log()).toEqual([
      ['op-1', { 'level mounting': { was: 2.4, is: null } }],
      ['op-1', { 'level weir': { was: null, is: 0.05 }, 'level mounting': { was: null, is: 2.4 } }],
    ]);
  });
});
