import type { Page } from 'playwright-core';
import { photo, Play, rubbish, startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const LOOKS = [{ lang: 'zh', width: 1280 }] as const;
/** Keys are for a case that is there. */
const press = async (page: Page, key: string): Promise<void> => { await page.locator('.sheet .bar, .sheet .foot p').first().waitFor(); await page.keyboard.press(key); };
const picture = async () => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photo() });

inBrowser('the case law on the screen', () => {
  let h: Harness;
  let play: Play;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); play = new Play(h); await play.morning(); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  /** A case with everything on it that can be on it: tasks, orders, a request, a proposal. */
  async function busy(): Promise<string> {
    const id = await play.reported();
    await play.accepted(id);
    await play.does('sup-1', id, { type: 'addTask', kind: 'joint', department: 'MUN', text: 'fence it', limit: { amount: 3_600_000, unit: 'working' } });
    await play.does('lead-mun', id, { type: 'acceptTask', task: 1, assignee: 'h-mun-1' });
    await play.does('h-mun-1', id, { type: 'finishTask', task: 1, note: 'fenced', evidence: [await play.photo('h-mun-1')] });
    await play.does('sup-1', id, { type: 'order', demand: 'say how it stands', limit: { amount: 3_600_000, unit: 'continuous' } });
    await play.does('h-san-1', id, { type: 'request', kind: 'extension', reason: 'the truck is broken', more: 3_600_000, evidence: [] });
    await play.does('disp-1', id, { type: 'propose', kind: 'voided', reason: 'the same as another' });
    return id;
  }

  it.each(LOOKS)('shows what waits, whose turn it is, and nothing that is not there; axe finds nothing ($lang, $width px)', async (look) => {
    const page = await screens.as('sup-1', { ...look, at: `/desk/case/${await busy()}` });
    await page.locator('.tasks').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await findings(page)).toEqual([]);
    await page.locator('.sheet .foot button[aria-expanded]').click();
    await page.locator('.menu').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await press(page, 's');
    await page.locator('form.form').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('takes an extension from the handler over the lead to the centre, and says each time who must decide', async () => {
    const id = await play.reported();
    await play.accepted(id);
    const work = await screens.as('h-san-1', { at: `/desk/case/${id}` });
    await press(work, 'b');
    const form = work.getByRole('form', { name: '申请' });
    await form.getByLabel('延期').check();
    await form.getByLabel('理由').fill('车坏了');
    await form.getByLabel('延长时间').fill('1');
    await form.getByRole('button', { name: '申请', exact: true }).click();
    await work.getByText(/等待.*负责人审核，再报中心审批/).waitFor();
    const lead = await screens.as('lead-san', { at: `/desk/case/${id}` });
    await press(lead, 'y');
    await lead.getByRole('form', { name: '部门审核' }).getByRole('button', { name: '部门审核', exact: true }).click();
    await lead.getByText('等待派遣员或值班长').waitFor();
    const centre = await screens.as('sup-1', { at: `/desk/case/${id}` });
    await centre.locator('.note').getByRole('button', { name: '批准' }).click();
    await centre.getByRole('form', { name: '批准' }).getByRole('button', { name: '批准', exact: true }).click();
    await centre.getByText('已延期').waitFor();
  });

  it('lets a department take on, do and show its task, and the centre verify it', async () => {
    const id = await play.reported();
    await play.accepted(id);
    const centre = await screens.as('sup-1', { at: `/desk/case/${id}` });
    await press(centre, 'l');
    const added = centre.getByRole('form', { name: '增加任务' });
    await added.getByLabel('协办').check();
    await added.getByLabel('承担部门').fill('市政设施');
    await centre.getByRole('option', { name: /市政设施/ }).first().click();
    await added.getByLabel('任务内容').fill('路面围挡');
    await added.getByLabel('任务时限').fill('2');
    await added.getByLabel('单位').selectOption('urgent_hour');
    await added.getByRole('button', { name: '增加任务', exact: true }).click();
    await centre.locator('.tasks').getByText('路面围挡').waitFor();
    expect((await play.view(id)).tasks[0]?.limit).toEqual({ amount: 7_200_000, unit: 'continuous' });

    const work = await screens.as('h-mun-1', { at: `/desk/case/${id}` });
    await work.locator('.tasks').getByRole('button', { name: '签收任务' }).click();
    await work.getByRole('form', { name: '签收任务' }).getByRole('button', { name: '签收任务', exact: true }).click();
    await work.locator('.tasks').getByRole('button', { name: '完成任务' }).click();
    const done = work.getByRole('form', { name: '完成任务' });
    await done.getByLabel('办理结果').fill('围挡已设');
    await done.getByRole('button', { name: '完成任务', exact: true }).click();
    await done.getByRole('alert').getByText('请添加办理后照片').waitFor();
    await work.locator('#f-evidence').setInputFiles(await picture());
    await work.getByText('已上传').waitFor();
    await done.getByRole('button', { name: '完成任务', exact: true }).click();
    await work.locator('.tasks').getByText('待核查').waitFor();

    await centre.locator('.tasks').getByRole('button', { name: '核查任务' }).click();
    const verify = centre.getByRole('form', { name: '核查任务' });
    await verify.getByLabel('合格', { exact: true }).check();
    await verify.getByRole('button', { name: '核查任务', exact: true }).click();
    await centre.locator('.tasks').getByText('已完成').waitFor();
  });

  it('gives the next case to who asks, shows others that it is taken, and puts it back', async () => {
    const id = await play.reported({ classId: null, conditionId: null, text: 'nobody knows' });
    const one = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await one.getByRole('gridcell').first().waitFor();
    await one.keyboard.press('t');
    await one.getByText(/您已领取/).waitFor();
    const held = await (await h.as('disp-2')).want('holds');
    expect(held).toMatchObject([{ by: 'disp-1' }]);
    const other = await screens.as('disp-2', { at: `/desk/case/${held[0]?.case ?? id}` });
    await other.getByText(/正在办理，至/).waitFor();
    await one.getByText(/也在看/).waitFor();
    // And on the row, for whoever has the list on the screen.
    const list = await screens.as('sup-1', { at: '/desk?stage=triage' });
    await list.getByRole('row').filter({ hasText: /正在看/ }).first().waitFor();
    const names = await list.locator('.here .unseen').first().textContent();
    for (const who of ['disp-1', 'disp-2']) expect(names).toContain((await (await h.as(who)).want('me')).name);
    await one.getByRole('button', { name: '放回' }).click();
    await one.getByText('尚无人领取').waitFor();
    expect(await (await h.as('disp-2')).want('holds')).toEqual([]);
  });

  it('shows the dispatcher why a department is recommended, and sends with Enter', async () => {
    const id = await play.reported();
    await play.does('lead-san', id, { type: 'request', kind: 'return', reason: 'not ours', evidence: [] });
    await play.does('sup-1', id, { type: 'grant' });
    const page = await screens.as('disp-1', { at: `/desk/case/${id}` });
    await press(page, 'd');
    const form = page.getByRole('form', { name: '派遣' });
    await form.getByText(/权责清单 D-/).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await form.getByLabel('主办部门').fill('市政设施');
    await page.getByRole('option', { name: /市政设施/ }).first().click();
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
    expect((await play.view(id)).department).toBe('MUN');
  });

  it('takes what a grid member put right on the spot with photos from before and after', async () => {
    const [before, after] = [await play.photo('gm-101'), await play.photo('gm-101')];
    const answer = await (await h.as('gm-101')).report(rubbish({ position: play.spot(), handled: { note: '顺手清走了', before: [before], after: [after] } }));
    const number = answer.ok ? answer.body.number : '';
    const [row] = (await (await h.as('sup-1')).want('cases', { query: { q: number } })).items;
    expect(row).toMatchObject({ onTheSpot: true, stage: 'closure' });
    const centre = await screens.as('sup-1', { at: `/desk/case/${row?.id ?? ''}` });
    await centre.getByText(/已当场处理/).first().waitFor();
    await centre.locator('.note').getByRole('button', { name: /打开照片 2\/2 处置后/ }).waitFor();
  });
});
