import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { CELLS, photo, placeIn, Play, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens, WEB } from './browser.js';

const picture = async (name = 'photo.jpg') => ({ name, mimeType: 'image/jpeg', buffer: await photo() });
/** Text as people with bad intentions write it; every one of them must stay text. */
const HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u{1f600}𠮷';

inBrowser('the public pages on a phone', () => {
  let h: Harness;
  let play: Play;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres', env: { GRID_CONTACT: '城管中心 0878-5212345' } }); play = new Play(h); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const caseOf = async (number: string): Promise<string> => (await (await h.as('sup-1')).want('cases', { query: { q: number } })).items[0]?.id ?? '';
  const kept = (page: Page): Promise<unknown> => page.evaluate(`new Promise((done) => { const open = indexedDB.open('grid-public'); open.onsuccess = () => { const get = open.result.transaction('draft').objectStore('draft').get('report'); get.onsuccess = () => { open.result.close(); done(get.result?.text ?? null); }; }; })`);

  it('a resident reports with a photo, loses the network and the page on the way, follows it to the end and marks it', async () => {
    const page = await screens.visit({ width: 390, at: '/report', place: placeIn(CELLS[4]) });
    await page.getByRole('heading', { name: '随手上报' }).waitFor();
    expect(await findings(page)).toEqual([]);

    // Nothing said: the page says what is missing, and a tap leads there.
    await page.getByRole('button', { name: '提交', exact: true }).click();
    const alert = page.getByRole('alert');
    for (const said of ['请拍一张照片，或写几句说明', '请说明在哪里：定位、地图或文字都可以', '请勾选“我知道”']) await alert.getByText(said).waitFor();
    await alert.getByText('请说明在哪里').click();
    await page.locator('#where:focus').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.locator('#photos').setInputFiles(await picture());
    await page.getByRole('img', { name: '照片 1' }).waitFor();
    await page.getByText('垃圾没清理').click();
    await page.getByLabel('说明', { exact: true }).fill(HOSTILE);
    await page.getByLabel(/地点说明/).fill('菜市场东门');
    await page.getByRole('textbox', { name: '称呼' }).fill('龚美丽');
    await page.getByRole('textbox', { name: '电话' }).fill('13812345678');
    await until(() => page.evaluate<boolean>(`new Promise((done) => { const open = indexedDB.open('grid-public'); open.onsuccess = () => { const get = open.result.transaction('draft').objectStore('draft').get('report'); get.onsuccess = () => { open.result.close(); done(get.result?.phone === '13812345678'); }; }; })`));
    // The tab dies and comes back: everything is still there, the photo too.
    await page.reload();
    await page.getByRole('img', { name: '照片 1' }).waitFor();
    expect([await page.locator('#text').inputValue(), await page.locator('#where').inputValue(), await page.locator('#phone').inputValue()]).toEqual([HOSTILE, '菜市场东门', '13812345678']);

    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.getByText(/已定位，误差约 9 米/).waitFor();
    await page.getByRole('checkbox').check();
    // The answer is lost on the way: nothing is lost, and sending again makes no second case.
    await page.route('**/api/public/reports', async (route) => { await route.fetch(); await route.abort(); }, { times: 1 });
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByRole('alert').getByText('没有网络，还没有提交').waitFor();
    await page.getByRole('button', { name: '再次提交' }).click();
    await page.locator('#done:focus').waitFor();
    expect(await findings(page)).toEqual([]);
    const number = (await page.locator('dd').first().textContent()) ?? '', code = (await page.locator('dd.code').textContent()) ?? '';
    expect([number, code]).toEqual([expect.stringMatching(/^MD\d{8}-\d{6}$/), expect.stringMatching(/^\w{4}-\w{4}-\w{4}$/)]);
    await h.quiesce();
    const id = await caseOf(number), view = await play.view(id);
    expect([view.cell, view.source, view.photos.length, view.reports, view.text]).toEqual([CELLS[4], 'public', 1, 1, `${HOSTILE}\n位置：菜市场东门`]);
    expect(await kept(page)).toBeNull();

    // The centre sees it as text.
    const desk = await screens.as('sup-1', { at: `/desk/case/${id}` });
    await desk.getByText('window.hacked=1', { exact: false }).first().waitFor();
    expect(await desk.evaluate('window.hacked')).toBeUndefined();

    const member = view.assignee ?? 'gm-101';
    await play.does(member, id, { type: 'confirm', verdict: 'true', evidence: [await play.photo(member)] });
    if ((await play.view(id)).stage === 'triage') await play.does('disp-1', id, { type: 'triage', classId: 'E0110', conditionId: 'E0110-1', severity: 3 });
    if ((await play.view(id)).stage === 'dispatch') await play.does('disp-1', id, { type: 'dispatch', department: 'SAN', coDepartments: [] });
    await play.accepted(id);
    await play.resolved(id);
    await play.verified(id);
    if ((await play.view(id)).stage === 'closure') await play.does('sup-1', id, { type: 'close' });

    // From the same phone the code need not be typed; from another it has to fit the number.
    await page.getByRole('link', { name: '查进度' }).click();
    await page.getByRole('link', { name: new RegExp(number) }).click();
    await page.locator('.steps li').nth(3).waitFor();
    await page.locator('label.star').nth(4).click();
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.locator('#thanks:focus').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await page.locator('body').textContent()).not.toMatch(/龚美丽|13812345678|hacked/);
    const other = await screens.visit({ width: 390, at: '/follow', lang: 'en' });
    await other.getByLabel('Follow code').fill(code);
    await other.getByLabel(/^Number/).fill('MD20200101-000001');
    await other.keyboard.press('Enter');
    await other.getByRole('alert').getByText('Nothing was found').waitFor();
    expect(await findings(other)).toEqual([]);
    await other.getByLabel(/^Number/).fill(number);
    await other.keyboard.press('Enter');
    await other.locator('#thanks').waitFor();
  });

  it.each(['zh'] as const)('shows the public map and its table without any finding (%s)', async (lang) => {
    const page = await screens.visit({ width: 390, at: '/map', lang });
    await page.locator('.totals dd').first().waitFor();
    await page.locator('canvas').first().waitFor();
    expect(await findings(page)).toEqual([]);
    const report = await screens.visit({ width: 1280, at: '/report', lang });
    await report.locator('.kinds label').first().waitFor();
    expect(await findings(report)).toEqual([]);
  });

  it('has no script in any page but its own files, and asks for little', async () => {
    for (const name of ['index.html', 'field.html', 'public.html']) {
      const html = readFileSync(join(WEB, name), 'utf8'), scripts = [...html.matchAll(/<script\b([^>]*)>([^<]*)/g)];
      expect([name, html.includes('<base href="/" />'), scripts.length > 0, scripts.filter(([, how = '', inside = '']) => !/\bsrc="\.\/assets\//.test(how) || inside.trim() !== '')]).toEqual([name, true, true, []]);
      expect([name, html.match(/\s(on\w+)=|javascript:|(src|href)="(\/(?!")|https?:)/gi)]).toEqual([name, null]);
    }
    const page = await screens.visit({ width: 390, at: '/report' });
    await page.locator('.kinds label').first().waitFor();
    const names = await page.evaluate<string[]>(`performance.getEntriesByType('resource').map((r) => new URL(r.name).pathname).filter((p) => p.endsWith('.js'))`);
    expect(names.length).toBeGreaterThan(1);
    expect(names.reduce((sum, name) => sum + gzipSync(readFileSync(join(WEB, name))).length, 0)).toBeLessThan(60_000);
  });
});
