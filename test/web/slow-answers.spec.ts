import type { Page } from 'playwright-core';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

/** Holds the answers of an address, made when they were asked for, until they are let go. */
async function held(page: Page, address: string): Promise<{ asked: Promise<void>; letGo: () => Promise<void> }> {
  let ask = (): void => undefined, go = (): void => undefined;
  const asked = new Promise<void>((resolve) => { ask = resolve; }), going = new Promise<void>((resolve) => { go = resolve; });
  await page.route(address, async (route) => {
    const response = await route.fetch();
    ask();
    await going;
    await route.fulfill({ response });
  }, { times: 1 });
  return { asked, letGo: async () => { go(); await page.waitForTimeout(100); } };
}

inBrowser('on a slow link', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('an answer that comes late takes nobody out of the list they have opened', async () => {
    const id = await h.reported();
    const page = await screens.as('lead-san');
    const ranked = await held(page, '**/assignees');
    await page.goto(`${h.url}/desk/case/${id}`);
    await page.getByRole('group', { name: '可用操作' }).getByRole('button', { name: '签收', exact: true }).click();
    await ranked.asked;
    const list = page.getByRole('form', { name: '签收' }).getByRole('combobox');
    await list.click();
    await page.getByRole('option').first().waitFor();
    await ranked.letGo();
    await page.getByRole('form', { name: '签收' }).getByRole('radio').first().waitFor();
    expect(await list.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('option').first().click();
  });

  it('a case that moves on while it is being fetched is shown as it is now', async () => {
    const id = await h.reported();
    const page = await screens.as('disp-1', { at: '/desk?open=true' });
    await page.locator(`#case-${id}`).waitFor();
    const first = await held(page, `**/api/cases/${id}`);
    await page.locator(`#case-${id}`).click();
    await first.asked;
    await (await h.as('disp-2')).does(id, { type: 'note', text: '已电话联系物业' });
    await page.waitForTimeout(600);
    await first.letGo();
    await page.getByRole('tab', { name: '时间线' }).click();
    await page.getByText('已电话联系物业').waitFor();
  });

  it('an examination that is begun before the last one is shown is followed to its end', async () => {
    const page = await screens.as('op-1', { at: '/admin/people' });
    const last = await held(page, '**/api/ops/doctor');
    await page.goto(`${h.url}/admin/health`);
    await last.asked;
    await page.getByRole('button', { name: '开始自检' }).click();
    await page.waitForResponse((r) => r.url().endsWith('/api/ops/doctor') && r.request().method() === 'POST');
    await last.letGo();
    await page.locator('.checks li').first().waitFor();
  });
});
