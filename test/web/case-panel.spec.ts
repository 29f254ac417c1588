import type { UserId } from '#domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { dataFolder } from '../contract/corpus.js';
import { CELLS, photo, placeIn, rubbish, startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const bar = (page: Page) => page.getByRole('group', { name: '可用操作' });
/** Markup that would show itself; and, where the corpus is at hand, the strings of it that look like markup. */
function hostile(): readonly string[] {
  const own = ['<script>window.hurt = 1</script>', '"><img src=x onerror="window.hurt = 1">', '<svg/onload=window.hurt=1>', '{{constructor.constructor("window.hurt=1")()}}', '<b>粗</b>', '<iframe srcdoc="<script>parent.hurt=1</script>">'];
  const data = dataFolder();
  if (data === null) return own;
  const all = JSON.parse(readFileSync(join(data, 'blns', 'blns.json'), 'utf8')) as string[];
  return [...own, ...all.filter((s) => /[<>]|\{\{|javascript:/i.test(s) && s.length < 400).slice(0, 40)];
}

inBrowser('the case beside the queue, and the seat that takes the calls', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('shows before and after, the stopwatch, what happened here before, and why a step is not possible', async () => {
    const old = await h.reported({ position: placeIn(CELLS[3]) });
    const id = await h.reported({ position: placeIn(CELLS[3], 12), classId: 'P0137' as never, conditionId: null });
    const handler = await h.as('h-san-1');
    await handler.does(old, { type: 'accept', assignee: 'h-san-1' as UserId });
    await h.advance('2h');
    await handler.does(old, { type: 'resolve', note: '已清运', evidence: [await handler.upload(await photo())] });
    const page = await screens.as('disp-1', { at: `/desk?open=true&case=${old}` });
    const close = bar(page).getByRole('button', { name: '结案' });
    await close.focus();
    await page.getByRole('tooltip').getByText('核查尚未通过').waitFor();
    expect(await close.getAttribute('aria-disabled')).toBe('true');

    const divide = page.getByRole('slider', { name: /移动分界/ });
    await divide.focus();
    await page.keyboard.press('ArrowRight');
    expect(await divide.getAttribute('aria-valuetext')).toContain('51%');

    await page.locator('body').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('4');
    const row = page.getByRole('row', { name: /处置时限/ });
    await row.getByText('2时').first().waitFor();
    await row.getByText('已停').waitFor();
    await page.getByRole('row', { name: /核查时限/ }).getByText('计时中').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('3');
    await page.getByRole('region', { name: /同一地点/ }).getByText('12 米').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await (await h.as('disp-1')).want('samePlace', { params: { id } })).toMatchObject({ metres: 50, days: 90, items: [{ metres: 12, case: { id: old } }] });
    expect(await (await h.as('h-mun-1')).ask('stopwatch', { params: { id: old } })).toMatchObject({ ok: false, status: 404 });
  });

  it('dispatches with D and Enter to the recommended department, and says until when', async () => {
    // Two lines of the duty list, as sure as each other: it waits for a person.
    const id = await h.reported({ classId: 'E0123' as never, conditionId: 'E0123-1' as never, position: placeIn(CELLS[5]) });
    const page = await screens.as('disp-1', { at: `/desk?open=true&case=${id}` });
    const { candidates, stage } = await (await h.as('disp-1')).want('case', { params: { id } });
    expect([stage, candidates.length]).toEqual(['dispatch', 2]);
    await bar(page).getByRole('button', { name: '派遣' }).waitFor();
    await page.keyboard.press('d');
    const form = page.getByRole('form', { name: '派遣' });
    await form.getByText(/工作时间）→|不间断）→/).waitFor();
    expect(await page.evaluate('document.activeElement?.id')).toBe('advice-0');
    await form.getByLabel('派遣意见').fill('');
    await form.getByLabel('派遣意见').press('/');
    await page.getByRole('option', { name: /请按时限处置/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await form.getByLabel('派遣意见').inputValue()).toBe('请按时限处置，完成后上传处置后照片。');
    await page.keyboard.press('Alt+2');
    expect(await page.locator('#advice-1').isChecked()).toBe(true);
    await page.keyboard.press('Alt+1');
    await page.locator('#advice-0').focus();
    await page.keyboard.press('Enter');
    await page.getByText(/已派遣/).first().waitFor();
    expect(await (await h.as('disp-1')).want('case', { params: { id } })).toMatchObject({ stage: 'acceptance', department: candidates[0]?.department });
  });

  it('begins anew with every case: no form, no tab and no number shown in full goes along', async () => {
    const call = async (text: string, phone: string, cell: number) => { const answer = await (await h.as('disp-1')).report(rubbish({ source: 'hotline', text, position: placeIn(CELLS[cell]), caller: { phone, name: '来电者' } })); if (!answer.ok) throw new Error(JSON.stringify(answer.problem)); await h.quiesce(); return answer.body.id; };
    const first = await call('头一件', '13911112222', 10), second = await call('第二件', '13933334444', 11), page = await screens.as('disp-1', { at: `/desk?open=true&case=${first}` });
    const go = async (id: string): Promise<void> => { await page.locator(`#case-${id}`).click(); await page.locator('aside.panel').getByText(id === first ? '头一件' : '第二件').first().waitFor(); };
    const caller = page.getByRole('region', { name: '来电人' });
    await caller.getByText('139****2222').waitFor();
    await caller.getByRole('button', { name: '查看完整信息' }).click();
    await caller.getByLabel(/查看原因/).fill('回访');
    await page.keyboard.press('Enter');
    await caller.getByText('13911112222').waitFor();
    await page.getByRole('tab', { name: /时间线/ }).click();
    await go(second);
    await caller.getByText('139****4444').waitFor();
    expect([await page.getByText('13911112222').count(), await page.getByRole('tab', { selected: true }).textContent()]).toEqual([0, expect.stringContaining('概况')]);
    await bar(page).getByRole('button', { name: '备注' }).click();
    const form = page.locator('aside.panel form');
    await form.getByRole('textbox').first().fill('给第二件的话');
    await go(first);
    await caller.getByText('139****2222').waitFor();
    expect(await form.count()).toBe(0);
    await bar(page).getByRole('button', { name: '备注' }).click();
    expect(await form.getByRole('textbox').first().inputValue()).toBe('');
  });

  it('lays two cases side by side, swaps them, tells what changed meanwhile, and merges', async () => {
    const send = async (text: string, east: number) => { const answer = await (await h.as('disp-1')).report(rubbish({ source: 'hotline', classId: null, conditionId: null, text, position: placeIn(CELLS[7], east) })); if (!answer.ok) throw new Error(JSON.stringify(answer.problem)); await h.quiesce(); return answer.body; };
    const first = await send('东门口垃圾没人清', 0);
    await h.advance('5m');
    const second = await send('东门口一堆垃圾', 9);
    const page = await screens.as('disp-1', { at: `/desk?open=true&case=${second.id}` });
    await page.getByRole('tab', { name: /相关/ }).click();
    await page.getByRole('button', { name: /^并入/ }).click();
    const sheet = page.getByRole('dialog', { name: '并案' });
    await sheet.getByText(`将 …${second.number.slice(-6)} 并入 …${first.number.slice(-6)}`).waitFor();
    await sheet.getByText('两处相距 9 米').waitFor();
    expect(await sheet.locator('tr.differs').count()).toBeGreaterThan(0);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('s');
    await sheet.getByText(`将 …${first.number.slice(-6)} 并入 …${second.number.slice(-6)}`).waitFor();
    await page.keyboard.press('s');
    await (await h.as('sup-1')).does(first.id, { type: 'urge', text: '请尽快' });
    await sheet.getByRole('alert').getByText(/刚刚：/).waitFor();
    await sheet.getByRole('button', { name: '按新状态继续' }).click();
    await sheet.getByRole('button', { name: /并案/ }).last().focus();
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    expect(await (await h.as('disp-1')).want('case', { params: { id: second.id } })).toMatchObject({ outcome: 'merged', mergedInto: first.id });
  });

  it('takes a call in a minute: the number’s past, the class from the words, the place by name, nothing lost by a reload', async () => {
    const before = await (await h.as('disp-1')).report(rubbish({ source: 'hotline', text: '路灯又不亮了', position: placeIn(CELLS[9]), caller: { phone: '13812345678', name: '龚美丽' } }));
    if (!before.ok) throw new Error(JSON.stringify(before.problem));
    const page = await screens.as('disp-1', { at: '/inbox' });
    await page.locator('header .report').waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('来电号码').fill('138 1234 5678');
    await page.getByRole('region', { name: '此号码反映过的案件' }).getByText('路灯又不亮了').waitFor();
    await page.getByLabel('反映内容').fill('小区门口污水井盖破了');
    await page.getByRole('button', { name: /污水井盖/ }).waitFor();
    await page.keyboard.press('Alt+1');
    expect(await page.getByLabel(/^类别/).inputValue()).toBe('污水井盖');
    await page.getByRole('combobox', { name: '位置' }).fill('茅阳社区');
    await page.getByRole('option', { name: /茅阳社区/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: '附近的在办案件' }).getByText(/没有在办案件|米/).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.reload();
    await page.locator('header .report').waitFor();
    await page.keyboard.press('n');
    await page.getByText('已恢复未提交的登记').waitFor();
    expect(await page.getByLabel('反映内容').inputValue()).toBe('小区门口污水井盖破了');
    await page.getByLabel('反映内容').press('Control+Enter');
    const number = await page.locator('dialog .number').textContent() ?? '';
    expect(number).toMatch(/^MD\d{8}-\d{6}$/);
    expect(await page.evaluate<string[]>(`Object.keys(localStorage).filter((k) => k.startsWith('grid.draft.'))`)).toEqual([]);
    const [made] = (await (await h.as('disp-1')).want('cases', { query: { q: number } })).items;
    expect(made).toMatchObject({ source: 'hotline', classId: 'P0102' });

    await page.getByRole('button', { name: '查看案件' }).click();
    const caller = page.getByRole('region', { name: '来电人' });
    await caller.getByText('138****5678').waitFor();
    await caller.getByRole('button', { name: '查看完整信息' }).click();
    await caller.getByLabel(/查看原因/).fill('回访');
    await page.keyboard.press('Enter');
    await caller.getByText('13812345678').waitFor();
    await caller.getByText('查看记录（1）').waitFor();
    const member = await screens.as('gm-101', { at: `/desk/case/${made?.id}` });
    await member.locator('.steps').waitFor();
    expect(await member.content()).not.toMatch(/138\*\*\*\*5678|来电人/);
  });

  it('takes nothing that people write as markup, on the screen or on paper', async () => {
    const id = await h.reported({ text: hostile().slice(0, 6).join('\n') });
    const desk = await h.as('disp-1');
    for (const text of hostile()) await desk.command(id, { type: 'note', text });
    const page = await screens.as('disp-1', { at: `/desk/case/${id}` });
    await page.getByText('<b>粗</b>').first().waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('.log script, .log iframe, .log b, .log img[src="x"]').count()).toBe(0);
    await page.goto(`${h.url}/desk/case/${id}/print`);
    await page.getByText('<b>粗</b>').first().waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: '打印案卷' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    expect(await findings(page)).toEqual([]);
  });
});
