import type { Page } from 'playwright-core';
import type { UserId } from '#domain';
import { rubbish, startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

const unsure = { classId: null, conditionId: null } as const;
const rows = (page: Page) => page.getByRole('grid').getByRole('row').filter({ has: page.getByRole('gridcell') });

inBrowser('the live queue', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url, { whole: true });
    for (let i = 0; i < 3; i++) await h.reported({ ...unsure, text: `first ${i}` });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('shows a report of somebody else without a reload: announced first, on the list when asked for', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await rows(page).first().waitFor();
    const before = await rows(page).count();
    await page.getByText('实时').waitFor();
    await h.reported({ ...unsure, text: 'smoke over the market' });
    await page.getByRole('button', { name: /1 件更新/ }).waitFor();
    expect(await rows(page).count()).toBe(before);
    await page.keyboard.press('.');
    await page.getByText('smoke over the market').waitFor();
    expect(await rows(page).count()).toBe(before + 1);
  });

  it('patches a row in place, and marks one that somebody else took away until the list is renewed', async () => {
    const id = await h.reported();
    const page = await screens.as('sup-1', { at: '/desk?stage=acceptance,handling' });
    const row = page.locator(`#case-${id}`);
    await row.getByText('待签收').waitFor();
    await page.getByText('实时').waitFor();
    const handler = await h.as('h-san-1');
    await handler.does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    await row.getByText('处置中', { exact: true }).waitFor();
    await (await h.as('sup-1')).does(id, { type: 'propose', kind: 'voided', reason: 'a test' });
    await row.getByText('待批', { exact: true }).waitFor();
    await (await h.as('leader-1')).does(id, { type: 'approve' });
    await row.getByText('已转 已结案').waitFor();
    await page.keyboard.press('.');
    await row.waitFor({ state: 'detached' });
  });

  it('keeps filter and order in the address, and finds a case by its number', async () => {
    const id = await h.reported();
    const { number } = await (await h.as('disp-1')).want('case', { params: { id } });
    const page = await screens.as('disp-1', { at: '/desk?open=true' });
    await page.getByRole('button', { name: '来源' }).click();
    await page.getByRole('checkbox', { name: '热线转办' }).check();
    await page.waitForURL(/source=hotline/);
    await page.getByText('筛选后为空').waitFor();
    await page.getByRole('button', { name: '清除筛选' }).first().click();
    await page.getByLabel('排序').selectOption({ label: '上报最新' });
    await page.waitForURL(/sort=newest/);
    await page.reload();
    expect(await page.getByLabel('排序').inputValue()).toBe('newest');
    await page.keyboard.press('/');
    await page.keyboard.type(number);
    await page.waitForURL(new RegExp(`q=${number}`));
    await page.locator(`#case-${id}`).waitFor();
    await expect(rows(page).count()).resolves.toBe(1);
  });

  it('falls back to asking when the socket is gone, and misses nothing', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await page.getByText('实时').waitFor();
    await page.routeWebSocket(/socket\.io/, (socket) => { void socket.close(); });
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.clock.install();
    await page.context().setOffline(true);
    await page.getByText(/^离线/).first().waitFor();
    await h.reported({ ...unsure, text: 'while the line was cut' });
    await page.context().setOffline(false);
    await page.clock.runFor(2_000);
    await page.getByText('轮询').waitFor();
    await page.getByRole('button', { name: /件更新/ }).click();
    await page.getByText('while the line was cut').waitFor();
  });

  it('reads on page by page', async () => {
    const client = await h.as('disp-2');
    const answers = await Promise.all(Array.from({ length: 70 }, (_, i) => client.report(rubbish({ ...unsure, source: 'hotline', text: `one of many ${i}`, position: { lon: 101.4 + i * 0.01, lat: 25.1, accuracy: 5 } }))));
    expect(answers.filter((answer) => !answer.ok)).toEqual([]);
    await h.quiesce();
    const page = await screens.as('disp-1', { at: '/desk?stage=triage&sort=age' });
    await rows(page).first().waitFor();
    const total = Number((await page.getByText(/^\d+ 件$/).textContent())?.replace(' 件', ''));
    expect(total).toBeGreaterThan(70);
    await page.getByRole('grid').focus();
    for (let i = 0; i < 6; i++) { await page.keyboard.press('End'); await page.waitForLoadState('networkidle'); }
    await page.locator(`[role=row][aria-rowindex="${total + 1}"]`).waitFor();
  });

  it('lists the keys that work here', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '立案', exact: false }).first().waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: '快捷键' });
    await sheet.getByText('下一件', { exact: true }).waitFor();
    await sheet.getByText('领取下一件').waitFor();
    await sheet.getByText('发核实').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
  });
});
