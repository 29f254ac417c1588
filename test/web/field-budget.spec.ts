import type { Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startHarness, until, type Harness } from '../harness/index.js';
import { inBrowser, Screens, WEB } from './browser.js';

const KB = 1000;
const packed = (name: string): number => gzipSync(readFileSync(join(WEB, name))).length;
const sum = (names: readonly string[]): number => names.reduce((total, name) => total + packed(name), 0);

inBrowser('what a phone must fetch, compressed', () => {
  let h: Harness;
  let screens: Screens;
  let page: Page;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    await h.reported();
    page = await screens.as('gm-101', { width: 390, at: '/field' });
    await page.reload();
    await page.getByRole('button', { name: /^上报/ }).waitFor();
    await page.waitForLoadState('networkidle');
  });
  afterAll(async () => { expect(await screens?.clear()).toEqual([]); await screens?.close(); await h?.stop(); });

  const fetched = (end: string): Promise<string[]> => page.evaluate<string[]>(`performance.getEntriesByType('resource').map((r) => new URL(r.name).pathname.slice(1)).filter((p) => p.startsWith('assets/') && p.endsWith('${end}'))`);
  /** The live connection comes after the first page can be used, and alone carries socket.io. */
  const live = (name: string): boolean => /socket\.io|engine\.io/.test(readFileSync(join(WEB, name), 'utf8')) || /\/feed-/.test(name);

  it('is at most 70 kB of scripts and 12 kB of styles until the first page can be used; the live connection, which comes afterwards, not counted', async () => {
    const scripts = (await fetched('.js')).filter((name) => !live(name));
    expect(scripts.length).toBeGreaterThan(1);
    expect(sum(scripts)).toBeLessThanOrEqual(70 * KB);
    expect(sum(await fetched('.css'))).toBeLessThanOrEqual(12 * KB);
    for (const name of scripts) expect([name, /vue-query|QueryClient|ZodError/.test(readFileSync(join(WEB, name), 'utf8'))]).toEqual([name, false]);
  });

  it('is at most 20 kB more for the live connection', async () => {
    expect(sum((await fetched('.js')).filter(live))).toBeLessThanOrEqual(20 * KB);
  });

  it('is at most 95 kB for the map, which nobody gets before asking for one', async () => {
    const before = new Set(await fetched('.js'));
    expect([...before].filter((name) => /map/i.test(name))).toEqual([]);
    await page.goto(`${h.url}/field/map`);
    await page.locator('canvas').first().waitFor();
    const more = (await fetched('.js')).filter((name) => !before.has(name) && /\/map/i.test(name));
    expect(more.length).toBeGreaterThan(0);
    expect(sum(more)).toBeLessThanOrEqual(95 * KB);
  });

  it('is at most 900 kB altogether, as it is kept to open without a network, and all of it is there', async () => {
    const worker = readFileSync(join(WEB, 'field-sw.js'), 'utf8'), list = JSON.parse(/\[\[.*?\]\]/s.exec(worker)?.[0] ?? '[]') as [string, string][];
    expect(list.length).toBeGreaterThan(20);
    expect(list.reduce((total, [path]) => total + readFileSync(join(WEB, path === 'field' ? 'field.html' : path)).length, 0)).toBeLessThanOrEqual(900 * KB);
    // What has no hash in its name has a revision.
    expect(list.filter(([path, revision]) => path.startsWith('assets/') === (revision !== ''))).toEqual([]);
    await until(() => page.evaluate<boolean>(`caches.keys().then(([name]) => name !== undefined && caches.open(name).then((cache) => cache.keys()).then((kept) => kept.length === ${list.length}))`));
  });
});
