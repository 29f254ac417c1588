import type { Page } from 'playwright-core';
import { parse } from 'csv-parse/sync';
import { rubbish, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const unsure = { classId: null, conditionId: null } as const;
/** Greasy smoke, for which two departments answer: a person dispatches it. */
const smoke = { classId: 'E0123', conditionId: 'E0123-1' } as never;
const rows = (page: Page) => page.getByRole('grid').getByRole('row').filter({ has: page.getByRole('gridcell') });
const ready = async (page: Page): Promise<void> => { await rows(page).first().waitFor(); await page.getByText('实时').waitFor(); };

inBrowser('the tools of the queue', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    for (let i = 0; i < 4; i++) await h.reported({ ...(smoke as object), text: `smoke ${i}` });
    for (let i = 0; i < 3; i++) await h.reported({ ...unsure, text: `unsure ${i}` });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('dispatches several at once by the keyboard alone, as a run that says what came of each, and takes them back with Z', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=dispatch' });
    await ready(page);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await page.getByText('已选 2 件').waitFor();
    await page.getByRole('button', { name: '选择筛选的全部 4 件' }).click();
    await page.getByText('已选 4 件').waitFor();
    const bar = page.getByRole('group', { name: '批量操作' });
    expect(await bar.getByRole('button', { name: /派遣/ }).first().getAttribute('aria-description')).toBe('4 件可执行');
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Shift+B');
    const form = page.getByRole('form', { name: '派遣' });
    await form.waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /撤销/ }).waitFor();
    await h.quiesce();
    expect((await (await h.as('disp-1')).want('cases', { query: { stage: 'acceptance', count: 'exact' } })).total).toBe(4);
    await page.keyboard.press('z');
    await page.getByText('已撤回派遣 4 件').waitFor();
    expect((await (await h.as('disp-1')).want('cases', { query: { stage: 'dispatch', count: 'exact' } })).total).toBe(4);
  });

  it('keeps selected what could not be done, with its reason', async () => {
    const page = await screens.as('disp-1', { at: '/desk?open=true' });
    await ready(page);
    await page.keyboard.press('j');
    for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+J');
    await page.getByText('已选 7 件').waitFor();
    // Of the seven, four wait for dispatch; one of them somebody else moves on meanwhile.
    const [first] = (await (await h.as('disp-2')).want('cases', { query: { stage: 'dispatch' } })).items;
    await page.getByRole('group', { name: '批量操作' }).getByRole('button', { name: /派遣/ }).first().click();
    await page.getByText(/所选 7 件中的 4 件执行；/).waitFor();
    await (await h.as('disp-2')).does(first?.id ?? '', { type: 'note', text: '另有情况' });
    await page.getByRole('form', { name: '派遣' }).getByRole('button', { name: /派遣 · 4 件/ }).click();
    await page.getByText('已有变化 1').waitFor();
    await page.getByText('选中之后已有变化，未执行').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('已选 1 件').waitFor();
  });

  it('stands still while changes arrive: the row in hand stays in hand and in its place', async () => {
    const page = await screens.as('sup-1', { at: '/desk?stage=triage' });
    await ready(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const place = async () => page.evaluate(`(() => { const row = document.querySelector('.focused').closest('[role=row]'); return [row.id, Math.round(row.getBoundingClientRect().top)].join(' '); })()`);
    const before = await place(), shown = await rows(page).count();
    for (let i = 0; i < 12; i++) await h.reported({ ...unsure, text: `while standing ${i}` }, 'gm-101', { settle: false });
    await h.quiesce();
    await page.getByRole('button', { name: /12 件更新/ }).waitFor();
    expect([await place(), await rows(page).count()]).toEqual([before, shown]);
    await page.keyboard.press('.');
    await page.getByRole('button', { name: /件更新/ }).waitFor({ state: 'detached' });
    // Twelve more on the list, and the one in hand still under the eye.
    expect(await place()).toBe(before);
    expect(Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBe(shown + 12 + 1);
  });

  it('says who took a case away, and lets it go after some seconds', async () => {
    const id = await h.reported({ ...unsure, text: 'taken by another' });
    const page = await screens.as('sup-1', { at: '/desk?stage=triage&sort=newest' });
    await ready(page);
    const row = page.locator(`#case-${id}`);
    await row.waitFor();
    await (await h.as('disp-1')).does(id, { type: 'refuse', code: 'not-ours' });
    await row.getByText(/已转 已结案/).waitFor();
    expect(await row.getByText(/已转 已结案/).textContent()).toMatch(/^\S+ 已转 已结案$/);
    await row.waitFor({ state: 'detached' });
  });

  it('finds views, cases and commands by name, and goes to views by G and a digit', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await ready(page);
    await page.keyboard.press('Control+k');
    const ask = page.getByRole('combobox', { name: '命令面板' });
    await ask.waitFor();
    expect(await findings(page)).toEqual([]);
    await ask.fill('qbzb');
    await page.getByRole('option', { name: '全部在办' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/open=true/);
    await page.getByRole('heading', { name: '全部在办' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('1');
    await page.waitForURL(/stage=triage(%2C|,)dispatch/);
    const [one] = (await (await h.as('disp-1')).want('cases', { query: { stage: 'triage' } })).items;
    await page.keyboard.press('Control+k');
    await ask.fill(one?.number ?? '');
    await page.getByRole('option', { name: new RegExp(one?.number ?? '') }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/desk/case/${one?.id}`));
  });

  it('keeps a view and a choice of columns, and gives the list as a file', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage&sort=newest' });
    await ready(page);
    await page.keyboard.press('Shift+S');
    await page.getByLabel('名称').fill('最新待立案');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: '视图' }).getByRole('link', { name: /最新待立案/ }).waitFor();
    await page.getByRole('button', { name: '列表工具' }).click();
    await page.getByRole('button', { name: '列', exact: true }).click();
    await page.getByRole('checkbox', { name: '等级' }).check();
    await page.getByRole('columnheader', { name: '等级' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('columnheader', { name: '等级' }).waitFor();
    await page.getByRole('navigation', { name: '视图' }).getByRole('link', { name: /最新待立案/ }).click();
    await page.getByRole('heading', { name: '最新待立案' }).waitFor();
    await page.keyboard.press('Shift+X');
    await page.getByText('CSV 文本').click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出', exact: true }).click()]);
    const lines = parse(await (await import('node:fs/promises')).readFile(await file.path()), { bom: true }) as string[][];
    const list = await (await h.as('disp-1')).want('cases', { query: { stage: 'triage', sort: 'newest', limit: 200 } });
    expect(lines.slice(1).map((l) => l[1])).toEqual(list.items.map((r) => r.number));
  });

  it('opens the form of the case in hand by its letter, and dispatches with D and Enter', async () => {
    const page = await screens.as('disp-2', { at: '/desk?stage=dispatch' });
    await ready(page);
    const before = await rows(page).count();
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.getByRole('form', { name: '派遣' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /撤销/ }).waitFor();
    await page.keyboard.press('z');
    await page.getByText('已撤回派遣 1 件').waitFor();
    await h.quiesce();
    await page.keyboard.press('.');
    await until(() => page.evaluate<boolean>(`document.querySelector('#queue')?.getAttribute('aria-rowcount') === '${before + 1}'`));
  });

  it('stands anywhere in ten thousand rows, though the server refuses at first', async () => {
    await h.database.query(`insert into cases (id, number, version, state, stage, source, severity, text, reported_at, closed_at, outcome, settled_version, settled_book, head_hash)
      select id, number, 1, jsonb_set(jsonb_set(c.state, '{id}', to_jsonb(id)), '{number}', to_jsonb(number)), 'closed', 'media', 3, 'old', reported_at, reported_at, 'voided', 1, 1, '\\x00'
      from (select gen_random_uuid() as id, 'OLD' || lpad(n::text, 6, '0') as number, 1700000000000 + n * 60000::bigint as reported_at from generate_series(1, 10000) n) g,
        lateral (select state || '{"stage":"closed","outcome":"voided","source":"media","text":"old"}' as state from cases where stage = 'triage' limit 1) c`);
    const page = await screens.as('sup-1', { at: '/inbox' });
    for (const asked of ['**/api/cases/order?*', '**/api/cases?ids=*']) await page.route(asked, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }), { times: 1 });
    await page.goto(`${h.url}/desk?source=media&sort=newest`);
    await ready(page);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    await page.locator('#queue').focus();
    // Its order comes a moment after its length: until then the end is that of what is there.
    const stands = (key: string, number: string): Promise<void> => until(async () => { await page.keyboard.press(key); return (await page.locator('.focused').getByText(number).count()) > 0; });
    await stands('End', '000001');
    await stands('Home', '010000');
    // Anywhere in between, by the scroll bar.
    await page.evaluate(`document.querySelector('#queue').scrollTop = 5000 * 40`);
    await page.getByText('005000', { exact: false }).first().waitFor();
    await h.database.query(`delete from cases where source = 'media'`);
  });

  it('shows a department its own desk, and each of its figures leads to its cases', async () => {
    const id = await h.reported(rubbish({ text: 'for the department' }) as never);
    const page = await screens.as('lead-san');
    await rows(page).first().waitFor();
    for (const name of [/待签收/, /临期/, /返工/, /督办待回/, /本部门任务/]) await page.getByRole('navigation', { name: '视图' }).getByRole('link', { name }).first().waitFor();
    await page.getByRole('navigation', { name: '本部门本月' }).getByRole('link', { name: /今日到期/ }).click();
    await page.waitForURL(/dueBefore=/);
    await page.locator(`#case-${id}`).waitFor();
    expect(await findings(page)).toEqual([]);
  });
});
