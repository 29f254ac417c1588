import { pushPayloadSchema } from '#contract';
import { Client, DEMO_PASSWORD, Play, startHarness, type Harness } from '../harness/index.js';
import { PushService } from '../harness/push-service.js';

describe('push to browsers', () => {
  let h: Harness;
  let play: Play;
  let service: PushService;
  let key = '';
  beforeAll(async () => {
    service = await PushService.start(() => key);
    h = await startHarness({ backend: 'postgres', env: { GRID_WEBHOOK_PRIVATE: 'true' } });
    play = new Play(h);
    ({ key } = await (await h.as('h-san-1')).want('pushKey'));
  });
  afterAll(async () => { await h?.stop(); await service?.stop(); });
  afterEach(() => { expect(service.refused.splice(0)).toEqual([]); service.taken.splice(0); service.answers.clear(); });

  const subscribe = async (who: string, browser = service.browser()): Promise<string> => { await (await h.as(who)).want('subscribePush', { body: browser }); return browser.endpoint; };
  const unsubscribe = async (who: string, endpoint: string): Promise<number> => (await (await h.as(who)).want('unsubscribePush', { body: { endpoint } })).browsers;
  const lines = (endpoint: string): Promise<{ state: string; attempts: number }[]> =>
    h.database.query('select s.state, s.attempts from notice_sent s join push_subscription p on s.line = $1 || p.id where p.endpoint = $2 order by s.created_at', ['push:', endpoint]);

  it('reaches a subscribed browser: signed for its service, readable by it alone, without names or words that people wrote', async () => {
    const endpoint = await subscribe('lead-san'), id = await play.reported({ text: '张大妈家门口，电话 13812345678' });
    const [delivery, ...more] = service.taken;
    expect(more).toEqual([]);
    expect([`${service.url}${delivery?.path ?? ''}`, delivery?.subject]).toEqual([endpoint, 'mailto:operator@grid-dispatch.invalid']);
    const payload = pushPayloadSchema.parse(delivery?.payload), { number } = await play.view(id);
    expect(payload).toMatchObject({ url: `desk/case/${id}`, tag: `case-${id}`, urgent: false, at: h.clock.now() });
    expect(payload.body).toContain(number);
    expect(payload.body).toContain('暴露垃圾');
    expect(JSON.stringify(payload)).not.toMatch(/张大妈|138|gm-101|disp-1/);
    expect(delivery?.headers).toMatchObject({ ttl: '86400', urgency: 'normal', topic: id.replaceAll('-', '') });
    expect(await unsubscribe('lead-san', endpoint)).toBe(0);
  });

  it('keeps the key for good, and is told in the phone’s own pages what a grid member has to do', async () => {
    expect((await (await h.as('gm-101')).want('pushKey')).key).toBe(key);
    const endpoint = await subscribe('gm-101'), id = await play.reported();
    service.taken.splice(0);
    await play.accepted(id);
    await play.resolved(id);
    expect(service.taken.map(({ payload }) => payload['url'])).toContain(`field/case/${id}`);
    await unsubscribe('gm-101', endpoint);
  });

  it('forgets a browser that its service no longer knows, and troubles nobody with it', async () => {
    for (const status of [404, 410]) {
      const endpoint = await subscribe('lead-san');
      service.answers.set(new URL(endpoint).pathname, { status });
      await play.reported();
      expect(await h.database.query('select 1 from push_subscription where endpoint = $1', [endpoint])).toEqual([]);
    }
    expect((await (await h.as('op-1')).want('parked')).filter(({ id }) => id.startsWith('push:'))).toEqual([]);
  });

  it('tries again later when the service is busy, the same message under the same topic', async () => {
    const endpoint = await subscribe('lead-san'), path = new URL(endpoint).pathname;
    service.answers.set(path, { status: 429, retryAfter: '120' });
    await play.reported();
    expect(await lines(endpoint)).toEqual([{ state: 'waiting', attempts: 1 }]);
    service.answers.clear();
    await h.advance('90s');
    expect(service.taken).toEqual([]);
    await h.advance('40s');
    expect(service.taken).toHaveLength(1);
    expect(await lines(endpoint)).toEqual([{ state: 'sent', attempts: 2 }]);
    await unsubscribe('lead-san', endpoint);
  });

  it('is quiet when its owner wants it quiet', async () => {
    const endpoint = await subscribe('lead-san'), lead = await h.as('lead-san'), wish = await lead.want('noticePreference');
    await lead.want('setNoticePreference', { body: { ...wish, quiet: { from: '08:00', to: '12:00' } } });
    await play.reported();
    expect(service.taken).toEqual([]);
    await h.advance('4h');
    expect(service.taken.length).toBeGreaterThan(0);
    await lead.want('setNoticePreference', { body: wish });
    await unsubscribe('lead-san', endpoint);
  });

  it('belongs to whoever subscribed the browser last, and only its owner can end it', async () => {
    const browser = service.browser();
    await subscribe('h-san-1', browser);
    await subscribe('h-san-1', browser);
    expect(await h.database.query('select person from push_subscription')).toEqual([{ person: 'h-san-1' }]);
    await subscribe('lead-san', browser);
    expect(await h.database.query('select person from push_subscription')).toEqual([{ person: 'lead-san' }]);
    await unsubscribe('h-san-1', browser.endpoint);
    expect(await h.database.query('select person from push_subscription')).toEqual([{ person: 'lead-san' }]);
    for (let i = 0; i < 11; i++) await subscribe('lead-san');
    expect(await h.database.query('select count(*)::int as n from push_subscription')).toEqual([{ n: 10 }]);
    await h.database.query('delete from push_subscription');
  });

  it('ends with the session it was made in, however that ends, and not with a night', async () => {
    const made = async (): Promise<{ who: Client; endpoint: string; hash: Buffer }> => {
      const who = new Client(h.url), { endpoint, keys } = service.browser();
      expect((await who.signIn('lead-san', DEMO_PASSWORD)).ok).toBe(true);
      await who.want('subscribePush', { body: { endpoint, keys } });
      const [row] = await h.database.query<{ session: Buffer }>('select session from push_subscription where endpoint = $1', [endpoint]);
      return { who, endpoint, hash: row?.session ?? Buffer.alloc(0) };
    };
    const known = async (): Promise<string[]> => (await h.database.query<{ endpoint: string }>('select endpoint from push_subscription order by created_at')).map((s) => s.endpoint);
    const [left, ended, idle] = [await made(), await made(), await made()];
    await play.reported();
    expect(service.taken.splice(0)).toHaveLength(3);

    expect((await left.who.ask('signOut')).status).toBe(204);
    await (await h.as('op-1')).want('endSession', { params: { id: ended.hash.toString('hex').slice(0, 24) } });
    // A night: the session ran out, and others have signed in since.
    await h.database.query('update session set expires_at = $2 where token_hash = $1', [idle.hash, Date.now() - 3_600_000]);
    await new Client(h.url).signIn('h-san-1', DEMO_PASSWORD);
    await play.reported();
    expect(service.taken.map(({ path }) => `${service.url}${path}`)).toEqual([idle.endpoint]);
    expect(await known()).toEqual([idle.endpoint]);
    await h.database.query('delete from push_subscription');
  });

  it('asks for a sign-in, and for keys that are keys', async () => {
    expect((await h.stranger.ask('pushKey')).status).toBe(401);
    const browser = service.browser(), lead = await h.as('lead-san');
    expect((await h.stranger.ask('subscribePush', { body: browser })).status).toBe(401);
    for (const bad of [{ ...browser, endpoint: 'ftp://x' }, { ...browser, endpoint: 'javascript:alert(1)' }, { ...browser, keys: { ...browser.keys, auth: 'short' } }, { ...browser, keys: { ...browser.keys, p256dh: '<script>' } }, { ...browser, more: 1 }])
      expect((await lead.ask('subscribePush', { body: bad })).status).toBe(422);
  });
});

describe('push in a county that calls nothing inside', () => {
  it('takes no address of the inside, and none without encryption', async () => {
    const h = await startHarness({ backend: 'postgres' }), service = await PushService.start(() => '');
    try {
      const lead = await h.as('lead-san'), { keys } = service.browser();
      for (const endpoint of [`${service.url}/push/x`, 'https://127.0.0.1/x', 'https://localhost/x', 'https://[::1]/x', 'https://10.0.0.8/x', 'https://169.254.169.254/latest', 'https://[::ffff:192.168.1.1]/x', 'http://push.example/x', 'https://user:pass@push.example/x'])
        expect([endpoint, (await lead.ask('subscribePush', { body: { endpoint, keys } })).status]).toEqual([endpoint, 422]);
      expect((await lead.ask('subscribePush', { body: { endpoint: 'https://push.example/x', keys } })).status).toBe(201);
    } finally { await service.stop(); await h.stop(); }
  });
});
