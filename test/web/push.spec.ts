import type { CDPSession, Page } from 'playwright-core';
import { Play, startHarness, until, type Harness } from '../harness/index.js';
import { PushService, type FakeBrowser } from '../harness/push-service.js';
import { inBrowser, Screens } from './browser.js';

/**
 * A browser subscribes at its maker's push service, and a headless one has none ("Registration failed"). So, but for the first test, a stand-in gives out the subscription, as Chromium would, and what the server really sent
 * to it (signed, encrypted, opened again by the stand-in) is handed to the real service worker by the debugger's `ServiceWorker.deliverPushMessage`, as Chromium would hand it on.
 */
const subscribed = ({ endpoint, keys }: FakeBrowser): string => `{
  const made = { endpoint: '${endpoint}', toJSON: () => (${JSON.stringify({ endpoint, keys })}), unsubscribe: () => { localStorage.removeItem('stand-in'); return Promise.resolve(true); } };
  PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.getItem('stand-in') ? made : null);
  PushManager.prototype.subscribe = () => { localStorage.setItem('stand-in', 'on'); return Promise.resolve(made); };
}`;
const NOTED = `navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.map((n) => ({ title: n.title, body: n.body, tag: n.tag, url: n.data.url })))`;
interface Noted { readonly title: string; readonly body: string; readonly tag: string; readonly url: string }

inBrowser('push to the phone', () => {
  let h: Harness, play: Play, screens: Screens, service: PushService, key = '';
  beforeAll(async () => {
    service = await PushService.start(() => key);
    h = await startHarness({ backend: 'postgres', env: { GRID_WEBHOOK_PRIVATE: 'true' } });
    play = new Play(h);
    ({ key } = await (await h.as('op-1')).want('pushKey'));
    screens = await Screens.open(h.url, { whole: true });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); await service?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const stored = (): Promise<{ person: string; endpoint: string }[]> => h.database.query('select person, endpoint from push_subscription order by created_at');
  const phone = async (who: string, prepare = ''): Promise<Page> => {
    const page = await screens.as(who, { width: 390, at: '/field/me' });
    await page.context().grantPermissions(['notifications', 'geolocation'], { origin: h.url });
    if (prepare !== '') await page.addInitScript(prepare);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await page.reload();
    return page;
  };
  /** Where the debugger delivers to. */
  async function worker(page: Page): Promise<(data: string) => Promise<void>> {
    const cdp: CDPSession = await page.context().newCDPSession(page);
    let registrationId = '';
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { registrationId = registrations.find((r) => r.scopeURL.startsWith(h.url) && !r.isDeleted)?.registrationId ?? registrationId; });
    await cdp.send('ServiceWorker.enable');
    await until(() => Promise.resolve(registrationId !== ''));
    return async (data) => { await cdp.send('ServiceWorker.deliverPushMessage', { origin: h.url, registrationId, data }); };
  }

  it('is offered, and says in words when the browser’s own service cannot be had', async () => {
    const page = await phone('gm-101'), push = page.getByRole('switch', { name: '本机通知' });
    await until(() => push.isEnabled());
    await push.click();
    await page.getByText('没有成功，请联网后再试').waitFor();
    await until(async () => !(await push.isChecked()));
    expect(await stored()).toEqual([]);
    // Chromium says the same on its console, where it has no service because it is private.
    expect(screens.faults.splice(0).filter((fault) => !/Push API/.test(fault))).toEqual([]);
  });

  it('shows what the server sent, on a locked screen without names, and a later word about the same case takes its place', async () => {
    const browser = service.browser(), page = await phone('gm-101', subscribed(browser)), push = page.getByRole('switch', { name: '本机通知' });
    await until(() => push.isEnabled());
    await push.check();
    await page.getByText('新任务和退回会通知').waitFor();
    expect(await stored()).toEqual([{ person: 'gm-101', endpoint: browser.endpoint }]);
    const id = await play.reported({ text: '张大妈家门口，电话 13812345678' });
    await play.accepted(id);
    await play.resolved(id);
    const payloads = service.taken.map(({ payload }) => payload).filter((p) => p['url'] === `field/case/${id}`), { number } = await play.view(id);
    expect(payloads.length).toBeGreaterThan(0);
    const deliver = await worker(page);
    for (const payload of payloads) await deliver(JSON.stringify(payload));
    await deliver(JSON.stringify({ ...payloads.at(-1), title: '更新' }));
    await until(async () => (await page.evaluate<Noted[]>(NOTED)).some((n) => n.title === '更新'));
    const noted = await page.evaluate<Noted[]>(NOTED);
    expect(noted).toEqual([{ title: '更新', body: payloads.at(-1)?.['body'], tag: `case-${id}`, url: `field/case/${id}` }]);
    expect(JSON.stringify(noted)).toContain(number);
    expect(JSON.stringify(noted)).not.toMatch(/张大妈|138/);
    // What is not ours is shown as it is, and harms nothing.
    await deliver('no JSON <b>at all</b>');
    await until(async () => (await page.evaluate<Noted[]>(NOTED)).some((n) => n.body === 'no JSON <b>at all</b>'));
  });

  it('ends when its person signs out: in the browser, and on the server with the next word', async () => {
    const browser = service.browser(), page = await phone('lead-san', subscribed(browser)), push = page.getByRole('switch', { name: '本机通知' });
    await until(() => push.isEnabled());
    await push.check();
    await page.getByText('新任务和退回会通知').waitFor();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(/\/signin/);
    expect(await page.evaluate(`localStorage.getItem('stand-in')`)).toBeNull();
    service.taken.splice(0);
    await play.reported();
    expect(service.taken.filter(({ path }) => browser.endpoint.endsWith(path))).toEqual([]);
    expect((await stored()).map((s) => s.endpoint)).not.toContain(browser.endpoint);
  });
});
