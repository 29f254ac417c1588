import pg from 'pg';
import type { BrowserContext, Page } from 'playwright-core';
import { ThreadTime } from '../../bench/browser.js';
import { copied } from '../../bench/copies.js';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';
import { yardstick } from './yardstick.js';

/** What a piece of the yardstick takes on a machine that does nothing else, in milliseconds: the least of thirty there. */
const REST = 60;
/** What the queue may take there (the desk's budgets), in milliseconds of the page's own main thread. */
const OPEN = 250, FRAME = 16, KEY = 20;

inBrowser('a queue of 1,000 rows, in main-thread time', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres', at: Date.now() });
    const pattern = await h.reported();
    const pool = new pg.Pool({ connectionString: h.databaseUrl, max: 1 });
    await copied(pool, pattern, 1_000);
    await pool.end();
    await h.quiesce();
    screens = await Screens.open(h.url);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  /** The least of three, each beside a piece of the yardstick: as if the machine did nothing else. */
  async function atRest(context: BrowserContext, measure: () => Promise<number>): Promise<number> {
    let least = Infinity;
    for (let i = 0; i < 3; i++) {
      const before = await yardstick(context), took = await measure(), after = await yardstick(context);
      least = Math.min(least, took * REST / Math.max(REST, (before + after) / 2));
    }
    return least;
  }

  it(`opens in ${OPEN} ms, scrolls in ${FRAME} ms a frame and answers a key in ${KEY} ms of main-thread time, on a machine at rest`, async () => {
    const page = await screens.as('sup-1', { at: '/board' }), context = page.context();
    const open = await atRest(context, async () => {
      const fresh = await context.newPage(), time = await ThreadTime.of(fresh);
      await fresh.goto(`${h.url}/desk?open=true`);
      await fresh.locator('[role=gridcell]').first().waitFor();
      await fresh.waitForLoadState('networkidle');
      const took = (await time.seconds()) * 1000;
      await fresh.close();
      return took;
    });
    await page.goto(`${h.url}/desk?open=true`);
    await page.locator('[role=gridcell]').first().waitFor();
    await page.waitForLoadState('networkidle');
    const time = await ThreadTime.of(page), worked = async (run: () => Promise<number>): Promise<number> => { await page.bringToFront(); const before = await time.seconds(), units = await run(); return ((await time.seconds()) - before) * 1000 / units; };
    const frame = await atRest(context, () => worked(() => scrolled(page)));
    await page.locator('#queue').focus();
    await page.keyboard.press('Home');
    const key = await atRest(context, () => worked(async () => { for (let i = 0; i < 30; i++) { await page.keyboard.press('j'); await painted(page); } return 30; }));
    console.info(`queue of 1,000 rows: opens in ${Math.round(open)} ms, ${frame.toFixed(1)} ms a frame of scrolling, ${key.toFixed(1)} ms a key (main thread, told by the yardstick)`);
    expect(open).toBeLessThan(OPEN);
    expect(frame).toBeLessThan(FRAME);
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
