import type { TriggerRuleWish } from '#contract';
import { Listening, Registry } from '#sensing';
import { CELL, Client, photo, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

describe('readings come in, and the right cases out, without a complaint', () => {
  let h: Harness, operator: Client, dispatcher: Client, supervisor: Client;
  const place = placeIn(CELL), tokens = new Map<string, string>();
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    [operator, dispatcher, supervisor] = await Promise.all([h.as('op-1'), h.as('disp-1'), h.as('sup-1')]);
  });
  afterAll(async () => { await h?.stop(); });

  /** A water level that has a token; `east`: so many metres from the middle of the cell. */
  async function level(id: string, east = 0, north = 0): Promise<void> {
    await operator.want('addDevice', { body: { id, name: `积水站 ${id}`, kind: 'water-level', metric: 'level', unit: 'm', place: { lon: place.lon + east / 100_500, lat: place.lat + north / 111_195, crs: 'wgs84' } }, headers: key() });
    tokens.set(id, (await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } })).token);
    // As a moment later, when the process has heard of it.
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
  }
  /** A reading of now, and everything that follows from it. */
  async function reads(id: string, value: number): Promise<void> {
    const answer = await fetch(`${h.url}/ingest/senml`, { method: 'POST', headers: { 'content-type': 'application/senml+json', authorization: `Bearer ${tokens.get(id)}` }, body: JSON.stringify([{ n: `${id}/level`, u: 'm', v: value, t: h.clock.now() / 1000 }]) });
    expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1 }]);
    await rest();
  }
  async function rest(): Promise<void> {
    await h.server.get(Listening).settle();
    await h.quiesce();
  }
  /** A reading a minute. */
  async function course(id: string, ...values: readonly number[]): Promise<void> {
    for (const value of values) {
      h.clock.advance(60_000);
      await reads(id, value);
    }
  }
  const alarmsOf = async (device: string) => (await dispatcher.want('alarms', { query: { device } })).items;

  it('the county’s rules are in force from the first start', async () => {
    const rules = await dispatcher.want('triggerRules');
    expect(rules.length).toBeGreaterThanOrEqual(10);
    expect(rules.find((r) => r.id === 'water-on-road')).toMatchObject({ live: 1, shadow: null, policy: 'auto_dispatch', credit: { automation: 'file', why: 'too-few-judged' } });
    expect(await (await h.as('h-san-1')).ask('triggerRules')).toMatchObject({ ok: false, status: 403 });
  });

  it('water on the road becomes a case that says by which rule, device and reading', async () => {
    await level('w-1');
    await course('w-1', 0.02, 0.05, 0.2, 0.22);
    expect(await alarmsOf('w-1')).toEqual([]);
    await course('w-1', 0.21);
    const [alarm] = await alarmsOf('w-1');
    expect(alarm).toMatchObject({ rule: { id: 'water-on-road', version: 1 }, clearedAt: null, case: { number: expect.any(String) } });
    const view = await dispatcher.want('case', { params: { id: alarm?.case?.id ?? '' } });
    expect(view).toMatchObject({ source: 'sensor', stage: 'dispatch', classId: 'E0506', cell: CELL, device: 'w-1', alarms: [{ device: 'w-1', deviceName: '积水站 w-1', rule: { id: 'water-on-road', version: 1, zh: '道路积水' }, value: 0.21, unit: 'm' }] });
    expect(view.timeline[0]).toMatchObject({ type: 'CaseRegistered', why: { code: 'rule-alarm', rule: 'water-on-road', version: 1, device: '积水站 w-1' } });
    const full = await dispatcher.want('alarm', { params: { id: alarm?.id ?? '' } });
    expect(full).toMatchObject({ evidence: { device: 'w-1', metric: 'level' }, credit: { automation: 'file', why: 'too-few-judged' }, events: [{ kind: 'raised' }] });
    expect(full.levels.map((l) => l.raise)).toEqual([0.1, 0.15, 0.3]);
  });

  it('a grid member’s report beside it joins it', async () => {
    const [alarm] = await alarmsOf('w-1');
    const answer = await (await h.as('gm-101')).report({ classId: 'E0506' as never, conditionId: 'E0506-1' as never, position: { lon: place.lon + 40 / 100_500, lat: place.lat, accuracy: 8 }, text: '桥下积水' } as never, { photos: [await photo()] });
    expect(answer).toMatchObject({ ok: true, body: { attachedTo: alarm?.case?.id, remarks: ['attached-near-alarm'] } });
    await rest();
    // The report is a trusted one: what waited for a person goes on.
    expect((await dispatcher.want('case', { params: { id: alarm?.case?.id ?? '' } })).department).toBe('WTR');
  });

  it('what recovers before anybody was sent ends by itself', async () => {
    await level('w-2', 0, 400);
    await course('w-2', 0.2, 0.2, 0.2, 0.2);
    const [alarm] = await alarmsOf('w-2'), id = alarm?.case?.id ?? '';
    await course('w-2', ...Array.from({ length: 45 }, () => 0.02));
    expect(await dispatcher.want('case', { params: { id } })).toMatchObject({ stage: 'closed', outcome: 'recovered' });
    expect(await alarmsOf('w-2')).toMatchObject([{ verdict: null }]);
    // Somebody says that it was so.
    expect(await dispatcher.want('judgeAlarm', { params: { id: alarm?.id ?? '' }, body: { so: true, note: '监控可见积水' } })).toMatchObject({ verdict: true, verdicts: [{ so: true, by: { id: 'disp-1' }, derived: false }] });
    expect(await operator.ask('judgeAlarm', { params: { id: alarm?.id ?? '' }, body: { so: false } })).toMatchObject({ ok: false, status: 403 });
  });

  it('a handled case passes its check by the series', async () => {
    await level('w-3', 400, 0);
    await course('w-3', 0.2, 0.2, 0.2, 0.2);
    const [alarm] = await alarmsOf('w-3'), id = alarm?.case?.id ?? '', handler = await h.as('h-wtr-1');
    await dispatcher.does(id, { type: 'dispatch', department: 'WTR' as never });
    await rest();
    await handler.does(id, { type: 'accept', assignee: 'h-wtr-1' as never });
    await course('w-3', ...Array.from({ length: 30 }, () => 0.03));
    await handler.does(id, { type: 'resolve', note: '已抽排', evidence: [await handler.upload(await photo())] });
    await rest();
    await course('w-3', 0.03, 0.02);
    await h.advance('1m');
    const view = await dispatcher.want('case', { params: { id } });
    const why = { code: 'sensor-stable', device: '积水站 w-3', metric: 'level', from: expect.any(Number) as number, to: expect.any(Number) as number, samples: expect.any(Number) as number };
    expect(view.timeline.find((e) => e.type === 'CaseVerified')).toMatchObject({ by: { id: 'system' }, why, data: { passed: true } });
    // The evidence is the series itself: so many readings of these minutes, all of them low.
    const said = view.timeline.find((e) => e.type === 'CaseVerified')?.why as unknown as { from: number; to: number; samples: number }, [series] = await dispatcher.want('seriesOfDevice', { params: { device: 'w-3' } });
    const { points } = await dispatcher.want('curve', { params: { series: series?.id ?? '' }, query: { from: said.from, to: said.to + 1 } });
    expect(said.samples).toBeGreaterThanOrEqual(3);
    expect([points.length > 0, points.every((p) => (p.high ?? p.value ?? 0) < 0.08)]).toEqual([true, true]);
    expect(view.stage).toBe('closure');
  });

  it('a maintenance window keeps the alarm, and its case comes when the window ends', async () => {
    await level('w-4', -400, 0);
    const window = await dispatcher.want('addSuppression', { body: { kind: 'maintenance', from: h.clock.now(), to: h.clock.now() + 3_600_000, covers: { devices: ['w-4'] }, lifeSafety: true, reason: '雨水管清淤' }, headers: key() });
    await course('w-4', 0.2, 0.2, 0.2, 0.2);
    expect(await alarmsOf('w-4')).toMatchObject([{ case: null, held: { why: 'suppressed', window: window.id } }]);
    expect((await dispatcher.want('suppressions', { query: { active: 'true' } }))[0]).toMatchObject({ id: window.id, holds: 1 });
    expect(await dispatcher.ask('addSuppression', { body: { kind: 'exemption', from: 1_700_000_000_000, to: null, covers: { cells: ['532323'] }, reason: '试' }, headers: key() })).toMatchObject({ ok: false, status: 403 });
    await dispatcher.want('endSuppression', { params: { id: window.id } });
    await rest();
    expect(await alarmsOf('w-4')).toMatchObject([{ case: { number: expect.any(String) }, held: null }]);
  });

  describe('a rule is tried before it acts', () => {
    let wish: TriggerRuleWish;
    const act = (who: Client, action: 'shadow' | 'live' | 'off', version = 2) => who.ask('actOnTriggerRule', { params: { rule: 'water-on-road', action }, body: { version } });

    it('is written by who may write the rule book', async () => {
      const full = await operator.want('triggerRule', { params: { rule: 'water-on-road' } });
      wish = { ...(full.versions[0]?.rule as TriggerRuleWish), levels: [{ severity: 'notice', raise: 0.05, clear: 0.04 }], for: 0 };
      const draft = (who: Client, rule: TriggerRuleWish) => who.ask('draftTriggerRule', { params: { rule: 'water-on-road' }, body: { rule, note: '更敏感' } });
      expect(await draft(dispatcher, wish)).toMatchObject({ ok: false, status: 403 });
      expect(await draft(operator, { ...wish, action: { ...wish.action, classId: 'E9999' as never } })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/rule/action/classId' }] } });
      expect(await draft(operator, { ...wish, levels: [{ severity: 'notice', raise: 0.1, clear: 0.2 }] })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/rule/levels/0/clear' }] } });
      expect(await draft(operator, wish)).toMatchObject({ ok: true, body: { version: 2, state: 'draft', allowed: ['edit', 'try', 'shadow', 'off'] } });
    });

    it('is run over the history beside the one in force', async () => {
      const trial = await operator.want('tryTriggerRule', { params: { rule: 'water-on-road' }, body: { version: 2, from: h.clock.now() - 86_400_000, to: h.clock.now() } });
      expect(trial).toMatchObject({ version: 2, against: { version: 1 }, by: { id: 'op-1' } });
      expect(trial.figures.alarms).toBeGreaterThanOrEqual(4);
      expect(trial.figures.readings).toBeGreaterThan(20);
      // Each stands further from the others than what makes one case of two.
      expect([trial.against?.figures.alarms, trial.against?.figures.cases, trial.against?.figures.flaps]).toEqual([4, 4, 0]);
      // Alarm by alarm, so that a person sees which ones would be new.
      expect(trial.against?.examples.map((e) => e.device).sort()).toEqual(['w-1', 'w-2', 'w-3', 'w-4']);
      // Known verdicts are held against both: the one that somebody said was so.
      expect(trial.against?.figures.hits).toBeGreaterThanOrEqual(1);
      expect(trial.examples[0]).toMatchObject({ metric: 'level' });
    });

    it('what was tried stands: a change is another version', async () => {
      expect(await operator.want('draftTriggerRule', { params: { rule: 'water-on-road' }, body: { rule: wish } })).toMatchObject({ version: 3, state: 'draft' });
    });

    it('is in force only after a trial on history and on trial, and by a second person', async () => {
      expect(await act(supervisor, 'live', 3)).toMatchObject({ ok: false, problem: { code: 'rule-untried' } });
      expect(await act(operator, 'shadow', 3)).toMatchObject({ ok: true, body: { state: 'shadow' } });
      expect(await act(supervisor, 'live', 3)).toMatchObject({ ok: false, problem: { code: 'rule-untried' } });
      await level('w-5', 0, -400);
      await course('w-5', 0.06, 0.06);
      expect(await alarmsOf('w-5')).toMatchObject([{ trial: true, case: null, rule: { version: 3 } }]);
      await operator.want('tryTriggerRule', { params: { rule: 'water-on-road' }, body: { version: 3, from: h.clock.now() - 3_600_000, to: h.clock.now() } });
      expect(await act(operator, 'live', 3)).toMatchObject({ ok: false, status: 403 });
      expect(await act(supervisor, 'live', 3)).toMatchObject({ ok: true, body: { state: 'live' } });
      const full = await operator.want('triggerRule', { params: { rule: 'water-on-road' } });
      expect(full.versions.map((v) => [v.version, v.state])).toEqual([[3, 'live'], [2, 'off'], [1, 'off']]);
      expect(full.log.map((l) => [l.act, l.version, l.by?.id ?? null]).reverse()).toEqual([['enabled', 1, null], ['written', 2, 'op-1'], ['tried', 2, 'op-1'], ['disabled', 2, 'op-1'], ['written', 3, 'op-1'], ['shadowed', 3, 'op-1'], ['tried', 3, 'op-1'], ['disabled', 1, 'sup-1'], ['enabled', 3, 'sup-1']]);
      await course('w-5', 0.06, 0.06);
      expect((await alarmsOf('w-5')).find((a) => !a.trial)).toMatchObject({ rule: { version: 3 }, case: { number: expect.any(String) } });
    });

    it('switched off, what it had firing is withdrawn and its cases stay', async () => {
      const before = (await alarmsOf('w-5')).find((a) => !a.trial);
      expect(await act(supervisor, 'off', 3)).toMatchObject({ ok: true, body: { state: 'off' } });
      await rest();
      await h.advance('3h');
      // By then the silence of the device is an alarm of another rule.
      expect((await alarmsOf('w-5')).find((a) => a.id === before?.id)).toMatchObject({ clearedAt: expect.any(Number) });
      expect((await dispatcher.want('case', { params: { id: before?.case?.id ?? '' } })).stage).not.toBe('closed');
    });
  });
});
