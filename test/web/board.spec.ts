import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { UserId } from '#domain';
import { Play, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens, WEB } from './browser.js';

const KB = 1000;
const looks = [{ lang: 'zh', width: 1280 }] as const;

inBrowser('the board', () => {
  let h: Harness;
  let screens: Screens;
  let play: Play;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    play = new Play(h);
    for (let i = 0; i < 6; i++) {
      const id = await play.reported(i === 5 ? { classId: null, conditionId: null } : {});
      if (i > 2) continue;
      await play.does('h-san-1', id, { type: 'accept', assignee: 'h-san-1' });
      if (i === 0) await play.does('h-san-1', id, { type: 'resolve', note: '已清理', evidence: [await play.photo('h-san-1')] });
      if (i === 1) await play.does('sup-1', id, { type: 'order', demand: '今日务必清理', limit: { amount: 3_600_000, unit: 'continuous' } });
    }
    await h.advance('2d');
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const value = (page: Page, name: string) => page.locator(`article[aria-label="${name}"] .value a`);
  const number = async (page: Page, name: string): Promise<number> => Number.parseInt(await value(page, name).innerText(), 10);

  it('opens the list that a number counts, as long as the number says', async () => {
    const page = await screens.as('leader-1', { at: '/board' });
    await value(page, '上报数').waitFor();
    for (const [tile, link] of [['上报数', '.value a'], ['立案数', '.value a'], ['按期处置率', '[data-part="handle-due"]'], ['在办', '.value a'], ['超期', '.value a']] as const) {
      const shown = page.locator(`article[aria-label="${tile}"] ${link}`), n = Number.parseInt(await shown.innerText(), 10);
      expect(n).toBeGreaterThan(0);
      await shown.click();
      await page.waitForURL(/\/desk\?/);
      await page.locator('h1 ~ .total').filter({ hasText: new RegExp(`^\\D*${n}\\D*$`) }).waitFor();
      await page.goBack();
      await value(page, '上报数').waitFor();
    }
    // Not one of five was handled in time, and one was: a rate of five, and none of fewer.
    expect(await value(page, '按期处置率').innerText()).toMatch(/^20%/);
    expect(await value(page, '返工率').innerText()).toMatch(/^—/);
    await page.getByRole('button', { name: '说明：按期处置率' }).click();
    await page.getByRole('dialog', { name: '按期处置率' }).getByText('按期处置数 ÷ 应处置数').waitFor();
  });

  it('says how long each step took, of as many cases as the list holds that a number opens', async () => {
    const page = await screens.as('leader-1', { at: '/board' }), leader = await h.as('leader-1'), lengths = page.getByRole('region', { name: '各环节用时' }).first();
    await lengths.locator('[data-indicator=dispatch-time] a').waitFor();
    const links = await lengths.locator('[data-indicator] a').evaluateAll((all) => all.map((a) => ({ href: (a as unknown as { href: string }).href, n: Number.parseInt(a.textContent ?? '', 10) })));
    expect(links.length).toBeGreaterThan(2);
    for (const { href, n } of links) expect((await leader.want('cases', { query: { ...Object.fromEntries(new URL(href).searchParams), count: 'exact', limit: 1 } as never })).total).toBe(n);
    await page.getByRole('region', { name: '监测规则' }).getByText('本期没有报警成案').waitFor();
  });

  it('follows what happens without a reload, and says which part has failed while the others go on', async () => {
    const page = await screens.visit();
    await page.route('**/api/board/departments*', (route) => route.abort());
    await page.goto(`${h.url}/signin?to=${encodeURIComponent('/board')}`);
    await page.locator('#account').fill('sup-1');
    await page.locator('#password').fill('mouding-2026');
    await page.keyboard.press('Enter');
    await value(page, '上报数').waitFor();
    await page.getByRole('region', { name: '部门按期处置', exact: true }).getByText('其他部分不受影响').waitFor();
    await page.unroute('**/api/board/departments*');
    await page.getByRole('region', { name: '部门按期处置', exact: true }).getByRole('button', { name: '重试' }).click();
    await page.getByRole('region', { name: '部门按期处置', exact: true }).getByText('环境卫生管理站').first().waitFor();
    await page.locator('.state', { hasText: '实时' }).waitFor();
    const before = await number(page, '上报数'), open = await number(page, '在办');
    await play.reported();
    await value(page, '上报数').filter({ hasText: new RegExp(`^${before + 1}\\D`) }).waitFor();
    await value(page, '在办').filter({ hasText: new RegExp(`^${open + 1}\\D`) }).waitFor();
  });

  it('is worked by the keyboard alone: periods, tables, the way down and up, the wall', async () => {
    const page = await screens.as('leader-1', { at: '/board' });
    await value(page, '上报数').waitFor();
    await page.keyboard.press('w');
    await page.waitForURL(/period=week/);
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/at=2026-11-16/);
    await page.keyboard.press('m');
    await page.waitForURL((url) => !url.search.includes('period'));
    await page.keyboard.press('t');
    await page.waitForURL(/view=table/);
    await page.getByRole('region', { name: '上报、立案与结案' }).getByRole('table').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('img', { name: /上报 \d+，立案 \d+/ }).locator('svg').waitFor();
    await page.getByRole('link', { name: '共和镇', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/area=532323101/);
    await page.getByRole('navigation', { name: '当前范围' }).getByText('共和镇').waitFor();
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => !url.search.includes('area'));
    await page.keyboard.press('f');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('今日');
    await page.keyboard.press('k');
    await page.locator('.board.wall').waitFor();
    // Whatever is written there can be read from across the room.
    await until(() => page.evaluate<boolean>(`[...document.querySelectorAll('.wall .inner *')].every((e) => !e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '') || e.closest('.unseen, svg, .place, [aria-hidden]') || parseFloat(getComputedStyle(e).fontSize) >= 24)`));
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.board:not(.wall)').waitFor();
  });

  it.each([['16x9', 1920, 1080], ['32x9', 3840, 1080], ['3x3', 2880, 1620]] as const)('lies still on a wall of %s: every panel whole on the screen, none over another', async (wall, width, height) => {
    const page = await screens.as('leader-1', { at: `/board?wall=${wall}` });
    await page.setViewportSize({ width, height });
    await page.locator(`.board.w${wall} .board-panel`).first().waitFor();
    await page.locator('.board-panel canvas').first().waitFor();
    const boxes = await page.evaluate<{ name: string; x: number; y: number; right: number; bottom: number }[]>(`[...document.querySelectorAll('.board-panel')].filter((e) => e.checkVisibility()).map((e) => { const { x, y, right, bottom } = e.getBoundingClientRect(); return { name: e.getAttribute('aria-label'), x, y, right, bottom }; })`);
    expect(boxes).toHaveLength(wall === '3x3' ? 6 : 5);
    for (const a of boxes) {
      expect([a.name, a.x >= 0, a.y >= 0, a.right <= width, a.bottom <= height, a.bottom - a.y > 200]).toEqual([a.name, true, true, true, true, true]);
      expect(boxes.filter((b) => b !== a && a.x < b.right - 1 && b.x < a.right - 1 && a.y < b.bottom - 1 && b.y < a.bottom - 1).map((b) => b.name)).toEqual([]);
    }
    expect(await page.evaluate(`document.querySelector('.board').scrollHeight <= innerHeight + 1`)).toBe(true);
    expect(await findings(page)).toEqual([]);
  });

  it('fills the screen with the wall where the browser can, by the key and by the button, and gives it back', async () => {
    const page = await screens.as('leader-1', { at: '/board' }), filled = (): Promise<boolean> => page.evaluate<boolean>('document.fullscreenElement !== null');
    await value(page, '上报数').waitFor();
    await page.keyboard.press('k');
    await page.waitForURL(/wall=16x9/);
    await until(filled);
    await page.getByRole('button', { name: '全屏' }).press('Enter');
    await until(async () => !(await filled()));
    await page.getByRole('button', { name: '全屏' }).press('Enter');
    await until(filled);
    await page.getByRole('button', { name: '32:9' }).press('Enter');
    await page.waitForURL(/wall=32x9/);
    await page.keyboard.press('k');
    await page.waitForURL((url) => !url.search.includes('wall'));
    await until(async () => !(await filled()));
  });

  it('leads from what no department has yet to its cases', async () => {
    const page = await screens.as('leader-1', { at: '/board' }), ages = page.getByRole('region', { name: '在办时长' }).first();
    await value(page, '上报数').waitFor();
    await page.getByRole('combobox', { name: '按', exact: true }).selectOption('department');
    const link = ages.getByRole('row', { name: /^未派部门/ }).getByRole('link').first(), n = Number.parseInt(await link.innerText(), 10);
    await link.click();
    await page.waitForURL(/unassigned=true/);
    await page.locator('h1 ~ .total').filter({ hasText: new RegExp(`^\\D*${n}\\D*$`) }).waitFor();
  });

  it('presses a department from the supervision inbox, and shows what it answers', async () => {
    const page = await screens.as('sup-1', { at: '/board/supervision' });
    const overdue = page.getByRole('region', { name: '超期未回复' }), card = overdue.getByRole('article').filter({ hasText: '今日务必清理' });
    await card.waitFor();
    await card.getByText('通知回执').click();
    await card.locator('.told li').first().waitFor();
    await card.getByRole('button', { name: /^催办/ }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('请说明进度');
    await page.getByRole('dialog').locator('.btn-primary').click();
    await page.getByText('已催办').waitFor();
    const { items } = await (await h.as('sup-1')).want('boardOrders', { query: { state: 'overdue' } }), row = items.find((r) => r.orders.some((o) => o.demand === '今日务必清理'));
    const order = row?.orders.find((o) => o.demand === '今日务必清理');
    await (await h.as('h-san-1')).does(row?.id ?? '', { type: 'reply', order: order?.id ?? 0, text: '人员已到场' });
    await page.getByRole('region', { name: /已回复/ }).getByText('人员已到场').first().waitFor();
    expect(row?.assignee).toBe('h-san-1' as UserId);
  });

  it.each(looks)('has nothing for axe to find ($lang, $width px)', async (look) => {
    const page = await screens.as('leader-1', { ...look, at: '/board' });
    await page.locator('.tile .value a').first().waitFor();
    await page.locator('.chart svg').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await findings(page)).toEqual([]);
    await page.goto(`${h.url}/board/supervision`);
    await page.locator('.card').first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('needs less than 130 kB of program for its first number, and its charts less than 200 kB more', async () => {
    const assets = join(WEB, 'assets'), files = readdirSync(assets), needed = new Set<string>();
    const take = (name: string): void => {
      if (needed.has(name)) return;
      needed.add(name);
      for (const [, of] of readFileSync(join(assets, name), 'utf8').matchAll(/(?:import|from)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) if (of !== undefined && files.includes(of)) take(of);
    };
    const named = (begin: string): string => files.find((name) => name.startsWith(begin) && name.endsWith('.js')) ?? begin, size = (list: Iterable<string>): number => [...list].reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
    take(/assets\/(index-[\w-]+\.js)/.exec(readFileSync(join(WEB, 'index.html'), 'utf8'))?.[1] ?? 'index');
    take(named('BoardPage-'));
    expect(size(needed)).toBeLessThan(130 * KB);
    expect([...needed]).not.toContain(named('trend-chart-'));
    expect(size([named('trend-chart-')])).toBeLessThan(200 * KB);
    // Nobody else loads the charts.
    const page = await screens.as('leader-1', { at: '/desk?open=true' });
    await page.getByRole('gridcell').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate<string[]>(`performance.getEntriesByType('resource').map((r) => r.name).filter((n) => n.includes('trend-chart'))`)).toEqual([]);
  });
});
