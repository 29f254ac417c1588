import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens, WEB } from './browser.js';

const KB = 1000;

inBrowser('the size of the first load, compressed', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); await h.reported(); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  /** Everything of our own that the browser asked for to show the page to somebody who is signed in already. */
  async function load(account: string, at: string, ready: string): Promise<{ total: number; names: string[] }> {
    const page = await screens.as(account, { at: '/board' });
    await page.goto(`${h.url}${at}`);
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState('networkidle');
    const names = await page.evaluate<string[]>(`performance.getEntriesByType('resource').map((r) => new URL(r.name).pathname).filter((p) => p.startsWith('/assets/') || p.endsWith('.svg'))`);
    return { total: names.reduce((sum, name) => sum + gzipSync(readFileSync(join(WEB, name))).length, 0), names };
  }

  it('lets the desk open with less than 190 kB, without map, forms or their checks', async () => {
    const { total, names } = await load('disp-1', '/desk?open=true', '[role=gridcell]');
    expect(names.length).toBeGreaterThan(5);
    expect(total).toBeLessThan(190 * KB);
    expect(names.filter((name) => /map|CommandForm|ReportForm|PlacePicker/i.test(name))).toEqual([]);
  });
});
