import type { Page } from 'playwright-core';
import { CELL, placeIn, startHarness, until, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';
import { reverseProxy, type Proxy } from './proxy.js';

/** Two ways in which offices show a program as one folder among others of a host. */
inBrowser('the app in a folder of a host, behind a proxy', () => {
  let h: Harness;
  const undo: (() => Promise<unknown>)[] = [];
  const proxies: Record<'whole' | 'stripped', Proxy> = {} as never;
  const screens: Record<'whole' | 'stripped', Screens> = {} as never;

  beforeAll(async () => {
    const target = (): string => h.url;
    proxies.whole = await reverseProxy('/grid', target, { strip: false, told: false });
    proxies.stripped = await reverseProxy('/city/grid', target, { strip: true, told: true });
    undo.push(proxies.whole.stop, proxies.stripped.stop);
    h = await startHarness({ backend: 'postgres', env: { GRID_PUBLIC_URL: proxies.whole.url, GRID_TRUST_PROXY: 'true' } });
    undo.push(() => h.stop());
    for (const way of ['whole', 'stripped'] as const) {
      screens[way] = await Screens.open(proxies[way].url);
      undo.push(() => screens[way].close());
    }
  });
  afterAll(async () => { for (const step of undo.reverse()) await step(); });

  /** Everything a page asks for, sockets too, that does not lie below the folder. */
  function outside(page: Page, url: string): string[] {
    const asked: string[] = [], note = (what: string): void => { if (!/^(blob|data):/.test(what) && !what.replace(/^ws/, 'http').startsWith(`${url}/`)) asked.push(what); };
    page.context().on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    return asked;
  }

  it.each([['whole', 'hands the path on whole, the folder known from the public address', '/grid'], ['stripped', 'takes the folder off and says so', '/city/grid']] as const)('%s: a proxy that %s', async (way, _, folder) => {
    const { url } = proxies[way], id = await h.reported();
    const page = await screens[way].visit();
    const strayed = outside(page, url);
    let sockets = 0;
    page.on('websocket', () => { sockets++; });
    await page.goto(`${url}/`);
    await page.waitForURL(`${url}/signin`);
    await page.locator('#account').fill('disp-1');
    await page.locator('#password').fill('mouding-2026');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/desk`);
    expect((await page.context().cookies()).map(({ name, path }) => `${name} ${path}`)).toEqual([`grid_session ${folder}`]);

    // A case that is reported now is on the screen without a reload, told by the socket.
    await page.getByText('实时').first().waitFor();
    const fresh = await h.reported({ classId: null, conditionId: null, text: `只在${folder}这里看到` });
    await page.getByRole('button', { name: /件更新/ }).waitFor();
    await page.keyboard.press('.');
    await page.getByText(`只在${folder}这里看到`).first().waitFor();
    expect(sockets).toBeGreaterThan(0);

    // A deep link and a reload, and the photo of the case.
    await page.goto(`${url}/desk/case/${id}`);
    await page.reload();
    const picture = page.locator('img[src*="/api/photos/"]').first();
    await picture.waitFor();
    await until(() => page.evaluate<boolean>(`document.querySelector('img[src*="/api/photos/"]').naturalWidth > 0`));
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(`${url}/desk/case/${id}#content`);
    expect([strayed, await screens[way].clear()]).toEqual([[], []]);
    expect(fresh).not.toBe(id);
  });

  it.each(['whole', 'stripped'] as const)('%s: the phone’s and the public pages', async (way) => {
    const { url } = proxies[way];
    const phone = await screens[way].as('gm-101', { width: 390, at: '/field', place: placeIn(CELL) });
    const strayed = outside(phone, url);
    await phone.reload();
    await phone.locator('#content, main').first().waitFor();
    expect(phone.url()).toContain(`${url}/field`);
    for (const door of ['report', 'follow', 'map']) {
      await phone.goto(`${url}/${door}`);
      await phone.locator('main').waitFor();
    }
    expect([strayed, await screens[way].clear()]).toEqual([[], []]);
  });

  it('answers at the root as well, and does not believe a folder that leads elsewhere', async () => {
    const base = async (headers: Record<string, string>, path = '/signin'): Promise<string | undefined> => /<base href="([^"]*)"/.exec(await (await fetch(`${h.url}${path}`, { headers })).text())?.[1];
    expect(await base({})).toBe('/grid/');
    expect(await base({ 'x-forwarded-prefix': '/' })).toBe('/');
    for (const bad of ['//evil.example', '/a/../..', '/"><script>alert(1)</script>', 'https://evil.example']) expect(await base({ 'x-forwarded-prefix': bad })).toBe('/grid/');
    expect((await fetch(`${h.url}/grid/health/ready`)).status).toBe(200);
    expect((await fetch(`${h.url}/gridlock/health/ready`)).status).toBe(404);
    const document = await (await fetch(`${h.url}/grid/api/openapi.json`)).json() as object;
    expect(document).toMatchObject({ servers: [{ url: '/grid' }] });
  });
});
