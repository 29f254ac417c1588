import type { UserId } from '#domain';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

inBrowser('what goes wrong loses nothing that was typed', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('tells who was faster and what can be done now, and keeps the words', async () => {
    const id = await h.reported();
    const page = await screens.as('lead-san', { at: `/desk/case/${id}` });
    await page.getByRole('button', { name: '申请' }).click();
    await page.getByLabel('理由').fill('不属我单位职责');
    await (await h.as('h-san-1')).does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    await page.getByRole('alert').getByText(/毕䶮兴 刚刚：签收/).waitFor();
    await page.getByText('现为“处置中”。').waitFor();
    expect(await page.getByLabel('理由').inputValue()).toBe('不属我单位职责');
    await page.getByRole('button', { name: '按新状态继续' }).click();
    await page.getByLabel('回退').check();
    await page.getByRole('form').getByRole('button', { name: '申请', exact: true }).click();
    await page.getByText(/申请回退/).first().waitFor();
  });

  it('says what is allowed instead when the step is no longer possible', async () => {
    const id = await h.reported();
    const page = await screens.as('lead-san', { at: `/desk/case/${id}` });
    await page.getByRole('button', { name: '签收', exact: true }).click();
    // The page does not hear of it: the refusal of the server is what tells.
    await page.route('**/api/cases/*', (route) => route.abort());
    await (await h.as('h-san-1')).does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    await page.getByLabel(/其他人员|本部门人员/).click();
    await page.getByRole('option').first().click();
    await page.getByRole('form').getByRole('button', { name: '签收', exact: true }).click();
    await page.getByRole('alert').getByText(/案件已有变化|当前阶段不能这样操作/).first().waitFor();
    await page.unroute('**/api/cases/*');
    await page.reload();
    await page.getByRole('button', { name: '处置反馈' }).waitFor();
  });

  it('sends again after a lost answer, and it is done once', async () => {
    const id = await h.reported();
    const page = await screens.as('disp-1', { at: `/desk/case/${id}` });
    await page.getByRole('button', { name: '备注' }).click();
    await page.getByLabel('备注内容').fill('said once');
    let lost = 0;
    await page.route('**/commands', async (route) => { if (lost++ === 0) { await route.fetch(); await route.abort(); } else await route.continue(); });
    await page.getByRole('form').getByRole('button', { name: '备注', exact: true }).click();
    await page.getByText('无法连接服务器').waitFor();
    expect(await page.getByLabel('备注内容').inputValue()).toBe('said once');
    await page.getByRole('button', { name: '再次提交' }).click();
    await page.getByText(/已备注/).waitFor();
    const { timeline } = await (await h.as('disp-1')).want('case', { params: { id } });
    expect(timeline.filter((e) => e.type === 'NoteAdded')).toHaveLength(1);
  });

  it('asks for the password over the page when the session ends, and sends what waited', async () => {
    const id = await h.reported();
    const page = await screens.as('disp-1', { at: `/desk/case/${id}` });
    await page.getByRole('button', { name: '备注' }).click();
    await page.getByLabel('备注内容').fill('typed before the session ended');
    // What a case fetches of itself once somebody rests on it would ask for the password first.
    await page.waitForLoadState('networkidle');
    await page.context().clearCookies();
    await page.getByRole('form').getByRole('button', { name: '备注', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: '登录已过期' });
    await sheet.getByLabel('密码').fill('wrong');
    await sheet.getByRole('button', { name: '继续' }).click();
    await sheet.getByText(/账号或密码不对/).waitFor();
    await sheet.getByLabel('密码').fill('mouding-2026');
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    await page.getByText(/已备注/).waitFor();
    const { timeline } = await (await h.as('disp-1')).want('case', { params: { id } });
    expect(timeline.map((e) => (e.data as { text?: string }).text)).toContain('typed before the session ended');
  });

  it('says in the words of its rule, in one language, what a field must not hold', async () => {
    const page = await screens.as('disp-1', { at: `/desk/case/${await h.reported()}` });
    await page.getByRole('button', { name: '备注' }).click();
    await page.getByLabel('备注内容').fill('a\u0007b');
    await page.getByRole('form').getByRole('button', { name: '备注', exact: true }).click();
    await page.getByRole('link', { name: /：不能含有控制字符$/ }).waitFor();
    expect(await page.getByText('must not contain').count()).toBe(0);
  });

  it('says so when a case is not theirs to see, and when there is none', async () => {
    const id = await h.reported();
    const page = await screens.as('h-mun-1', { at: `/desk/case/${id}` });
    await page.getByText('没有这个案件').waitFor();
    await page.goto(`${h.url}/desk/case/0193b3a0-0000-7000-8000-000000000000`);
    await page.getByText('没有这个案件').waitFor();
  });
});
