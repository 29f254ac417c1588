import type { TriggerRuleWish } from '#contract';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Listening, Receiver, Registry } from '#sensing';
import type { Page } from 'playwright-core';
import { CELL, Client, placeIn, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });

inBrowser('how a sensor is mounted, on the page of its device', () => {
  let h: Harness, screens: Screens, operator: Client;
  const RULE = 'weir-overflow', AT = '/sensing/devices/weir-1';
  const numbers = async () => (await operator.want('seriesOfDevice', { params: { device: 'weir-1' } }))[0]?.attributes;
  const shot = async (page: Page, name: string): Promise<void> => { if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true }); };
  const opened = async (page: Page, name: string) => { await page.getByRole('button', { name, exact: true }).click(); const dialog = page.locator('dialog[open]'); await dialog.locator('#number-weir').waitFor(); return dialog; };
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    operator = await h.as('op-1');
    // What the start reads of the register has been read.
    await h.server.get(Registry).fresh();
    await operator.want('addDevice', { body: { id: 'weir-1', name: '东堰', kind: 'water-level', metric: 'level', unit: 'm', department: 'WTR' as never, account: 'dev-1' as never, place: { ...placeIn(CELL), crs: 'wgs84' } }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    for (const value of [0.02, 0.03, 0.34]) {
      h.clock.advance(60_000);
      await h.server.get(Receiver).receive({ samples: [{ device: 'weir-1', metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null }], refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
    }
    await h.server.get(Listening).settle();
    const { versions } = await operator.want('triggerRule', { params: { rule: 'water-on-road' } }), rule: TriggerRuleWish = { ...(versions[0]?.rule as TriggerRuleWish), id: RULE, name: { zh: '漫堰', en: 'Over the weir' }, levels: [{ severity: 'notice', raise: { attribute: 'weir', plus: 0.1 } }], for: 0 };
    await operator.want('draftTriggerRule', { params: { rule: RULE }, body: { rule } });
    await operator.want('tryTriggerRule', { params: { rule: RULE }, body: { version: 1, from: h.clock.now() - 86_400_000, to: h.clock.now() } });
    await operator.want('actOnTriggerRule', { params: { rule: RULE, action: 'shadow' }, body: { version: 1 } });
    await (await h.as('sup-1')).want('actOnTriggerRule', { params: { rule: RULE, action: 'live' }, body: { version: 1 } });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('says which rules do not watch it because a number is missing; who may not fill it in is shown no button', async () => {
    const page = await screens.as('disp-1', { at: AT });
    const part = page.getByRole('region', { name: '水位的安装参数' });
    await part.getByText('未填“堰顶高”，规则“漫堰”因此不监测这里。').waitFor();
    expect(await part.getByRole('button').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  });

  it('is filled in from the keys alone, beside the newest reading in its unit; the threshold is drawn at once', async () => {
    const page = await screens.as('op-1', { at: AT });
    await page.getByRole('button', { name: '修改水位的安装参数' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('0.34 m').waitFor();
    await dialog.getByText('规则要用：漫堰').waitFor();
    await dialog.getByText('探头到地面的距离').waitFor();
    await shot(page, 'mounting-zh-1280');
    expect(await findings(page)).toEqual([]);
    await dialog.getByLabel('堰顶高 (m)').focus();
    await page.keyboard.type('1,2');
    await page.keyboard.press('Enter');
    // Refused beside the field and in the summary, which leads to it.
    const summary = dialog.getByRole('alert');
    await until(() => summary.evaluate((el) => el === el.ownerDocument.activeElement));
    expect(await dialog.locator('#number-weir').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(async () => (await page.evaluate('document.activeElement?.id')) === 'number-weir');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('0.25');
    await dialog.getByLabel('安装高度 (m)').focus();
    await page.keyboard.type('3.5');
    await page.keyboard.press('Enter');
    await page.getByText('安装参数已保存').waitFor();
    expect(await numbers()).toEqual({ weir: 0.25, mounting: 3.5 });
    const part = page.getByRole('region', { name: '水位的安装参数' });
    await part.getByText('0.25 m').waitFor();
    expect(await part.getByText('因此不监测这里').count()).toBe(0);
    await until(async () => (await page.locator('.limit text').allTextContents()).some((line) => line.includes('漫堰') && line.includes('0.35')));
    // The focus is back where it came from.
    await until(async () => (await page.evaluate('document.activeElement?.getAttribute("aria-label")')) === '修改水位的安装参数');
    expect(await findings(page)).toEqual([]);
  });

  it('what the server refuses stands at the field that it is about, in the reader’s language', async () => {
    for (const { lang, open, said } of [{ lang: 'zh', open: '修改水位的安装参数', said: '须至少为 0' }, { lang: 'en', open: 'Change how it is mounted: Water level', said: 'must be at least 0' }] as const) {
      const page = await screens.as('op-1', { at: AT, lang, width: lang === 'en' ? 390 : 1280 });
      const dialog = await opened(page, open);
      await dialog.locator('#number-dead-band').fill('-0.01');
      await dialog.locator('form button.btn-primary').click();
      await dialog.locator('#number-dead-band-fault').getByText(said).waitFor();
      expect(await dialog.locator('[aria-invalid]').count()).toBe(1);
      await dialog.getByRole('alert').getByRole('link').click();
      expect(await page.evaluate('document.activeElement?.id')).toBe('number-dead-band');
      await shot(page, `mounting-refused-${lang}`);
      expect([await findings(page), await sideways(page)]).toEqual([[], []]);
      if (lang === 'en') expect(await chineseWords(page, ['东堰', '张志强', '唐光明', '明'])).toEqual([]);
      await page.context().close();
    }
    expect(await numbers()).toEqual({ weir: 0.25, mounting: 3.5 });
  });

  it('has numbers of other names as well; what is left empty is taken away, and the register says who did', async () => {
    const page = await screens.as('op-1', { at: AT });
    const dialog = await opened(page, '修改水位的安装参数');
    await dialog.locator('#number-mounting').fill('');
    await dialog.locator('#number-own').fill('Bank Top');
    await dialog.locator('#number-own-value').fill('1.8');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.locator('#number-own-fault').getByText('小写字母').waitFor();
    await dialog.locator('#number-own').fill('bank-top');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByText('安装参数已保存').waitFor();
    expect(await numbers()).toEqual({ weir: 0.25, 'bank-top': 1.8 });
    await page.goto(`${h.url}/admin/devices/weir-1`);
    await page.getByText('level bank-top: ').waitFor();
    // Its department sees them and changes nothing.
    const lead = await screens.as('lead-wtr', { at: '/sensing/own/weir-1' });
    const part = lead.getByRole('region', { name: '水位的安装参数' });
    await part.getByText('1.8 m').waitFor();
    expect(await part.getByRole('button').count()).toBe(0);
  });

  it('a failure says what to do, and what was typed stays', async () => {
    const page = await screens.as('op-1', { at: AT });
    await page.route('**/api/series/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }) : route.continue()));
    const dialog = await opened(page, '修改水位的安装参数');
    await dialog.locator('#number-weir').fill('0.3');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.locator('#number-weir').inputValue()).toBe('0.3');
    expect(await findings(page)).toEqual([]);
  });
});
