import { RULE_KINDS } from '#contract';
import { startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

const LOOKS = [{ lang: 'zh', width: 1280 }] as const;

inBrowser('the rule book', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each(LOOKS)('can be read, every kind of it, without a fault that axe finds ($lang, $width px)', async (look) => {
    const page = await screens.as('leader-1', { ...look, at: '/book' });
    await page.locator('.card').nth(7).waitFor();
    expect(await findings(page)).toEqual([]);
    for (const kind of RULE_KINDS) {
      await page.goto(`${h.url}/book/${kind}`);
      await page.locator('#content table').first().waitFor();
      expect({ kind, found: await findings(page) }).toEqual({ kind, found: [] });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
    await page.goto(`${h.url}/book/duty/compare`);
    await page.locator('#content h1').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('is changed row by row in a draft that a second person approves', async () => {
    const page = await screens.as('op-1', { at: '/book/duty' });
    await page.getByRole('button', { name: '起草变更' }).click();
    await page.getByLabel('生效日期').fill('2027-03-01');
    await page.getByLabel('变更说明').fill('海绵城市试点');
    await page.getByRole('button', { name: '开始起草' }).click();
    await page.getByRole('button', { name: '修改 D-E0110', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^说明/).fill('与乡镇会商后调整');
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole('button', { name: '写入草案' }).click();
    await page.getByText('已写入草案').waitFor();
    await page.getByRole('row').filter({ hasText: 'D-E0110' }).getByText('与乡镇会商后调整').waitFor();
    await page.getByRole('link', { name: '查看草案' }).click();
    await page.getByText('与乡镇会商后调整').waitFor();
    await page.getByRole('button', { name: '预览影响' }).click();
    await page.getByText(/查看了 \d+ 件在办案件/).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: '提交批准' }).click();
    await page.getByText('待批准').first().waitFor();
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);

    const second = await screens.as('sup-1', { at: new URL(page.url()).pathname });
    await second.getByRole('button', { name: '退回' }).click();
    await second.getByRole('dialog').getByRole('button', { name: '退回' }).click();
    await second.getByRole('alert').getByText('退回须说明理由').waitFor();
    await second.keyboard.press('Escape');
    await second.getByRole('button', { name: '批准', exact: true }).click();
    await second.getByRole('dialog').getByRole('button', { name: '批准' }).click();
    await second.getByText('已批准').first().waitFor();
    const versions = await (await h.as('op-1')).want('ruleVersions', { params: { kind: 'duty' } });
    expect(versions.find((v) => v.standing === 'to-come')).toMatchObject({ effectiveFrom: '2027-03-01', author: { id: 'op-1' }, publishedBy: { id: 'sup-1' }, note: '海绵城市试点' });
  });

  it('shows every fault of a file by its place and imports nothing of it', async () => {
    const page = await screens.as('sup-1', { at: '/book/duty' });
    await page.getByRole('main').getByRole('button', { name: '导入' }).click();
    const dialog = page.getByRole('dialog', { name: /导入/ });
    const line = (id: string, more: string): string => `    - { id: ${id}, classId: E0110, area: "*", owner: "*", co: [], from: "2026-01-01", to: null, ${more} }\n`;
    await dialog.locator('#rule-file').setInputFiles({ name: 'duty.yaml', mimeType: 'application/yaml', buffer: Buffer.from(`content:\n  lines:\n${line('D-1', 'main: san')}${line('X', 'main: SAN')}`) });
    await dialog.getByRole('button', { name: '检查并导入' }).click();
    await dialog.getByText(/\d+ 处错误，没有导入任何内容/).waitFor();
    expect(await dialog.getByRole('row').count()).toBeGreaterThan(2);
    expect(await findings(page)).toEqual([]);
    expect((await (await h.as('sup-1')).want('ruleDrafts')).filter((d) => d.state === 'draft')).toEqual([]);
  });
});
