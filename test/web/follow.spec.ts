import { Play, startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

inBrowser('the page of whoever reported something', () => {
  let h: Harness;
  let play: Play;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); play = new Play(h); await play.morning(); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  /** A report that is done with, and its code. */
  async function closed(): Promise<string> {
    const { id, follow } = await play.sends();
    await play.accepted(id);
    await play.resolved(id);
    await play.verified(id);
    if ((await play.view(id)).stage === 'closure') await play.does('sup-1', id, { type: 'close' });
    return follow;
  }

  it.each(['zh', 'en'] as const)('shows how far it is without signing in, and takes a mark from the keyboard alone (%s)', async (lang) => {
    const code = await closed();
    const page = await screens.visit({ lang, width: 390, at: `/follow/${code}` });
    await page.locator('.steps li').nth(3).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.locator('form.rate .btn-primary').click();
    await page.getByRole('alert').waitFor();
    await page.locator('#rating').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.locator('#rating-word').filter({ hasText: '4' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.type('thank you');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#thanks').waitFor();
    expect(await findings(page)).toEqual([]);
    expect((await play.followed(code)).rating).toBe(4);
  });

  it('asks for the code where there is none, and says that a wrong one is wrong', async () => {
    const { follow } = await play.sends();
    const page = await screens.visit({ width: 390, at: '/follow' });
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.getByText('请填写查询码').waitFor();
    await page.getByLabel('查询码').fill('nothing-of-ours');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('没有找到').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel('查询码').fill(follow.toLowerCase());
    await page.keyboard.press('Enter');
    await page.locator('.steps li').first().waitFor();
    expect(await page.locator('body').textContent()).not.toContain('李文军');
  });

  it('keeps what was seen when the network goes, and what was said until it is back', async () => {
    const code = await closed();
    const page = await screens.visit({ width: 390, at: `/follow/${code}` });
    await page.locator('#rating').waitFor({ state: 'attached' });
    await page.route('**/rating', (route) => route.abort());
    await page.locator('label.star').nth(4).click();
    await page.getByLabel(/想说的话/).fill('很好');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('没有网络，评价未送达，请重试。').waitFor();
    expect(await page.getByLabel(/想说的话/).inputValue()).toBe('很好');
    await page.unroute('**/rating');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByRole('heading', { name: '感谢您的评价' }).waitFor();
    await page.route('**/api/follow/**', (route) => route.abort());
    await page.evaluate(`window.dispatchEvent(new Event('online'))`);
    await page.getByRole('alert').getByText('以下是之前看到的进度。').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.locator('.steps li').first().waitFor();
  });
});
