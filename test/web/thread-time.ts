import type { Page } from 'playwright-core';
import { ThreadTime } from '../../bench/browser.js';
import { REST, yardstick } from './yardstick.js';

/** So often it is measured; and so often at most, where others keep the machine busy and it has not been within the budget yet. */
const TIMES = 3, MOST = 15;

/** The least of some times, each between two pieces of the yardstick: as if the machine did nothing else. */
async function atRest(page: Page, budget: number, measure: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < TIMES || (i < MOST && least >= budget); i++) {
    const before = await yardstick(page.context()), took = await measure(), after = await yardstick(page.context());
    least = Math.min(least, took * REST / Math.max(REST, (before + after) / 2));
  }
  return least;
}

/** Milliseconds of the page's own main thread that `run` takes, per unit that it answers, against a budget. `first` comes before each time. */
export async function leastTime(page: Page, budget: number, run: () => Promise<number>, first: () => Promise<void> = async () => undefined): Promise<number> {
  const time = await ThreadTime.of(page);
  return atRest(page, budget, async () => {
    await page.bringToFront();
    await first();
    await page.waitForLoadState('networkidle');
    const before = await time.seconds(), units = await run();
    return ((await time.seconds()) - before) * 1000 / units;
  });
}

export const painted = (page: Page): Promise<void> => page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
