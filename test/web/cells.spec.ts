import type { Page } from 'playwright-core';
import { CELL, startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const NEW = '532323101001900';
const settled = (page: Page): Promise<void> => page.waitForLoadState('networkidle');

inBrowser('the cells on the screen', () => {
  let h: Harness, screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each([{ lang: 'zh', width: 1280 }] as const)('are found, looked at and given to people; axe finds nothing ($lang, $width px)', async (look) => {
    const page = await screens.as('op-1', { ...look, at: `/admin/cells?cell=${CELL}` });
    await page.locator('table button').first().waitFor();
    await page.locator('.card dl').first().waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.locator('.card .btn:not(.btn-icon)').first().click();
    await page.locator('#cell-main').selectOption('gm-102');
    await page.locator('.card form .btn-primary').click();
    await page.locator('.card dd', { hasText: (await (await h.as('op-1')).want('people')).find((p) => p.id === 'gm-102')?.name ?? '?' }).first().waitFor();
    await page.locator('.head .btn').first().click();
    await page.locator('#cells-file').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('a file that cannot be read is told feature by feature', async () => {
    const page = await screens.as('sup-1', { at: '/admin/cells' });
    await page.getByRole('button', { name: '导入' }).click();
    await page.locator('#cells-file').setInputFiles({ name: 'cells.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '12', zh: '甲' }, geometry: { type: 'Point', coordinates: [101, 25] } }] })) });
    await page.getByRole('button', { name: '检查并生成草案' }).click();
    await page.getByText('第 1 个要素：编码 12 不是 15 位数字').waitFor();
    await page.getByText('第 1 个要素：图形是 Point，须为 Polygon').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('a new cell typed as coordinates shows its overlap at once, is put right without a mouse, submitted, and approved by a second person', async () => {
    const cells = (await (await h.as('sup-1')).want('cells')) as { features: { id: string; geometry: { coordinates: [number, number][][] } }[] };
    const ring = cells.features.find((f) => f.id === CELL)?.geometry.coordinates[0]?.slice(0, -1) ?? [], middle = Math.floor(ring.length / 2);
    const lines = (points: readonly (readonly number[])[]): string => points.map((p) => p.join(',')).join('\n');
    const page = await screens.as('sup-1', { at: '/admin/cells' });
    await page.getByRole('button', { name: '新建草案' }).press('Enter');
    await page.waitForURL(/drafts/);
    await page.getByRole('button', { name: '坐标', exact: true }).press('Enter');
    const form = page.locator('dialog[open]');
    await form.getByLabel('新网格编码').fill(NEW);
    await form.getByLabel('名称', { exact: true }).fill('新设网格');
    await form.getByLabel('边界坐标').fill(lines([...ring.slice(middle), ring[0] ?? []]));
    await form.getByRole('button', { name: '写入草案' }).press('Enter');
    await page.getByText(new RegExp(`${CELL} 与 ${NEW} 重叠`)).waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    // The fault leads to the cell; its outline is typed anew.
    await page.getByRole('button', { name: new RegExp(`${CELL} 与 ${NEW} 重叠`) }).press('Enter');
    await page.getByRole('button', { name: '坐标', exact: true }).press('Enter');
    await page.locator('dialog[open]').getByLabel('边界坐标').fill(lines(ring.slice(0, middle + 1)));
    await page.locator('dialog[open]').getByRole('button', { name: '写入草案' }).press('Enter');
    await page.getByText('1 处提示').waitFor();
    await page.getByRole('button', { name: '计算影响' }).press('Enter');
    await page.getByText(/看过 \d+ 件在办案件/).waitFor();
    await page.getByRole('button', { name: '提交批准' }).press('Enter');
    await page.getByText('须由起草人以外的一人批准').waitFor();
    const second = await screens.as('leader-1', { lang: 'en', at: new URL(page.url()).pathname });
    await second.getByRole('button', { name: 'Approve' }).click();
    await second.locator('dialog[open] .btn-primary').click();
    await second.locator('.chip', { hasText: 'approved' }).first().waitFor();
    expect(await findings(second)).toEqual([]);
  });

  it('is cut in two on the map', async () => {
    const page = await screens.as('sup-1', { at: '/admin/cells' });
    await page.getByRole('button', { name: '新建草案' }).click();
    await page.waitForURL(/drafts/);
    await page.locator('.map canvas').first().waitFor();
    await settled(page);
    expect(await page.locator('dialog:visible').count()).toBe(0);
    const { width, height, x, y } = (await page.locator('.map').boundingBox()) ?? { width: 0, height: 0, x: 0, y: 0 };
    await page.mouse.click(x + width / 2 + 60, y + height / 2 - 120);
    await page.getByText(/已选 /).waitFor();
    await page.getByRole('button', { name: '切分' }).click();
    // From far above it to far below: two crossings of its outline.
    await page.mouse.click(x + width / 2 + 60, y + height / 2 - 220);
    await page.waitForTimeout(400);
    await page.mouse.dblclick(x + width / 2 + 60, y + height / 2 - 20);
    await page.locator('dialog[open] textarea').waitFor();
    await page.getByRole('button', { name: '写入草案' }).click();
    await page.locator('.changes li').nth(1).waitFor();
    expect(await page.locator('.note-red').count()).toBe(0);
  });
});
