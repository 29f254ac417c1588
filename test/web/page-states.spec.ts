import { startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';
import { STATES } from './pages.js';
import { shot } from './shots.js';

const HOW = ['error', 'offline', 'loading'] as const;

inBrowser('a page whose answer fails, whose line is cut, or that waits', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); await h.reported(); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });

  it.each(STATES.flatMap((state) => HOW.map((how) => ({ ...state, how }))))('$at says what is the matter: $how', async ({ who, at, width, of, how }) => {
    const page = await screens.as(who, { width, at: '/inbox/settings' });
    if (how !== 'offline') await page.route(of, (route) => (how === 'error' ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }) : new Promise(() => undefined)));
    await page.goto(`${h.url}${at}`);
    if (how === 'offline') { await page.waitForLoadState('networkidle'); await page.context().setOffline(true); }
    await page.getByText(how === 'error' ? /暂时|稍后|重试/ : how === 'offline' ? /离线/ : /./).first().waitFor();
    if (how === 'loading') await page.locator('.skeleton, .spinner, [aria-busy=true]').first().waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, `${at}-${how}-${width}`);
    await screens.clear();
  });
});
