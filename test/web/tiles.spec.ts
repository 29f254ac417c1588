import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { startHarness, until, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

/** No colour of ours. */
const PAINT = { r: 230, g: 0, b: 126 };

/** A tile service of a county's own: one colour everywhere, and what was asked of it. */
async function tileService(): Promise<{ url: string; asked: string[]; referrers: Set<string>; stop: () => Promise<void> }> {
  const tile = await sharp({ create: { width: 256, height: 256, channels: 3, background: PAINT } }).png().toBuffer(), asked: string[] = [], referrers = new Set<string>();
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    referrers.add(request.headers.referer ?? '');
    response.writeHead(200, { 'content-type': 'image/png' }).end(tile);
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, referrers, stop: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }) };
}

inBrowser('tiles of a service that the county has configured', () => {
  let h: Harness, screens: Screens, tiles: Awaited<ReturnType<typeof tileService>>, stranger: Awaited<ReturnType<typeof tileService>>;
  beforeAll(async () => {
    [tiles, stranger] = await Promise.all([tileService(), tileService()]);
    h = await startHarness({ backend: 'postgres', env: { GRID_MAP_TILES: `${tiles.url}/{z}/{x}/{y}.png`, GRID_MAP_TILES_ATTRIBUTION: '县测绘院 2026' } });
    screens = await Screens.open(h.url);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); await tiles?.stop(); await stranger?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('are drawn under the map, with the name of whose they are, and are told our host and nothing more', async () => {
    const page = await screens.as('disp-1', { at: '/desk/map' });
    await page.getByText('县测绘院 2026').waitFor();
    // Most of the picture is theirs: the cells over it are lines.
    await until(async () => {
      const { data, info } = await sharp(await page.locator('.map').screenshot()).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      let theirs = 0;
      for (let i = 0; i < data.length; i += info.channels) if (Math.abs((data[i] ?? 0) - PAINT.r) < 30 && (data[i + 1] ?? 0) < 60 && Math.abs((data[i + 2] ?? 0) - PAINT.b) < 40) theirs++;
      return theirs > (info.width * info.height) / 2;
    });
    expect(tiles.asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path))).toBe(true);
    expect([...tiles.referrers]).toEqual([`${h.url}/`]);
  });

  it('may come from that origin, and pictures from no other one', async () => {
    const policy = (await fetch(h.url)).headers.get('content-security-policy') ?? '', images = /img-src ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? [];
    expect(images.filter((source) => source.startsWith('http'))).toEqual([tiles.url]);
    expect(policy.replace(/img-src [^;]*/, '')).not.toContain(tiles.url);
    const page = await screens.as('disp-1', { at: '/desk' });
    const loads = (url: string): Promise<boolean> => page.evaluate<boolean>(`new Promise((done) => { const image = new Image(); image.onload = () => done(true); image.onerror = () => done(false); image.src = '${url}/1/1/1.png'; })`);
    expect([await loads(tiles.url), await loads(stranger.url), stranger.asked]).toEqual([true, false, []]);
    expect(screens.faults.splice(0)).toEqual([expect.stringMatching(/violates.*Content Security Policy/s)]);
  });
});
