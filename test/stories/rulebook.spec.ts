import { startHarness, backends, type Client, type Harness } from '../harness/index.js';
import { randomUUID } from 'node:crypto';

const DAY = 86_400_000;

describe.each(backends())('the rule book is changed by two people, on %s', (backend) => {
  let h: Harness, supervisor: Client, leader: Client, operator: Client;
  beforeAll(async () => {
    h = await startHarness({ backend });
    [supervisor, leader, operator] = await Promise.all([h.as('sup-1'), h.as('leader-1'), h.as('op-1')]);
  });
  afterAll(async () => { await h?.stop(); });

  const act = async (who: Client, id: string, action: string, body: object = {}) => {
    const { version } = await who.want('ruleDraft', { params: { id } });
    return who.ask('actOnRuleDraft', { params: { id, action }, body, headers: { 'if-match': `"v${version}"`, 'idempotency-key': randomUUID() } });
  };
  const exported = async (kind: string, format: 'yaml' | 'xlsx'): Promise<Buffer> => Buffer.from(await (await supervisor.fetch(`/api/rulebook/${kind}/export?format=${format}`)).arrayBuffer());
  const imported = (kind: string, file: Buffer, effectiveFrom: string): Promise<Response> => supervisor.fetch(`/api/rulebook/${kind}/import?effectiveFrom=${effectiveFrom}`, {
    method: 'POST', body: new Uint8Array(file), headers: { 'content-type': 'application/octet-stream', 'idempotency-key': randomUUID() },
  });

  it('a file with faults is refused whole, each named by its line; mended, it becomes a draft that shows what it would do', async () => {
    const yaml = (await exported('duty', 'yaml')).toString('utf8'), before = await supervisor.want('ruleDrafts');
    const faulty = await imported('duty', Buffer.from(yaml.replaceAll('main: SAN', 'main: ZZZ')), '2026-11-25');
    const problem = (await faulty.json()) as { code: string; errors: { message: string; at?: { line?: number } }[] };
    expect([faulty.status, problem.code]).toEqual([422, 'rulebook-faults']);
    expect(problem.errors.length).toBeGreaterThan(1);
    for (const { message, at } of problem.errors) {
      expect(message).toMatch(/ZZZ/);
      expect(yaml.split('\n')[(at?.line ?? 0) - 1]).toMatch(/main: SAN/);
    }
    expect(await supervisor.want('ruleDrafts')).toEqual(before);
    const sound = await imported('duty', Buffer.from(yaml), '2026-11-25');
    expect(sound.status).toBe(201);
    await act(supervisor, ((await sound.json()) as { id: string }).id, 'withdraw');
  });

  it('old cases keep what they were filed under; new ones get the new limit from the day on; nobody approves what he wrote', async () => {
    const id = await h.reported();
    const filed = await supervisor.want('case', { params: { id } });
    const { content } = await supervisor.want('ruleContent', { params: { kind: 'catalogue' } }) as { content: { classes: { id: string; conditions: { id: string; limit: { value: number; unit: string } }[] }[] } };
    const heap = content.classes.find((c) => c.id === 'E0110');
    expect(heap).toBeDefined();
    const shorter = { ...heap, conditions: heap?.conditions.map((c) => (c.id === 'E0110-1' ? { ...c, limit: { value: 1, unit: 'work_hour' } } : c)) };
    const draft = await supervisor.want('createRuleDraft', {
      body: { effectiveFrom: '2026-11-25', note: 'rubbish is cleared within the hour', parts: { catalogue: { changes: [{ list: 'classes', put: shorter }] } } }, headers: { 'idempotency-key': randomUUID() },
    });
    const preview = await leader.want('ruleDraftPreview', { params: { id: draft.id } });
    expect(preview.effects.find((e) => e.effect === 'limit-changes')?.examples.map((e) => e.id)).toContain(id);
    expect((await act(supervisor, draft.id, 'submit')).ok).toBe(true);
    expect(await act(supervisor, draft.id, 'approve')).toMatchObject({ ok: false, problem: { code: 'own-draft' } });
    expect(await act(operator, draft.id, 'approve')).toMatchObject({ ok: false, problem: { code: 'no-right' } });
    expect(await act(leader, draft.id, 'approve', { note: 'agreed' })).toMatchObject({ ok: true, body: { state: 'approved', decidedBy: { id: 'leader-1' } } });
    // It holds from tomorrow morning.
    const today = await h.reported();
    expect((await supervisor.want('case', { params: { id: today } })).terms?.limit).toEqual(filed.terms?.limit);
    h.clock.advance(DAY);
    await h.quiesce();
    const tomorrow = await h.reported();
    expect((await supervisor.want('case', { params: { id: tomorrow } })).terms).toMatchObject({ limit: { amount: 3_600_000, unit: 'working' }, edition: (filed.terms?.edition ?? 0) + 1 });
    expect((await supervisor.want('case', { params: { id } })).terms).toEqual(filed.terms);
    const [newest] = await supervisor.want('ruleVersions', { params: { kind: 'catalogue' } });
    expect(newest).toMatchObject({ author: { id: 'sup-1' }, publishedBy: { id: 'leader-1' }, standing: 'in-force' });
  });

  it('goes out as a workbook and comes back as the very same', async () => {
    for (const kind of ['catalogue', 'duty', 'ladder', 'calendar', 'departments']) {
      const answer = await imported(kind, await exported(kind, 'xlsx'), '2026-12-01');
      expect([kind, answer.status]).toEqual([kind, 201]);
      const { id } = (await answer.json()) as { id: string };
      const whole = await supervisor.want('ruleDraft', { params: { id } });
      expect([kind, whole.faults, whole.parts.flatMap((p) => p.differences)]).toEqual([kind, [], []]);
    }
  });

  it('is read by the centre alone', async () => {
    for (const who of ['gm-101', 'h-san-1', 'lead-san']) expect(await (await h.as(who)).ask('ruleBook')).toMatchObject({ ok: false, problem: { code: 'no-right' } });
    expect((await h.stranger.ask('ruleBook')).status).toBe(401);
  });
});
