import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sheetsOf, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });

inBrowser('reports', () => {
  let h: Harness;
  let screens: Screens;
  let data: string[];
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    await h.reported({ text: 'heap' });
    const operator = await h.as('op-1');
    await operator.want('addEndpoint', { body: { name: 'Leaders', format: 'wecom', owner: { kind: 'person', id: 'leader-1' }, url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x', secret: null } });
    const id = '0192f0a0-0000-7000-8000-000000000001';
    await (await h.as('lead-san')).want('orderReport', { params: { id }, body: { every: 'week', by: 'person' } });
    await h.database.query(`update report_order set parked_at = 1, parked_reason = 'no such scheme' where id = $1`, [id]);
    data = (await operator.want('people')).flatMap((p) => [p.name, [...p.name].at(-1) ?? '']);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });
  const orders = async (as: string) => (await (await h.as(as)).want('reports')).orders;
  const focused = (page: Page, id: string): Promise<void> => until(async () => (await page.evaluate('document.activeElement.id')) === id);
  const form = (page: Page) => page.locator('dialog[open] form');

  it('are ordered, changed and stopped on the page, and a notice leads to the file that was made', async () => {
    const page = await screens.as('leader-1', { at: '/board/reports' });
    await page.getByText('还没有订阅报表').waitFor();
    await page.getByRole('button', { name: '订阅报表' }).click();
    await form(page).getByText('日报').click();
    await form(page).getByLabel('附排名').selectOption('department');
    await form(page).getByLabel('生成钟点').selectOption('7');
    await form(page).getByLabel('另发到').selectOption({ label: 'Leaders' });
    await form(page).getByRole('button', { name: '保存' }).click();
    const card = page.getByRole('article', { name: '日报 · 部门' });
    await card.getByText('次日 07:00 生成').waitFor();
    const [order] = await orders('leader-1');
    expect(order?.wish).toMatchObject({ every: 'day', by: 'department', scheme: 'department', hour: 7, lang: 'zh', endpoint: expect.any(String) });

    await card.getByRole('button', { name: '修改' }).click();
    await form(page).getByLabel('乡镇', { exact: true }).selectOption('532323101');
    await form(page).getByLabel('另发到').selectOption({ label: '只在应用内' });
    await form(page).getByRole('button', { name: '保存' }).click();
    await card.getByText(/共和镇/).waitFor();
    expect((await orders('leader-1')).map((o) => [o.id, o.wish.area, o.wish.endpoint])).toEqual([[order?.id, '532323101', null]]);

    await h.advance('1d');
    await page.getByRole('button', { name: /^通知/ }).click();
    await page.locator('.notice', { hasText: '考核日报已生成' }).first().click();
    await page.waitForURL(/\/board\/reports\?file=/);
    const sent = (await orders('leader-1'))[0]?.sent[0], link = page.locator(`#file-${sent?.id ?? ''}`);
    await link.waitFor();
    await focused(page, `file-${sent?.id ?? ''}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe(`report-day-${sent?.period.from ?? ''}.xlsx`);
    expect(sheetsOf(new Uint8Array(readFileSync(await download.path()))).map((s) => s.name)).toEqual(['考核数据', '排名', '评分口径', '口径', '筛选']);

    await card.getByRole('button', { name: '停止' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停止' }).click();
    await card.getByText('已停止').waitFor();
    expect((await orders('leader-1'))[0]).toMatchObject({ nextAt: null, ended: 'ended' });
    // What was made stays for its days, and no longer.
    await h.advance('8d');
    await page.goto(`${h.url}/board/reports?file=${sent?.id ?? ''}`);
    await page.getByText('已过保留期').waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
  });

  it('take the units and filters of the figures along, and say what the server refuses at its field', async () => {
    const page = await screens.as('sup-1', { at: '/board/figures?by=class&area=532323101' });
    await page.getByRole('link', { name: '订阅报表' }).click();
    await form(page).waitFor();
    expect([await form(page).getByLabel('指标按').inputValue(), await form(page).getByLabel('乡镇', { exact: true }).inputValue()]).toEqual(['class', '532323101']);
    await page.route('**/api/assessment/reports/*', async (route) => { const wish = route.request().postDataJSON() as object; await route.continue({ postData: JSON.stringify({ ...wish, scheme: 'moon' }) }); });
    await form(page).getByRole('button', { name: '保存' }).click();
    await form(page).getByRole('alert').getByRole('link', { name: '没有这个评价方案' }).click();
    await focused(page, 'report-scheme');
    expect(await findings(page)).toEqual([]);
    expect(await orders('sup-1')).toEqual([]);
  });

  it('that could not be made say why', async () => {
    const page = await screens.as('lead-san', { at: '/board/reports' });
    await page.getByText('未能生成：no such scheme').waitFor();
    expect(await page.getByLabel('责任部门').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  });

  it.each([['zh', 1440], ['en', 1440], ['zh', 390], ['en', 390]] as const)('in %s at %i px: nothing for axe to find, nothing wider than the screen', async (lang, width) => {
    const page = await screens.as('lead-san', { at: '/board/reports', lang, width });
    await page.getByRole('article').waitFor();
    const looked = async (name: string): Promise<void> => {
      if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `reports-${name}-${lang}-${width}.png`) });
      expect([name, await findings(page), await sideways(page), lang === 'en' ? await chineseWords(page, data) : []]).toEqual([name, [], [], []]);
    };
    await looked('list');
    await page.getByRole('button', { name: lang === 'zh' ? '修改' : 'Edit' }).click();
    await form(page).waitFor();
    await looked('form');
  });
});
