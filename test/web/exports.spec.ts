import { BackgroundExports } from '#cases';
import { Work } from '#platform';
import { parse } from 'csv-parse/sync';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copies, Play, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const MANY = 50_001, SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });

inBrowser('a list that is too long for an answer', () => {
  let h: Harness;
  let screens: Screens;
  let data: string[];
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    await copies(h.database, await new Play(h).reported(), MANY, { mine: 'SAN', theirs: 'UM', prefix: 'XX' });
    data = (await (await h.as('op-1')).want('people')).flatMap((p) => [p.name, [...p.name].at(-1) ?? '']);
  }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { h.server.get(Work).resume(); expect(await screens.clear()).toEqual([]); });
  const work = (): Work => h.server.get(Work);
  const exports = async (as: string) => (await h.as(as)).want('exports');
  const turn = (id: string): Promise<unknown> => h.server.get(BackgroundExports).handle(`export:${id}`);
  const order = async (as: string, id: string): Promise<unknown> => (await h.as(as)).want('orderExport', { params: { id }, body: { query: 'source=media' } });

  it('is ordered where it is refused, followed while it is made, and taken where a notice leads', async () => {
    const page = await screens.as('disp-1', { at: '/desk?source=media' });
    await page.locator('[role=gridcell]').first().waitFor();
    await page.keyboard.press('Shift+X');
    const dialog = page.getByRole('dialog', { name: '导出列表' });
    await dialog.getByText(/共 50001 件，超过当场导出的 50000 行/).waitFor();
    expect([await dialog.getByRole('link', { name: '导出', exact: true }).count(), await findings(page)]).toEqual([0, []]);
    await dialog.getByText('CSV 文本').click();
    await work().pause();
    // What the server refuses is said where it was asked for, and asking again makes one file.
    await page.route('**/api/exports/*', (route) => route.abort(), { times: 1 });
    await dialog.getByRole('button', { name: '后台生成' }).press('Enter');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('button', { name: '后台生成' }).press('Enter');
    await page.getByRole('button', { name: '查看进度' }).click();
    await page.waitForURL(/\/board\/reports\?export=/);
    const [one] = await exports('disp-1'), id = one?.id ?? '', card = page.getByRole('article', { name: one?.name ?? '' }), bar = card.getByRole('progressbar');
    expect((await exports('disp-1')).length).toBe(1);
    await card.getByText('0 / 50,001 件').waitFor();
    await turn(id);
    await card.getByText('7,000 / 50,001 件').waitFor();
    expect([await bar.getAttribute('value'), await bar.getAttribute('max'), await findings(page)]).toEqual(['7000', '50001', []]);
    await work().resume();
    await h.quiesce();
    await card.getByText('已生成', { exact: true }).waitFor();
    await page.getByRole('status').getByText(`${one?.name ?? ''} 已生成`).waitFor();
    await until(async () => (await page.evaluate('document.activeElement.id')) === `export-${id}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect([download.suggestedFilename(), (parse(readFileSync(await download.path()), { bom: true }) as string[][]).length]).toEqual([one?.name, MANY + 1]);

    await page.goto(`${h.url}/desk`);
    await page.getByRole('button', { name: /^通知/ }).click();
    await page.locator('.notice', { hasText: '案件导出已生成：50001 件' }).first().click();
    await page.waitForURL(new RegExp(`export=${id}`));
    await card.getByRole('link', { name: '查看列表' }).click();
    await page.waitForURL(/\/desk\?source=media/);
    await page.goto(`${h.url}/board/reports?export=${id}`);
    await card.getByRole('button', { name: '删除文件' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('没有后台导出').waitFor();
    await page.getByText('通知里的文件已过保留期').waitFor();
    expect(await exports('disp-1')).toEqual([]);
  });

  it('is cancelled while it is made, and says why when it could not be', async () => {
    await work().pause();
    const [first, second] = ['0192f0a0-0000-7000-8000-000000000011', '0192f0a0-0000-7000-8000-000000000012'];
    await order('disp-2', first);
    await turn(first);
    await h.server.get(BackgroundExports).park(`export:${first}`, 'disk full', 5);
    h.clock.advance(1_000);
    await order('disp-2', second);
    const page = await screens.as('disp-2', { at: '/board/reports' });
    await page.getByText('未能生成：disk full').waitFor();
    await page.getByText('定期报表由值班长').waitFor();
    await page.getByRole('article').first().getByRole('button', { name: '取消生成' }).click();
    await page.getByText('已取消').waitFor();
    await until(async () => (await page.getByRole('article').count()) === 1);
    expect((await exports('disp-2')).map((e) => e.id)).toEqual([first]);
    expect(await findings(page)).toEqual([]);
  });

  it.each([['zh', 1440], ['en', 1440], ['zh', 390], ['en', 390]] as const)('in %s at %i px: nothing for axe to find, nothing wider than the screen', async (lang, width) => {
    await work().pause();
    const ids = [1, 2, 3].map((n) => `0192f0a0-0000-7000-8000-00000000002${n}`), [made = '', half = '', parked = ''] = ids;
    for (const id of ids) await order('lead-san', id);
    while ((await exports('lead-san')).find((e) => e.id === made)?.made === null) await turn(made);
    await turn(half);
    await h.server.get(BackgroundExports).park(`export:${parked}`, 'disk full', 5);
    const page = await screens.as('lead-san', { at: '/board/reports', lang, width });
    await until(async () => (await page.getByRole('article').count()) === 3);
    if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `exports-${lang}-${width}.png`), fullPage: true });
    expect([await findings(page), await sideways(page), lang === 'en' ? await chineseWords(page, data) : []]).toEqual([[], [], []]);
  });
});
