import pg from 'pg';
import type { Page } from 'playwright-core';
import { ThreadTime } from '../../bench/browser.js';
import { copied } from '../../bench/copies.js';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

/** Milliseconds of the page's own main thread, which do not count what else the machine does; each is the least of several. */
const OPEN = 250, FRAME = 16, KEY = 20;

inBrowser('a queue of 1,000 rows, in main-thread time', () => {
  let h: Harness;
  let screens: Screens;
  let page: Page;
  let time: ThreadTime;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres', at: Date.now() });
    const pattern = await h.reported(), pool = new pg.Pool({ connectionString: h.databaseUrl, max: 1 });
    await copied(pool, pattern, 1_000);
    await pool.end();
    await h.quiesce();
    screens = await Screens.open(h.url);
    page = await screens.as('sup-1', { at: '/desk?open=true' });
    time = await ThreadTime.of(page);
    await page.locator('[role=gridcell]').first().waitFor();
  });
  afterAll(async () => { expect(await screens?.clear()).toEqual([]); await screens?.close(); await h?.stop(); });

  /** The least of `times`, per unit that `run` answers. */
  async function least(times: number, run: () => Promise<number>, first: () => Promise<void> = async () => undefined): Promise<number> {
    let found = Infinity;
    for (let i = 0; i < times; i++) {
      await first();
      await page.waitForLoadState('networkidle');
      const before = await time.seconds(), units = await run();
      found = Math.min(found, ((await time.seconds()) - before) * 1000 / units);
    }
    return found;
  }
  const goTo = (address: string): Promise<void> => page.evaluate(`history.pushState({}, '', '${address}'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`);

  it(`opens from another page of the app in at most ${OPEN} ms`, async () => {
    const open = await least(5, async () => {
      await goTo('/desk?open=true');
      await page.locator('[role=gridcell]').first().waitFor();
      await page.waitForLoadState('networkidle');
      return 1;
    }, async () => { await goTo('/inbox'); await page.locator('#queue').waitFor({ state: 'detached' }); await page.locator('#content h1').waitFor(); });
    console.info(`queue of 1,000 rows: opens in ${Math.round(open)} ms`);
    expect(open).toBeLessThan(OPEN);
  });

  it(`scrolls in at most ${FRAME} ms a frame`, async () => {
    const frame = await least(3, () => scrolled(page), () => page.evaluate(`document.querySelector('#queue').scrollTop = 0`));
    console.info(`queue of 1,000 rows: ${frame.toFixed(1)} ms a frame of scrolling`);
    expect(frame).toBeLessThan(FRAME);
  });

  it(`answers a key in at most ${KEY} ms`, async () => {
    const key = await least(5, async () => { for (let i = 0; i < 30; i++) { await page.keyboard.press('j'); await painted(page); } return 30; }, async () => { await page.locator('#queue').focus(); await page.keyboard.press('Home'); });
    console.info(`queue of 1,000 rows: ${key.toFixed(1)} ms a key`);
    expect(key).toBeLessThan(KEY);
  });
});

const painted = (page: Page): Promise<void> => page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');

/** Turns the wheel down the list, and answers how many frames were painted meanwhile. */
async function scrolled(page: Page): Promise<number> {
  const box = await page.locator('#queue').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await page.evaluate('window.frames_ = 0, window.on_ = true, (function tick() { window.frames_++; if (window.on_) requestAnimationFrame(tick); })()');
  for (let i = 0; i < 40; i++) { await page.mouse.wheel(0, 400); await painted(page); }
  return page.evaluate<number>('window.on_ = false, window.frames_');
}
