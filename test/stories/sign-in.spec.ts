import { Client, DEMO_PASSWORD, startHarness, type Harness } from '../harness/index.js';

describe('signing in', () => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); });
  afterAll(async () => { await h?.stop(); });

  it('opens nothing without a sign-in but what is marked public', async () => {
    const { stranger } = h;
    for (const name of ['cases', 'me', 'people', 'reference', 'cells', 'notices', 'changes', 'parked'] as const) expect(await stranger.ask(name)).toMatchObject({ ok: false, status: 401, problem: { code: 'not-signed-in' } });
    for (const name of ['live', 'ready', 'openapi'] as const) expect(await stranger.ask(name)).toMatchObject({ ok: true });
    expect((await stranger.fetch('/admin/queues')).status).toBe(401);
  });

  it('keeps a person signed in by the cookie until they sign out', async () => {
    const person = new Client(h.url);
    const answer = await person.signIn('disp-1', DEMO_PASSWORD);
    expect(answer).toMatchObject({ ok: true, body: { id: 'disp-1', role: 'dispatcher' } });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(answer.headers.get('set-cookie')).toMatch(/SameSite=Lax/i);
    expect(await person.ask('me')).toMatchObject({ ok: true, body: { id: 'disp-1' } });
    const kept = person.at(h.url);
    await person.want('signOut');
    expect(await kept.ask('me')).toMatchObject({ ok: false, status: 401 });
  });

  it('says no more of a wrong account than of a wrong password', async () => {
    const [account, password] = await Promise.all([h.stranger.signIn('nobody-9', 'wrong-password'), h.stranger.signIn('disp-3', 'wrong-password')]);
    expect(account).toMatchObject({ ok: false, status: 401, problem: { code: 'wrong-password' } });
    if (account.ok || password.ok) return;
    expect({ ...account.problem, instance: '' }).toEqual({ ...password.problem, instance: '' });
  });

  it('slows down who guesses, and not the others', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 30; i++) {
      const answer = await h.stranger.signIn('lead-um', `guess-${i}`);
      if (answer.ok) throw new Error('guessed');
      codes.push(answer.problem.code);
      if (answer.problem.code !== 'too-many-attempts') continue;
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      break;
    }
    expect(codes.at(-1)).toBe('too-many-attempts');
    // Also with the right password the account waits; a colleague does not.
    expect(await new Client(h.url).signIn('lead-um', DEMO_PASSWORD)).toMatchObject({ ok: false, problem: { code: 'too-many-attempts' } });
    expect(await new Client(h.url).signIn('lead-mun', DEMO_PASSWORD)).toMatchObject({ ok: true });
  });

  it('gives machines a token that an operator issues and nobody else can', async () => {
    const operator = await h.as('op-1');
    const { token } = await operator.want('createToken', { body: { account: 'dev-1', label: 'camera on the square' } });
    const device = new Client(h.url, token);
    expect(await device.ask('me')).toMatchObject({ ok: true, body: { id: 'dev-1', role: 'device' } });
    expect(await device.ask('parked')).toMatchObject({ ok: false, status: 403, problem: { code: 'no-right' } });
    expect(await (await h.as('disp-1')).ask('createToken', { body: { account: 'dev-1', label: 'mine' } })).toMatchObject({ ok: false, status: 403 });
    expect(await new Client(h.url, `${token}x`).ask('me')).toMatchObject({ ok: false, status: 401 });
  });

  it('takes no command from a page of another origin', async () => {
    const desk = await h.as('disp-1');
    const foreign = await desk.fetch('/api/session', { method: 'DELETE', headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
    expect(await desk.ask('me')).toMatchObject({ ok: true });
  });

  it('shows the queues to operators only', async () => {
    expect((await (await h.as('disp-1')).fetch('/admin/queues')).status).toBe(403);
    const page = await (await h.as('op-1')).fetch('/admin/queues');
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('googleapis');
    const queues = await (await h.as('op-1')).fetch('/admin/queues/api/queues');
    expect(queues.status).toBe(200);
    expect(((await queues.json()) as { queues: { name: string; readOnlyMode: boolean }[] }).queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
  });
});
