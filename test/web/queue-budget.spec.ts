import pg from 'pg';
import type { Page } from 'playwright-core';
import type { CaseId } from '#domain';
import { copied } from '../../bench/copies.js';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';
import { leastTime, painted } from './thread-time.js';

/** Milliseconds of the page's own main thread. A change may take as much as leaves three quarters of it free at fifty a second. */
const OPEN = 250, FRAME = 16, KEY = 20, TICK = 15, CHANGE = 5;

inBrowser('a queue of 1,000 rows, in main-thread time', () => {
  let h: Harness;
  let screens: Screens;
  let page: Page;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres', at: Date.now() });
    const pattern = await h.reported(), pool = new pg.Pool({ connectionString: h.databaseUrl, max: 1 });
    await copied(pool, pattern, 1_000);
    await pool.end();
    await h.quiesce();
    screens = await Screens.open(h.url);
    page = await screens.as('sup-1', { at: '/desk?open=true' });
    await page.locator('[role=gridcell]').first().waitFor();
  });
  afterAll(async () => { expect(await screens?.clear()).toEqual([]); await screens?.close(); await h?.stop(); });

  const goTo = (address: string): Promise<void> => page.evaluate(`history.pushState({}, '', '${address}'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`);

  it(`opens from another page of the app in at most ${OPEN} ms`, async () => {
    const open = await leastTime(page, OPEN, async () => {
      await goTo('/desk?open=true');
      await page.locator('[role=gridcell]').first().waitFor();
      await page.waitForLoadState('networkidle');
      return 1;
    }, async () => { await goTo('/inbox'); await page.locator('#queue').waitFor({ state: 'detached' }); await page.locator('#content h1').waitFor(); });
    console.info(`queue of 1,000 rows: opens in ${Math.round(open)} ms`);
    expect(open).toBeLessThan(OPEN);
  });

  it(`scrolls in at most ${FRAME} ms a frame`, async () => {
    const frame = await leastTime(page, FRAME, () => scrolled(page), () => page.evaluate(`document.querySelector('#queue').scrollTop = 0`));
    console.info(`queue of 1,000 rows: ${frame.toFixed(1)} ms a frame of scrolling`);
    expect(frame).toBeLessThan(FRAME);
  });

  it(`answers a key in at most ${KEY} ms`, async () => {
    const key = await leastTime(page, KEY, async () => { for (let i = 0; i < 30; i++) { await page.keyboard.press('j'); await painted(page); } return 30; }, async () => { await page.locator('#queue').focus(); await page.keyboard.press('Home'); });
    console.info(`queue of 1,000 rows: ${key.toFixed(1)} ms a key`);
    expect(key).toBeLessThan(KEY);
  });

  it(`lets a minute go by in at most ${TICK} ms`, async () => {
    // The page's own tick, told that a minute has gone by: what else it does in a quarter of a minute is none of it.
    await page.addInitScript(`{ const own = setInterval, now = Date.now; let minutes = 0; window.setInterval = (run, ms, ...more) => { if (ms === 15_000) window.later_ = (by) => { minutes += by; Date.now = () => now() + minutes * 60_000; run(); }; return own(run, ms, ...more); }; }`);
    await page.reload();
    await page.locator('[role=gridcell]').first().waitFor();
    const words = (): Promise<string> => page.locator('#queue .light .words').first().innerText();
    const tick = await leastTime(page, TICK, async () => { await page.evaluate('window.later_(1)'); await painted(page); return 1; });
    // Far from its limit a light counts in hours.
    const before = await words();
    await page.evaluate('window.later_(24 * 60)');
    await painted(page);
    expect(await words()).not.toBe(before);
    console.info(`queue of 1,000 rows: ${tick.toFixed(1)} ms a minute's tick`);
    expect(tick).toBeLessThan(TICK);
  });

  it(`takes a change in at most ${CHANGE} ms`, async () => {
    const shown = await page.evaluate<CaseId[]>(`[...document.querySelectorAll('[role=row][id^=case-]')].slice(0, 15).map((row) => row.id.slice(5))`), dispatcher = await h.as('disp-1');
    let said = 0;
    const change = await leastTime(page, CHANGE, async () => {
      for (let round = 0; round < 4; round++) await Promise.all(shown.map((id) => dispatcher.does(id, { type: 'note', text: `change ${said++}` })));
      await page.waitForTimeout(600);
      return 4 * shown.length;
    });
    console.info(`queue of 1,000 rows: ${change.toFixed(1)} ms a change`);
    expect(change).toBeLessThan(CHANGE);
  });
});

/** Turns the wheel down the list, and answers how many frames were painted meanwhile. */
async function scrolled(page: Page): Promise<number> {
  const box = await page.locator('#queue').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await page.evaluate('window.frames_ = 0, window.on_ = true, (function tick() { window.frames_++; if (window.on_) requestAnimationFrame(tick); })()');
  for (let i = 0; i < 40; i++) { await page.mouse.wheel(0, 400); await painted(page); }
  return page.evaluate<number>('window.on_ = false, window.frames_');
}
