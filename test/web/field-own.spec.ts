import type { Locator, Page } from 'playwright-core';
import { CELLS, photo, placeIn, Play, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens, sideways, type Visit } from './browser.js';

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });
/** A browser that says what carries it, as Chrome on Android does; the test moves the phone from one link to another. */
const CARRIER = `Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { type: 'cellular' }) })`;
const move = (page: Page, type: string): Promise<unknown> => page.evaluate(`navigator.connection.type = '${type}', navigator.connection.dispatchEvent(new Event('change'))`);

inBrowser('what a phone keeps for its own person', () => {
  let h: Harness, play: Play, screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    play = new Play(h);
    screens = await Screens.open(h.url);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });
  const phone = (at = '/field', more: Visit = {}, who = 'gm-101'): Promise<Page> => screens.as(who, { width: 390, at, ...more });
  const newest = async () => (await (await h.as('disp-1')).want('cases', { query: { sort: 'newest', limit: 1 } })).items[0]?.id;

  it('photos wait for Wi-Fi when they shall, words do not, and "send now" does not either', async () => {
    const page = await phone('/field/me', { place: placeIn(CELLS[6]) }), before = await newest();
    expect(await page.getByRole('switch', { name: '照片仅用 Wi-Fi 上传' }).isDisabled()).toBe(true);
    await page.getByText('这个浏览器不说明用的是 Wi-Fi 还是移动数据').waitFor();

    await page.addInitScript(CARRIER);
    await page.reload();
    await page.getByRole('switch', { name: '照片仅用 Wi-Fi 上传' }).check();
    const report = async (): Promise<void> => {
      await page.goto(`${h.url}/field`);
      const [camera] = await Promise.all([page.waitForEvent('filechooser'), button(page, /^上报/).tap()]);
      await camera.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photo() });
      await button(page, '暴露垃圾').tap();
      await button(page, '提交').tap();
      await button(page, '完成').tap();
    };
    await report();
    await page.goto(`${h.url}/field/outbox`);
    await page.getByText('照片等待 Wi-Fi').waitFor();
    expect(await newest()).toBe(before);
    await move(page, 'wifi');
    await until(async () => (await newest()) !== before);

    await move(page, 'cellular');
    const first = await newest();
    await page.context().setGeolocation({ ...at(CELLS[7]), accuracy: 9 });
    await report();
    await page.goto(`${h.url}/field/outbox`);
    await page.getByText('照片等待 Wi-Fi').waitFor();
    await button(page, '全部立即上传').tap();
    await until(async () => (await newest()) !== first);
  });

  it('the figures of the month lead to the cases they count', async () => {
    await play.reported({ position: { ...placeIn(CELLS[8]), accuracy: 8 } }, 'gm-101');
    await h.quiesce();
    const month = new Date(h.clock.now()).toISOString().slice(0, 7), { figures } = await (await h.as('gm-101')).want('myFigures', { query: { month } });
    const page = await phone('/field/me');
    await page.getByRole('link', { name: new RegExp(`^${figures.reported}\\s*上报$`) }).tap();
    await until(async () => (await page.locator('main .f-list > li').count()) === figures.reported);
    expect([await findings(page), await sideways(page)]).toEqual([[], []]);
    await page.locator('main .f-list a').first().tap();
    await page.waitForURL(/\/field\/case\//);
  });

  it('today’s way stays on the phone, only when asked for, and goes when told to', async () => {
    const page = await phone('/field/map', { place: placeIn(CELLS[9]) }), said: string[] = [], { lon, lat } = placeIn(CELLS[9]);
    page.on('request', (request) => said.push(`${request.url()} ${request.postData() ?? ''}`));
    await button(page, '今日轨迹').tap();
    expect(await page.getByRole('switch').isChecked()).toBe(false);
    await page.getByText('只存在这部手机上').waitFor();
    await page.getByText('今天还没有记下位置。').waitFor();
    expect([await findings(page), await sideways(page)]).toEqual([[], []]);
    await page.getByRole('switch').check();
    await page.getByText(/今天 \d\d:\d\d 起，约 0\.0 公里，1 个位置。/).waitFor();
    await page.reload();
    await button(page, '今日轨迹：记录中').tap();
    await page.getByText(/1 个位置。/).waitFor();
    await button(page, '删除已记录的轨迹').tap();
    await page.getByText('已从这部手机上删除').waitFor();
    await page.getByRole('switch').uncheck();
    expect(await page.evaluate(`new Promise((done) => { const open = indexedDB.open('grid-field:/'); open.onsuccess = () => { const all = open.result.transaction('cache').objectStore('cache').getAll(); all.onsuccess = () => done(all.result.filter((kept) => kept.key.endsWith('/track')).map((kept) => kept.value.points.length)); }; })`)).toEqual([0]);
    expect(said.filter((line) => line.includes(String(lon)) || line.includes(String(lat)))).toEqual([]);
  });

  it('says all of it in English', async () => {
    const page = await phone('/field/map', { lang: 'en' });
    await button(page, 'My track today').tap();
    await page.getByText('It stays on this phone').waitFor();
    expect(await page.locator('dialog[open]').innerText()).not.toMatch(/[\u3400-\u9fff]/);
  });
  const at = (cell: string | undefined): { longitude: number; latitude: number } => { const { lon, lat } = placeIn(cell ?? ''); return { longitude: lon, latitude: lat }; };
});
