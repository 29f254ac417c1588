import { startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const LOOKS = [{ lang: 'zh', width: 1280 }] as const;

inBrowser('the inbox', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    for (let i = 0; i < 3; i++) await h.reported({ text: `heap ${i}` });
    await h.quiesce();
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each(LOOKS)('has no fault that axe finds: notices, settings, robots and their form ($lang, $width px)', async (look) => {
    const page = await screens.as('lead-san', { ...look, at: '/inbox' });
    await page.locator('.notice').first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.goto(`${h.url}/inbox/settings`);
    await page.locator('#pref-email').waitFor();
    expect(await findings(page)).toEqual([]);
    const operator = await screens.as('op-1', { ...look, at: '/inbox/endpoints' });
    await operator.locator('#content .btn-primary').click();
    await operator.locator('dialog[open] .btn-primary').click();
    await operator.locator('dialog[open] [role=alert]').waitFor();
    expect(await findings(operator)).toEqual([]);
  });

  it('counts what is unread, leads to the case, and marks all of it read', async () => {
    const page = await screens.as('lead-san', { at: '/inbox' });
    const { unread } = await (await h.as('lead-san')).want('unread');
    expect(unread).toBeGreaterThan(1);
    await page.getByRole('button', { name: `通知，${unread} 条未读` }).waitFor();
    await page.locator('.notice').first().click();
    await page.waitForURL(/\/desk\/case\//);
    await page.getByRole('button', { name: `通知，${unread - 1} 条未读` }).waitFor();
    await page.goto(`${h.url}/inbox?unread=true`);
    await page.getByRole('button', { name: '全部标为已读' }).click();
    await page.getByText('没有未读通知').waitFor();
    expect((await (await h.as('lead-san')).want('unread')).unread).toBe(0);
  });

  it('keeps how a person wants to be told, and says what is wrong with it', async () => {
    const page = await screens.as('h-san-1', { at: '/inbox/settings' });
    await page.getByLabel(/^邮箱/).fill('nowhere');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/邮箱格式不对/).waitFor();
    await page.getByLabel(/^邮箱/).fill('li@example.com');
    await page.getByRole('radiogroup', { name: '电子邮件' }).getByLabel('仅紧急').check();
    await page.getByLabel('每天在以下时段不打扰').check();
    await page.getByLabel('案件已结案').uncheck();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('设置已保存').waitFor();
    expect(await (await h.as('h-san-1')).want('noticePreference')).toMatchObject({ email: 'li@example.com', channels: { mail: 'urgent', webhook: 'all' }, muted: ['closed'], quiet: { from: '22:00', to: '07:00' } });
  });

  it('adds a robot, tries it, says what came back, and removes it', async () => {
    const page = await screens.as('op-1', { at: '/inbox/endpoints' });
    await page.getByRole('button', { name: '新增' }).click();
    await page.getByLabel('名称').fill('环卫群');
    await page.getByLabel('程序推送（标准格式）').check();
    await page.locator('#endpoint-owner').fill('环境卫生');
    await page.getByRole('option', { name: /环境卫生/ }).first().click();
    await page.getByLabel('地址').fill('http://localhost:9/hook');
    await page.getByLabel('密钥').fill('whsec_short');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').getByText(/24 至 64 字节/).waitFor();
    await page.getByLabel('密钥').fill(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
    await page.getByRole('button', { name: '保存' }).click();
    const one = page.getByRole('listitem').filter({ hasText: '环卫群' });
    await one.waitFor();
    await one.getByRole('button', { name: '发送测试' }).click();
    await one.getByText('测试失败').waitFor();
    await one.getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog', { name: '删除推送地址' }).getByRole('button', { name: '删除' }).click();
    await one.waitFor({ state: 'detached' });
    expect(await (await h.as('op-1')).want('endpoints')).toEqual([]);
  });
});
