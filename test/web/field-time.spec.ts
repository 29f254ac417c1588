import type { Page } from 'playwright-core';
import { CELLS, photo, placeIn, startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';
import { leastTime, painted } from './thread-time.js';

/** Milliseconds of the page's own main thread. */
const HOME = 150, REPORT = 400;

inBrowser('the phone of a grid member, in main-thread time', () => {
  let h: Harness;
  let screens: Screens;
  let page: Page;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    page = await screens.as('gm-101', { width: 390, at: '/field', place: placeIn(CELLS[3]) });
    await camera(page).waitFor();
  });
  afterAll(async () => { expect(await screens?.clear()).toEqual([]); await screens?.close(); await h?.stop(); });
  const camera = (of: Page) => of.getByRole('button', { name: /^上报/ });

  it(`shows its first page, from nothing, in at most ${HOME} ms`, async () => {
    const home = await leastTime(page, HOME, async () => { await page.goto(`${h.url}/field`); await camera(page).waitFor(); await painted(page); return 1; }, async () => { await page.goto('about:blank'); });
    console.info(`the first page of the phone: ${Math.round(home)} ms`);
    expect(home).toBeLessThan(HOME);
  });

  it(`is done with a report, from the camera to saved, in at most ${REPORT} ms`, async () => {
    const picture = await photo();
    const report = await leastTime(page, REPORT, async () => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), camera(page).tap()]);
      await chooser.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: picture });
      await page.getByRole('button', { name: '暴露垃圾' }).tap();
      await page.getByText(/茅阳社区004网格 · ±9\s米/).waitFor();
      await page.getByRole('button', { name: '提交' }).tap();
      await page.getByText('已保存').waitFor();
      return 1;
    }, async () => { const done = page.getByRole('button', { name: '完成' }); if (await done.isVisible()) await done.tap(); await camera(page).waitFor(); });
    console.info(`a report on the phone: ${Math.round(report)} ms`);
    expect(report).toBeLessThan(REPORT);
  });
});
