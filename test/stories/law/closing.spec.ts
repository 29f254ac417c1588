import type { ClassId, ConditionId, DepartmentId } from '#domain';
import { backends, CELLS, placeIn, startHarness, watch, type Harness } from '../../harness/index.js';

const HOUR = 3_600_000;
/** 坑槽: danger to life, two hours round the clock; never closed without a person looking. */
const POTHOLE = { classId: 'E0113' as ClassId, conditionId: 'E0113-1' as ConditionId };

describe.each(backends())('after handling (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend }); });
  afterAll(async () => { await h?.stop(); });
  const { view, facts, told, does, refusal, proof, accepts, resolves, verifies } = watch(() => h);
  const closed = async (): Promise<string> => {
    const id = await h.reported();
    await accepts('h-san-1', id);
    await resolves('h-san-1', id);
    await verifies('gm-101', id);
    expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    return id;
  };

  describe('feedback', () => {
    const cell = CELLS[2] ?? '';
    const resolve = (...evidence: string[]) => ({ type: 'resolve', note: 'taken away', evidence }) as const;

    it('shows the place as it is now: a photo from elsewhere, or from before it was given out, is refused', async () => {
      const id = await h.reported({ position: { ...placeIn(cell), accuracy: 8 } });
      await accepts('h-san-1', id);
      const given = h.clock.now();
      await h.advance('1h');
      const here = placeIn(cell, 120, 60), elsewhere = placeIn(cell, 0, 600);
      const good = await proof('h-san-1', { place: here, at: h.clock.now() });
      expect(await refusal('h-san-1', id, resolve())).toBe('evidence-required');
      expect(await refusal('h-san-1', id, resolve(await proof('h-san-1', { place: elsewhere, at: h.clock.now() })))).toBe('photo-elsewhere');
      expect(await refusal('h-san-1', id, resolve(await proof('h-san-1', { place: here, at: given - 60_000 })))).toBe('photo-old');
      // One good photo does not cover for another one.
      expect(await refusal('h-san-1', id, resolve(good, await proof('h-san-1', { at: given - 60_000 })))).toBe('photo-old');
      expect(await view(id)).toMatchObject({ stage: 'handling' });
      await does('h-san-1', id, resolve(good));
      expect(await facts(id, 'CaseResolved')).toMatchObject([{ data: { presence: 'at-place' } }]);
      await verifies('gm-101', id);
    });

    it('without a place is taken, and nobody claims that somebody was there', async () => {
      const id = await h.reported({ position: { ...placeIn(CELLS[4]), accuracy: 8 } });
      await accepts('h-san-1', id);
      await does('h-san-1', id, resolve(await proof('h-san-1')));
      expect(await facts(id, 'CaseResolved')).toMatchObject([{ data: { presence: 'unknown' } }]);
      expect(await told('gm-101', id)).toContain('to-verify');
      await verifies('gm-101', id);
    });

    it('of a case that came back must be newer than its closing', async () => {
      const position = { ...placeIn(CELLS[6]), accuracy: 8 }, id = await h.reported({ position });
      await accepts('h-san-1', id);
      const first = h.clock.now();
      await resolves('h-san-1', id);
      await verifies('gm-101', id);
      await h.advance('1h');
      await does('sup-1', id, { type: 'reopen', reason: 'it lies there still' });
      await h.quiesce();
      await accepts('h-san-1', id);
      expect(await refusal('h-san-1', id, resolve(await proof('h-san-1', { place: position, at: first - 60_000 })))).toBe('photo-old');
      await does('h-san-1', id, resolve(await proof('h-san-1', { place: position, at: h.clock.now() })));
      await verifies('gm-101', id);
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    });
  });

  describe('verification', () => {
    it('is never by whoever handled it, nor by whoever decided whose it is', async () => {
      const id = await h.reported();
      await does('disp-1', id, { type: 'dispute', reason: 'both point at each other' });
      await does('sup-1', id, { type: 'rule', department: 'SAN' as DepartmentId, ground: 'the street belongs to the town' });
      await accepts('h-san-1', id);
      await resolves('h-san-1', id);
      for (const account of ['h-san-1', 'lead-san']) {
        expect(await refusal(account, id, { type: 'verify', passed: true })).toBe('forbidden');
        expect((await view(id, account)).allowed).not.toContain('verify');
      }
      expect(await refusal('sup-1', id, { type: 'verify', passed: true })).toBe('same-person');
      expect((await view(id, 'sup-1')).allowed).not.toContain('verify');
      await verifies('gm-101', id);
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    });

    it('that fails says why and sends it back, on half the limit, from now', async () => {
      const id = await h.reported();
      await accepts('h-san-1', id);
      await h.advance('1h');
      await resolves('h-san-1', id);
      expect(await refusal('gm-101', id, { type: 'verify', passed: false })).toBe('evidence-required');
      await does('gm-101', id, { type: 'verify', passed: false, note: 'half of it is still there' });
      const back = await view(id);
      expect(back).toMatchObject({ stage: 'handling', assignee: 'h-san-1', rework: 1, clocks: { handling: { limit: { amount: 2 * HOUR, unit: 'working' }, used: 0, since: h.clock.now() } } });
      expect(await told('h-san-1', id)).toContain('reworked');
      await resolves('h-san-1', id);
      await verifies('gm-101', id);
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed', rework: 1 });
    });

    it('is not the last word: the centre may send it back as well', async () => {
      const id = await h.reported();
      await accepts('h-san-1', id);
      await resolves('h-san-1', id);
      await does('disp-2', id, { type: 'rework', reason: 'the photo shows another corner' });
      expect(await view(id)).toMatchObject({ stage: 'handling', rework: 1, clocks: { handling: { limit: { amount: 2 * HOUR, unit: 'working' } } } });
      expect(await told('h-san-1', id)).toContain('reworked');
      await resolves('h-san-1', id);
      await verifies('gm-101', id);
    });
  });

  describe('closing', () => {
    it('is by somebody who did not dispatch it', async () => {
      const id = await h.reported(POTHOLE);
      await does('lead-mun', id, { type: 'request', kind: 'return', reason: 'ours, but the crew is elsewhere' });
      await does('disp-2', id, { type: 'grant' });
      await does('disp-1', id, { type: 'dispatch', department: 'MUN' as DepartmentId });
      await accepts('h-mun-1', id);
      await resolves('h-mun-1', id);
      await verifies('gm-101', id);
      // Danger to life is never closed by the automation.
      expect(await view(id)).toMatchObject({ stage: 'closure', dispatchedBy: 'disp-1' });
      expect(await refusal('disp-1', id, { type: 'close' })).toBe('same-person');
      expect((await view(id, 'disp-1')).allowed).not.toContain('close');
      await does('disp-2', id, { type: 'close' });
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    });

    it('waits for the shares of others', async () => {
      const id = await h.reported(POTHOLE);
      await does('lead-mun', id, { type: 'addTask', kind: 'joint', department: 'TPD' as DepartmentId, text: 'divert the traffic', limit: { amount: HOUR, unit: 'continuous' } });
      await accepts('h-mun-1', id);
      await resolves('h-mun-1', id);
      await verifies('gm-101', id);
      expect(await refusal('disp-2', id, { type: 'close' })).toBe('tasks-open');
      await does('h-tpd-1', id, { type: 'acceptTask', task: 1, assignee: 'h-tpd-1' as never });
      await does('h-tpd-1', id, { type: 'finishTask', task: 1, note: 'diverted', evidence: [await proof('h-tpd-1')] });
      expect(await refusal('disp-2', id, { type: 'close' })).toBe('tasks-open');
      await does('gm-101', id, { type: 'verifyTask', task: 1, passed: true });
      await does('disp-2', id, { type: 'close' });
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    });
  });

  describe('an ending against the usual course', () => {
    it('is proposed by one with the papers and approved by a second, and counted apart', async () => {
      const id = await h.reported();
      await accepts('h-san-1', id);
      expect(await refusal('h-san-1', id, { type: 'propose', kind: 'forced', reason: 'in court', document: '牟城管〔2026〕1号' })).toBe('forbidden');
      expect(await refusal('disp-1', id, { type: 'propose', kind: 'forced', reason: 'in court' })).toBe('document-required');
      await does('disp-1', id, { type: 'propose', kind: 'forced', reason: 'in court', document: '牟城管〔2026〕1号' });
      expect(await view(id)).toMatchObject({ stage: 'handling', proposal: { kind: 'forced', by: 'disp-1' } });
      expect(await refusal('disp-2', id, { type: 'propose', kind: 'voided', reason: 'a mistake' })).toBe('proposal-pending');
      expect(await refusal('disp-2', id, { type: 'approve' })).toBe('forbidden');
      expect(await told('sup-1', id)).toContain('proposed');
      await does('sup-1', id, { type: 'approve' });
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'forced', proposal: null });
      expect(await facts(id, 'CaseClosed')).toMatchObject([{ by: { id: 'sup-1' }, data: { outcome: 'forced', reason: 'in court', document: '牟城管〔2026〕1号', proposedBy: 'disp-1' } }]);
    });

    it('is never approved by whoever proposed it, and a rejected one changes nothing', async () => {
      const id = await h.reported();
      await does('sup-1', id, { type: 'propose', kind: 'voided', reason: 'a drill' });
      expect(await refusal('sup-1', id, { type: 'approve' })).toBe('same-person');
      await does('leader-1', id, { type: 'reject', note: 'it was no drill' });
      expect(await view(id)).toMatchObject({ stage: 'acceptance', proposal: null, outcome: null });
      await does('sup-1', id, { type: 'propose', kind: 'voided', reason: 'it was: see the plan' });
      await does('leader-1', id, { type: 'approve' });
      expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'voided' });
    });

    it('leaves the figures in its own column: a forced one counts as closed, a voided one in no rate', async () => {
      const day = { from: '2026-11-24', to: '2026-11-24' };
      const count = async (measure: string) => (await (await h.as('leader-1')).want('figures', { query: day })).filter((f) => f.measure === measure).reduce((sum, f) => sum + f.count, 0);
      await h.quiesce();
      const before = { reported: await count('reported'), closed: await count('closed'), forced: await count('forced'), voided: await count('voided') };
      const [one, other] = [await h.reported(), await h.reported()];
      for (const [id, kind] of [[one, 'forced'], [other, 'voided']] as const) {
        await does('disp-1', id, { type: 'propose', kind, reason: 'said so', document: '牟城管〔2026〕2号' });
        await does('sup-1', id, { type: 'approve' });
      }
      await h.quiesce();
      expect({ reported: await count('reported'), closed: await count('closed'), forced: await count('forced'), voided: await count('voided') })
        .toEqual({ reported: before.reported + 1, closed: before.closed + 1, forced: before.forced + 1, voided: before.voided + 1 });
      const desk = await h.as('disp-1');
      for (const outcome of ['forced', 'voided'] as const) {
        const { items } = await desk.want('counts', { query: { outcome } });
        expect(items.every(({ stage }) => stage === 'closed')).toBe(true);
        expect(items.reduce((sum, { count: n }) => sum + n, 0)).toBe(2);
      }
    });
  });

  it('what comes back at the same place soon after is linked to what was closed, and both say so', async () => {
    const spot = placeIn(CELLS[9]);
    const again = (metres: number) => h.reported({ position: { ...placeIn(CELLS[9], metres), accuracy: 8 } });
    const first = await h.reported({ position: { ...spot, accuracy: 8 } });
    await accepts('h-san-1', first);
    await resolves('h-san-1', first);
    await verifies('gm-101', first);
    await h.advance('3d');
    const second = await again(12), farther = await again(90);
    expect(await facts(second, 'RecurrenceLinked')).toMatchObject([{ data: { of: first }, why: { code: 'same-place', of: first, metres: 12, days: 3 }, by: { role: 'system' } }]);
    expect(await view(second)).toMatchObject({ recurrenceOf: first, stage: 'acceptance' });
    expect(await view(farther)).toMatchObject({ recurrenceOf: null });
    expect(await view(first)).toMatchObject({ stage: 'closed', recurrences: [second] });
    const day = new Date(h.clock.now() + 8 * HOUR).toISOString().slice(0, 10);
    expect((await (await h.as('leader-1')).want('figures', { query: { from: day, to: day } })).filter((f) => f.measure === 'recurred')).toMatchObject([{ count: 1 }]);
  });

  it('a closed case is opened again by a supervisor within thirty days, and goes its way anew', async () => {
    const id = await closed(), other = await closed();
    await h.advance('29d');
    expect(await refusal('disp-1', id, { type: 'reopen', reason: 'back again' })).toBe('forbidden');
    await does('sup-1', id, { type: 'reopen', reason: 'back again' });
    await h.quiesce();
    expect(await view(id)).toMatchObject({ stage: 'acceptance', outcome: null, department: 'SAN', closedAt: null, clocks: { handling: { used: 0, since: h.clock.now() } } });
    expect(await told('h-san-1', id)).toContain('reopened');
    await h.advance('1d1s');
    expect(await refusal('sup-1', other, { type: 'reopen', reason: 'back again' })).toBe('too-late');
  });

  describe('an appeal', () => {
    /** A case with a mark against its department: done once more. */
    const marked = async (): Promise<string> => {
      const id = await h.reported();
      await accepts('h-san-1', id);
      await resolves('h-san-1', id);
      await does('gm-101', id, { type: 'verify', passed: false, note: 'not clean' });
      await resolves('h-san-1', id);
      await verifies('gm-101', id);
      expect(await view(id)).toMatchObject({ stage: 'closed', rework: 1, exempt: false });
      return id;
    };

    it('is decided by two; the mark is taken off, the fact stays', async () => {
      const id = await marked();
      // Whoever has nothing to do with it does not even see it.
      expect(await refusal('lead-um', id, { type: 'appeal', reason: 'unfair' })).toBe('unknown-case');
      expect(await refusal('h-san-1', id, { type: 'appeal', reason: 'unfair' })).toBe('forbidden');
      expect(await refusal('sup-1', id, { type: 'review', agree: true, note: 'nothing to review' })).toBe('no-appeal');
      await does('lead-san', id, { type: 'appeal', reason: 'somebody dumped it again before the check', evidence: [await proof('lead-san')] });
      expect([await told('sup-1', id), await told('leader-1', id)]).toEqual([expect.arrayContaining(['appealed']), expect.arrayContaining(['appealed'])]);
      await does('sup-1', id, { type: 'review', agree: true, note: 'the camera shows it' });
      expect(await view(id)).toMatchObject({ exempt: false, appeal: { state: 'open', department: 'SAN' } });
      expect(await refusal('sup-1', id, { type: 'review', agree: true, note: 'and again' })).toBe('same-person');
      await does('leader-1', id, { type: 'review', agree: true, note: 'agreed' });
      expect(await view(id)).toMatchObject({ exempt: true, rework: 1, outcome: 'fixed', appeal: { state: 'granted', votes: [{ by: 'sup-1', agree: true }, { by: 'leader-1', agree: true }] } });
      expect(await told('lead-san', id)).toContain('appeal-decided');
      expect(await facts(id, 'CaseVerified')).toMatchObject([{ data: { passed: false } }, { data: { passed: true } }]);
      expect(await refusal('lead-san', id, { type: 'appeal', reason: 'once more' })).toBe('already-done');
    });

    it('falls with the first who does not agree, and there is no second one', async () => {
      const id = await marked();
      await does('lead-san', id, { type: 'appeal', reason: 'unfair' });
      await does('leader-1', id, { type: 'review', agree: false, note: 'the photo is plain' });
      expect(await view(id)).toMatchObject({ exempt: false, appeal: { state: 'declined' } });
      expect(await refusal('sup-1', id, { type: 'review', agree: true, note: 'too late for me' })).toBe('no-appeal');
      expect(await refusal('lead-san', id, { type: 'appeal', reason: 'once more' })).toBe('already-done');
    });

    it('comes within ten days', async () => {
      const [id, other] = [await marked(), await marked()];
      await h.advance('10d');
      await does('lead-san', id, { type: 'appeal', reason: 'on the last day' });
      await h.advance('1s');
      expect(await refusal('lead-san', other, { type: 'appeal', reason: 'unfair' })).toBe('too-late');
    });
  });
});
