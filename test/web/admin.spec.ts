import type { Page } from 'playwright-core';
import { startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const NEW = 'correct horse 9';
/** All of administration, and what has to be there before it is looked at. */
const PAGES = [
  ['/admin/people', '.box tbody tr'], ['/admin/people/gm-101', '.admin-facts'], ['/admin/devices', '.box tbody tr'], ['/admin/devices/water-1', '.admin-facts'], ['/admin/work', '.box tbody tr'], ['/admin/health', '.parts'], ['/admin/access', '.box tbody tr'],
  ['/admin/access?tab=sessions', '.box tbody tr'], ['/admin/access?tab=tokens', '.box tbody tr'], ['/admin/people?q=nobody-of-this-name', '.state'],
] as const;

inBrowser('administration', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres', env: { GRID_CONTACT: '信息科 0878-5212345' } });
    screens = await Screens.open(h.url);
    const operator = await h.as('op-1'), headers = { 'idempotency-key': 'water-1' };
    await operator.want('addDevice', { body: { id: 'water-1', name: '积水监测点', kind: 'water-level', place: { lon: 101.54, lat: 25.31, crs: 'gcj02' } }, headers });
    await operator.want('issueDeviceToken', { params: { device: 'water-1' }, body: { label: '终端' } });
    const id = await h.reported();
    await h.database.query(`update cases set parked_at = $2, parked_reason = 'a bug in a rule', parked_attempts = 5 where id = $1`, [id, h.clock.now()]);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });
  const dialog = (page: Page) => page.locator('dialog[open]');

  it.each([{ lang: 'zh', width: 1280 }] as const)('has no fault that axe finds, and nothing is wider than the screen ($lang, $width px)', async (look) => {
    const page = await screens.as('op-1', { ...look, at: '/admin/people' });
    for (const [path, there] of PAGES) {
      await page.goto(h.url + path);
      await page.locator(there).first().waitFor();
      expect({ path, found: await findings(page) }).toEqual({ path, found: [] });
      expect({ path, over: await page.evaluate('document.documentElement.scrollWidth - innerWidth') }).toEqual({ path, over: 0 });
    }
  });

  it('lets an operator add somebody with keys alone, who then signs in and chooses a password', async () => {
    const page = await screens.as('op-1', { at: '/admin' });
    await page.locator('.box tbody tr').first().waitFor();
    await page.getByRole('button', { name: '新增' }).focus();
    await page.keyboard.press('Enter');
    await dialog(page).locator('#person-account').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('alert').waitFor();
    expect(await findings(page)).toEqual([]);
    await dialog(page).locator('#person-account').focus();
    await page.keyboard.type('he.qing');
    await page.keyboard.press('Tab');
    await page.keyboard.type('何青');
    await page.keyboard.press('Tab');
    await page.keyboard.type('处置人员');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('SAN');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const code = page.locator('#secret');
    await code.waitFor();
    expect(await findings(page)).toEqual([]);
    const once = (await code.innerText()).trim();
    await page.getByRole('button', { name: '已记下' }).click();

    const own = await screens.visit();
    await own.locator('#account').fill('he.qing');
    await own.locator('#password').fill(once);
    await own.keyboard.press('Enter');
    await own.getByText('请设置自己的密码').waitFor();
    expect(await findings(own)).toEqual([]);
    await own.locator('#own-next').fill('short');
    await own.keyboard.press('Enter');
    await own.getByRole('alert').getByText('至少 10 个字符').waitFor();
    await own.locator('#own-next').fill(NEW);
    await own.locator('#own-again').fill(NEW);
    await own.keyboard.press('Enter');
    await own.waitForURL(/\/desk/);

    // What was done is written down, and its end is immediate.
    await page.goto(`${h.url}/admin/people/he.qing`);
    await page.getByText('修改了自己的密码').waitFor();
    await page.getByRole('button', { name: '停用' }).click();
    await dialog(page).getByRole('button', { name: '停用' }).click();
    await page.getByText('已停用').first().waitFor();
    await own.goto(`${h.url}/desk`);
    await own.waitForURL(/\/signin/);
  });

  it('checks a file of devices, shows its faults by row and column, and takes in the mended one', async () => {
    const page = await screens.as('op-1', { at: '/admin/devices' });
    await page.getByRole('main').getByRole('button', { name: '导入' }).click();
    const choose = (text: string): Promise<void> => dialog(page).locator('#import-file').setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await choose('设备编号,名称,类型,经度,纬度\ncam-1,东门,摄像机,101.54,25.31\ncam-2,西门,摄像机,25.31,101.54\n');
    await dialog(page).getByRole('button', { name: '检查文件' }).click();
    const row = dialog(page).getByRole('row').filter({ hasText: 'E 纬度' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/^3\s+E 纬度/);
    expect(await findings(page)).toEqual([]);
    await choose('设备编号,名称,类型,经度,纬度,坐标系\ncam-1,东门,摄像机,101.54,25.31,wgs84\n');
    await dialog(page).getByRole('button', { name: '检查文件' }).click();
    await dialog(page).getByRole('button', { name: '导入 1 项更改' }).click();
    await page.getByRole('link', { name: '东门' }).waitFor();
    await page.getByLabel('查找: 编号、名称、部件、网关').fill('cam');
    await page.waitForURL(/q=cam/);
    await page.getByRole('link', { name: '积水监测点' }).waitFor({ state: 'detached' });
  });

  it('sets parked work going again, and examines the program', async () => {
    const page = await screens.as('op-1', { at: '/admin/work' });
    await page.getByText('a bug in a rule').waitFor();
    await page.getByRole('button', { name: /^重试 \S+$/ }).click();
    await page.getByText('没有搁置的自动任务').waitFor();
    await page.goto(`${h.url}/admin/health`);
    await page.getByRole('button', { name: '开始自检' }).click();
    await page.locator('.checks li').first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('shows each role what is theirs', async () => {
    const page = await screens.as('sup-1', { at: '/admin' });
    await page.waitForURL(/\/admin\/people/);
    await page.locator('.box tbody tr').first().waitFor();
    expect(await page.getByRole('navigation', { name: '管理页面' }).getByRole('link').allInnerTexts()).toEqual(['人员', '部门', '网格', '值班表', '规则库']);
    expect(await page.getByRole('button', { name: '新增' }).count()).toBe(0);
    await page.goto(`${h.url}/admin/health`);
    await page.getByText('您没有管理权限').waitFor();
  });

  it('says at the sign-in how many tries are left, then until when and whom to call', async () => {
    const page = await screens.visit();
    await page.getByText('牟定县').waitFor();
    for (let i = 0; i < 5; i++) {
      await page.locator('#account').fill('lead-grn');
      await page.locator('#password').fill(`guess ${i}`);
      const answer = page.waitForResponse((r) => r.url().endsWith('/api/session') && r.request().method() === 'POST');
      await page.keyboard.press('Enter');
      await answer;
      if (i === 0) await page.getByRole('alert').getByText('还可尝试 4 次').waitFor();
    }
    await page.getByRole('alert').getByText(/请在 .+ 后再试.*到 \d\d:\d\d 解除.*信息科 0878-5212345/).waitFor();
    expect(await findings(page)).toEqual([]);
  });
});
