import type { CDPSession, Page } from 'playwright-core';
import { CELLS, placeIn, rubbish, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

/** The numbers of the list beside the map, in its order. */
const listed = (page: Page): Promise<string[]> => page.evaluate<string[]>(`[...document.querySelectorAll('.side [data-case]')].map((item) => item.getAttribute('data-case'))`);

inBrowser('the map', () => {
  let h: Harness, screens: Screens;
  const ids: string[] = [];
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    const seat = await h.as('disp-1');
    // Four in two neighbouring cells, one far away in another township.
    for (const [cell, east] of [[CELLS[0], 0], [CELLS[0], 12], [CELLS[1], 0], ['532323103201001', 0]] as const) {
      const sent = await seat.report(rubbish({ position: { ...placeIn(cell, east), accuracy: 8 }, source: 'hotline', text: `on the map ${ids.length}` }));
      if (!sent.ok) throw new Error(JSON.stringify(sent.problem));
      ids.push(sent.body.id);
    }
    await h.quiesce();
    screens = await Screens.open(h.url);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each([{ lang: 'zh', width: 1280 }] as const)('and its list: axe finds nothing ($lang, $width px)', async ({ lang, width }) => {
    const page = await screens.as('disp-1', { lang, width, at: '/desk/map' });
    if (width < 700) await page.locator('.tabs button').last().click();
    await page.locator('.side [data-case]').first().waitFor();
    expect(await findings(page)).toEqual([]);
    if (width < 700) await page.locator('.tabs button').first().click();
    await page.locator('.tools button').first().click();
    await page.locator('.layers').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('hold the same cases, first the list and then the map; a case chosen by keys is shown and opened; a new one comes by itself', async () => {
    const page = await screens.as('disp-1', { at: '/desk/map' });
    await page.locator('.side [data-case]').nth(ids.length - 1).waitFor();
    const points = await (await h.as('disp-1')).want('casePoints', { query: { open: 'true' } });
    expect(new Set(await listed(page))).toEqual(new Set(points.id));
    expect(await page.evaluate(`document.querySelector('.side').compareDocumentPosition(document.querySelector('.map')) & Node.DOCUMENT_POSITION_FOLLOWING`)).toBeTruthy();
    await page.locator('.side [data-case]').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.map-pulse').waitFor();
    await h.reported({ text: 'comes later' });
    await page.locator('.side [data-case]').nth(ids.length).waitFor();
    await page.getByRole('link', { name: '打开案件' }).press('Enter');
    await page.waitForURL(/\/desk\/case\//);
  });

  it('moves and zooms by keys, and the list follows what is in view; a cell tells who answers for it; Escape leads back', async () => {
    const page = await screens.as('disp-1', { at: '/desk/map' });
    await page.locator('.side [data-case]').first().waitFor();
    const count = (await listed(page)).length;
    await page.locator('.map').focus();
    for (let i = 0; i < 5; i++) { await page.keyboard.press('+'); await page.waitForTimeout(350); }
    await until(() => page.evaluate<boolean>(`document.querySelectorAll('.side [data-case]').length < ${count}`));
    await page.getByRole('button', { name: '全部网格' }).click();
    await until(() => page.evaluate<boolean>(`document.querySelectorAll('.side [data-case]').length === ${count}`));
    const { width, height } = (await page.locator('.map').boundingBox()) ?? { width: 0, height: 0 };
    await page.locator('.map').click({ position: { x: width / 2 + 40, y: height / 2 - 120 } });
    await page.locator('.card dl').waitFor();
    expect(await page.locator('.card dd').first().textContent()).toMatch(/^532323\d{9}$/);
    await page.keyboard.press('Escape');
    await page.locator('.card').waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await page.waitForURL((url) => url.pathname === '/desk');
  });

  it('a loop drawn by hand chooses the cases in it, and they are worked off in the list; by keys, those in view are', async () => {
    const page = await screens.as('disp-1', { at: '/desk/map?open=true' });
    await page.locator('.side [data-case]').first().waitFor();
    const all = (await listed(page)).length;
    // The first case is chosen and comes into the middle; the pulse on it says where that is on the screen.
    await page.locator(`.side [data-case="${ids[3]}"]`).click();
    const pulse = page.locator('.map-pulse');
    await pulse.waitFor();
    const spot = await pulse.boundingBox();
    if (spot === null) throw new Error('the chosen case is not on the map');
    const [x, y] = [spot.x + spot.width / 2, spot.y + spot.height / 2];
    await page.keyboard.press('l');
    await page.getByRole('button', { name: '按住画一圈' }).waitFor();
    await until(async () => {
      await page.mouse.move(x + 30, y);
      await page.mouse.down();
      for (let i = 1; i <= 12; i++) await page.mouse.move(x + 30 * Math.cos(i / 2), y + 30 * Math.sin(i / 2));
      await page.mouse.up();
      return (await page.getByRole('heading', { name: /^圈内/ }).count()) === 1;
    });
    expect(await listed(page)).toEqual([ids[3]]);
    expect(all).toBeGreaterThan(1);
    expect(await findings(page)).toEqual([]);
    await page.getByRole('link', { name: '在列表中处理这 1 件' }).click();
    await page.waitForURL((url) => url.pathname === '/desk' && url.searchParams.get('ids') === ids[3]);
    await page.getByRole('heading', { name: '选出的 1 件' }).waitFor();

    await page.goto(`${h.url}/desk/map?open=true`);
    await page.locator('.side [data-case]').nth(all - 1).waitFor();
    await page.keyboard.press('Shift+L');
    await page.waitForURL((url) => url.pathname === '/desk' && url.searchParams.get('ids')?.split(',').length === all);
  });

  it('opens from the desk with its filter, and the same case is chosen in both windows', async () => {
    const page = await screens.as('disp-1', { at: '/desk/map?open=true' });
    await page.locator('.side [data-case]').first().waitFor();
    const other = await page.context().newPage();
    await other.goto(`${h.url}/desk/map?open=true`);
    await other.locator('.side [data-case]').first().waitFor();
    await other.locator('.side [data-case]').first().click();
    await page.locator('.side [aria-pressed=true]').waitFor();
    expect(await page.locator('.side [aria-pressed=true]').getAttribute('data-case')).toBe(await other.locator('.side [aria-pressed=true]').getAttribute('data-case'));
  });

  it('says that there are no cells, that nothing fits, that cases did not come; and is a map all the same', async () => {
    const page = await screens.visit();
    await page.route('**/api/cells', (route) => route.fulfill({ json: { type: 'FeatureCollection', features: [] } }));
    await page.route('**/api/cases/points*', (route) => route.fulfill({ status: 503, json: {} }));
    await page.locator('#account').fill('op-1');
    await page.locator('#password').fill('mouding-2026');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
    await page.goto(`${h.url}/desk/map`);
    await page.getByText('尚未导入网格').waitFor();
    await page.getByRole('button', { name: '重试' }).waitFor();
    await page.unroute('**/api/cases/points*');
    await page.getByRole('button', { name: '重试' }).click();
    await page.locator('.side [data-case]').first().waitFor();
  });

  it.each([{ cells: 71, cases: 20_000, load: 1_200, times: 2 }])('draws $cells² cells and $cases cases within its budget of main-thread time', async ({ cells, cases, load: budget, times }) => {
    const page = await screens.as('disp-1', { at: '/board' });
    await page.route('**/api/cells', (route) => route.fulfill({ json: cellsOf(cells) }));
    await page.route('**/api/cases/points*', (route) => route.fulfill({ json: pointsOf(cases) }));
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    let load = Infinity, pan = Infinity;
    for (let i = 0; i < times; i++) {
      await page.goto(`${h.url}/board`);
      await page.waitForLoadState('networkidle');
      const before = await busy(cdp);
      await page.evaluate(`history.pushState({}, '', '/desk/map'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`);
      await page.locator('.side [data-case]').first().waitFor();
      await page.waitForTimeout(400);
      load = Math.min(load, (await busy(cdp)) - before);
      const { x, y, width, height } = (await page.locator('.map').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      const start = await busy(cdp), from = await page.evaluate<number>(FRAMES);
      for (let k = 1; k <= 20; k++) { await page.mouse.move(x + width / 2 + k * 8, y + height / 2 + k * 4); await page.evaluate('new Promise(requestAnimationFrame)'); }
      const frames = (await page.evaluate<number>(FRAMES)) - from;
      pan = Math.min(pan, ((await busy(cdp)) - start) / Math.max(20, frames));
      await page.mouse.up();
    }
    console.info(`map, ${cells * cells} cells and ${cases} cases: load ${Math.round(load)} ms, pan ${pan.toFixed(1)} ms a frame (main thread, the best of ${times})`);
    expect(load).toBeLessThan(budget);
    expect(pan).toBeLessThan(12);
  });
});

const FRAMES = `(() => { if (window.frames_ === undefined) { window.frames_ = 0; const tick = () => { window.frames_++; requestAnimationFrame(tick); }; tick(); } return window.frames_; })()`;
/** Milliseconds that the main thread has worked. */
async function busy(cdp: CDPSession): Promise<number> { return ((await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0) * 1000; }

/** n × n squares of about 200 m that share their corners. */
const cellsOf = (n: number): object => ({
  type: 'FeatureCollection', features: Array.from({ length: n * n }, (_, i) => {
    const x = 101.4 + (i % n) * 0.002, y = 25.2 + Math.floor(i / n) * 0.002, d = 0.002, code = `5323231${String(Math.floor(i / 400)).padStart(2, '0')}001${String(i % 1000).padStart(3, '0')}`;
    return { type: 'Feature', id: code, properties: { code, zh: `第${i}网格`, en: `cell ${i}`, areaM2: 40_000 }, geometry: { type: 'Polygon', coordinates: [[[x, y], [x + d, y], [x + d, y + d], [x, y + d], [x, y]]] } };
  }),
});
function pointsOf(n: number): object {
  const all = Array.from({ length: n }, (_, i) => i), now = Date.UTC(2026, 10, 24, 1);
  return {
    id: all.map((i) => `01a21592-86f0-7273-82e2-${String(i).padStart(12, '0')}`), number: all.map((i) => `MD20261124-${String(i).padStart(6, '0')}`), version: all.map(() => 1), lon: all.map((i) => 101.4 + ((i * 7919) % 14_000) / 1e5), lat: all.map((i) => 25.2 + ((i * 104_729) % 14_000) / 1e5),
    due: all.map((i) => now + ((i % 97) - 10) * 600_000), yellow: all.map((i) => now + ((i % 97) - 14) * 600_000), classId: all.map(() => 'E0110'), stage: all.map(() => 'handling'), cell: all.map(() => null), more: false, unplaced: 0,
  };
}
