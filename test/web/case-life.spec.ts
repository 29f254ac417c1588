import type { Page } from 'playwright-core';
import { CELLS, photo, placeIn, startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

/** Opens a case by its number and waits for its buttons. */
async function open(page: Page, id: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/desk/case/${id}`);
  await page.getByRole('group', { name: '可用操作' }).or(page.getByText('没有可用的操作')).waitFor();
}
/** The button on the bar, or the one in the menu by chapter. */
async function act(page: Page, name: string): Promise<void> {
  const bar = page.getByRole('group', { name: '可用操作' }), near = bar.getByRole('button', { name: new RegExp(`^${name}(\\s|$|[A-Z0-9])`) });
  if ((await near.count()) === 0) await bar.getByRole('button', { name: '更多' }).click();
  await ((await near.count()) === 0 ? page.getByRole('dialog', { name: '更多' }).getByRole('button', { name: new RegExp(`^${name}`) }) : near).click();
}
const form = (page: Page, name: string) => page.getByRole('form', { name });
const send = (page: Page, name: string) => form(page, name).getByRole('button', { name, exact: true }).click();
const picture = async () => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photo() });

inBrowser('a case, from the phone to closed, through the forms', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('is reported on a phone without a class, filed and dispatched by a person, handled, verified and closed', async () => {
    const phone = await screens.as('gm-101', { width: 390, at: '/field', place: placeIn(CELLS[2]) });
    const shoot = async (name: string | RegExp): Promise<void> => { const [camera] = await Promise.all([phone.waitForEvent('filechooser'), phone.getByRole('button', { name }).click()]); await camera.setFiles(await picture()); };
    await shoot(/^上报/);
    await shoot(/^再拍/);
    await phone.getByRole('button', { name: /^照片 2/ }).first().waitFor();
    await phone.getByLabel('补充说明').fill('路边一堆东西,说不清归谁管');
    await phone.getByText(/±9\s米/).waitFor();
    await phone.getByRole('button', { name: '提交' }).click();
    await phone.getByRole('button', { name: '完成' }).click();
    await phone.getByText('今日已上报 1 件').waitFor();
    const number = /MD\d{8}-\d{6}/.exec(await phone.goto(`${h.url}/field/outbox`).then(() => phone.getByText(/MD\d{8}-\d{6}/).textContent()) ?? '')?.[0] ?? '';
    await h.quiesce();
    const [row] = (await (await h.as('disp-1')).want('cases', { query: { q: number } })).items;
    const id = row?.id ?? '';
    expect(row).toMatchObject({ stage: 'triage', cell: CELLS[2], text: '路边一堆东西,说不清归谁管' });
    expect(row?.photos).toHaveLength(2);

    const desk = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await open(desk, id);
    await act(desk, '立案');
    await form(desk, '立案').getByLabel('类别').fill('乱堆');
    await desk.getByRole('option', { name: /乱堆物堆料/ }).click();
    const condition = form(desk, '立案').getByLabel('立案条件');
    if ((await condition.inputValue()) === '') { await condition.click(); await desk.getByRole('option').first().click(); }
    await send(desk, '立案');
    await desk.getByText(/已立案/).waitFor();
    await h.quiesce();
    await desk.getByRole('heading', { name: /乱堆物堆料/ }).waitFor();
    const filed = await (await h.as('disp-1')).want('case', { params: { id } });
    if (filed.stage === 'dispatch') {
      await act(desk, '派遣');
      await form(desk, '派遣').getByLabel('主办部门').fill('环境卫生');
      await desk.getByRole('option', { name: /环境卫生/ }).first().click();
      await send(desk, '派遣');
      await desk.getByText(/已派遣/).waitFor();
    }
    const { department } = await (await h.as('disp-1')).want('case', { params: { id } });
    const handler = `h-${(department ?? '').toLowerCase()}-1`;

    const work = await screens.as(handler, { at: '/desk?stage=acceptance' });
    await open(work, id);
    await act(work, '签收');
    await send(work, '签收');
    await work.getByText(/已签收/).waitFor();
    await act(work, '处置反馈');
    await send(work, '处置反馈');
    await work.getByRole('alert').getByText('请填写处置说明').waitFor();
    await work.getByRole('alert').getByRole('link', { name: '请添加处置后照片' }).waitFor();
    await form(work, '处置反馈').getByLabel('处置说明').fill('已清理干净');
    await work.locator('#f-evidence').setInputFiles(await picture());
    await work.getByText('已上传').waitFor();
    await send(work, '处置反馈');
    await work.getByText(/已处置反馈/).waitFor();

    await open(phone, id);
    await act(phone, '核查');
    await form(phone, '核查').getByLabel('不合格').check();
    await send(phone, '核查');
    await phone.getByRole('alert').getByText('请填写说明').waitFor();
    await form(phone, '核查').getByLabel('合格', { exact: true }).check();
    await phone.locator('#f-evidence').setInputFiles(await picture());
    await phone.getByText('已上传').waitFor();
    await send(phone, '核查');
    await phone.getByText(/已核查/).waitFor();
    await h.quiesce();

    const after = await (await h.as('sup-1')).want('case', { params: { id } });
    if (after.stage === 'closure') {
      const supervisor = await screens.as('sup-1', { at: '/desk?stage=closure' });
      await open(supervisor, id);
      await act(supervisor, '结案');
      await send(supervisor, '结案');
      await supervisor.getByText(/已结案/).first().waitFor();
    }
    expect(await (await h.as('sup-1')).want('case', { params: { id } })).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    await open(desk, id);
    await desk.getByText(/核查：合格/).waitFor();
    await desk.getByRole('button', { name: /打开照片 1\/1 处置后/ }).first().click();
    await desk.getByRole('dialog', { name: '查看照片' }).waitFor();
  });

  it('lets a department ask for an extension and a supervisor refuse it in writing', async () => {
    const id = await h.reported();
    const lead = await screens.as('lead-san');
    await open(lead, id);
    await act(lead, '签收');
    await form(lead, '签收').getByLabel(/其他人员|本部门人员/).click();
    await lead.getByRole('option').first().click();
    await send(lead, '签收');
    await lead.getByText(/已签收/).waitFor();
    await act(lead, '申请');
    await form(lead, '申请').getByLabel('延期').check();
    await form(lead, '申请').getByLabel('理由').fill('材料未到');
    await form(lead, '申请').getByLabel('延长时间').fill('2');
    await send(lead, '申请');
    await lead.getByText(/申请延期/).first().waitFor();
    expect((await (await h.as('sup-1')).want('case', { params: { id } })).request).toMatchObject({ kind: 'extension', more: 7_200_000 });

    const supervisor = await screens.as('sup-1', { at: '/desk?request=true&open=true' });
    await supervisor.locator(`#case-${id}`).click();
    await act(supervisor, '驳回');
    await form(supervisor, '驳回').getByLabel('驳回理由').fill('按时限办理');
    await send(supervisor, '驳回');
    await supervisor.locator(`#case-${id}`).waitFor({ state: 'detached' });
    expect((await (await h.as('sup-1')).want('case', { params: { id } })).request).toBeNull();
  });
});
