import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Listening, Registry } from '#sensing';
import type { Page } from 'playwright-core';
import { CELL, CELLS, Client, frame, freePort, Logger, placeIn, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
/** Where pictures go that a person looks at: `GRID_SHOTS=some/folder`. */
const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });

inBrowser('the screens of what devices tell', () => {
  let h: Harness, screens: Screens, operator: Client, dispatcher: Client;
  let tokens: Map<string, string>, alarm: string, caseId: string, storm: string;
  const place = placeIn(CELL);
  const NAMES = ['共和桥下', '西门涵洞', '南街低洼'];

  async function level(id: string, name: string, east: number): Promise<void> {
    await operator.want('addDevice', { body: { id, name, kind: 'water-level', metric: 'level', unit: 'm', place: { lon: place.lon + east / 100_500, lat: place.lat, crs: 'wgs84' } }, headers: key() });
    tokens.set(id, (await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } })).token);
  }
  async function send(id: string, body: string, as = id): Promise<Response> { return fetch(`${h.url}/ingest/senml`, { method: 'POST', headers: { 'content-type': 'application/senml+json', authorization: `Bearer ${tokens.get(as)}` }, body }); }
  const reading = (id: string, value: number): string => JSON.stringify([{ n: `${id}/level`, u: 'm', v: value, t: h.clock.now() / 1000 }]);
  async function rest(): Promise<void> { await h.server.get(Listening).settle(); await h.quiesce(); }
  /** A reading a minute. */
  async function course(id: string, values: readonly number[]): Promise<void> {
    for (const value of values) { h.clock.advance(60_000); expect((await send(id, reading(id, value))).status).toBe(202); }
    await rest();
  }

  beforeAll(async () => {
    const loggers = await freePort();
    h = await startHarness({ backend: 'postgres', env: { GRID_HJ212_PORT: String(loggers) } });
    screens = await Screens.open(h.url);
    tokens = new Map();
    [operator, dispatcher] = await Promise.all([h.as('op-1'), h.as('disp-1')]);
    for (const [i, name] of NAMES.entries()) await level(`w-${i + 1}`, name, i * 300);
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    await course('w-1', Array.from({ length: 20 }, (_, i) => 0.02 + (i % 4) / 200));
    // A hole of three hours, then the rain.
    h.clock.advance(3 * 3_600_000);
    await course('w-1', [0.03, 0.05, 0.09, 0.13, 0.18, 0.22, 0.27, 0.33, 0.35, 0.34]);
    await course('w-2', [0.02, 0.2, 0.21, 0.2, ...Array.from({ length: 16 }, () => 0.02)]);
    await course('w-3', [0.02, 0.03, 0.02]);
    // The whole town at once: one gateway speaks for sixteen places, and one of them is worse than the others.
    const account = (await operator.want('deviceInFull', { params: { device: 'w-1' } })).account, wide = CELLS.slice(1);
    for (const [i, cell] of wide.entries()) await operator.want('addDevice', { body: { id: `s-${i}`, name: `${NAMES[i % 3]}${i}`, kind: 'water-level', metric: 'level', unit: 'm', place: { ...placeIn(cell), crs: 'wgs84' }, account }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    for (const value of [0.02, 0.2, 0.2, 0.2, 0.2]) {
      h.clock.advance(60_000);
      await send('w-1', JSON.stringify(wide.map((_, i) => ({ n: `s-${i}/level`, u: 'm', v: i === 0 && value > 0.1 ? 0.45 : value, t: h.clock.now() / 1000 }))));
      await rest();
    }
    // What cannot be taken: no JSON, an impossible time, a device that nobody knows, and a logger that nobody vouches for.
    await send('w-1', '{"n":"w-1/level"');
    await send('w-1', JSON.stringify([{ n: 'w-1/level', u: 'm', v: 0.1, t: 4e12 }]));
    await send('w-1', JSON.stringify([{ n: 'nobody-7/level', u: 'm', v: 0.1, t: h.clock.now() / 1000 }]));
    const logger = await Logger.open(loggers);
    logger.send(frame('ST=22;CN=2011;PW=482915;MN=DUST0042;Flag=5;CP=&&DataTime=20261124090000;a34004-Rtd=31,a34004-Flag=N&&'));
    await logger.answer();
    logger.close();
    await dispatcher.want('addSuppression', { body: { kind: 'maintenance', from: h.clock.now(), to: h.clock.now() + 3_600_000, covers: { devices: ['w-3'] }, lifeSafety: false, reason: '雨水管清淤' }, headers: key() });
    await rest();
    const [first] = (await dispatcher.want('alarms', { query: { device: 'w-1' } })).items;
    alarm = first?.id ?? '';
    caseId = first?.case?.id ?? '';
    storm = (await dispatcher.want('storms'))[0]?.id ?? '';
    expect([alarm, caseId, storm].filter((id) => id === '')).toEqual([]);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const shot = async (page: Page, name: string): Promise<void> => { if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true }); };
  const PAGES: readonly (readonly [name: string, who: string, at: () => string, there: string])[] = [
    ['overview', 'disp-1', () => '/sensing', '.counts'], ['alarms', 'disp-1', () => '/sensing/alarms', '.box tbody tr'], ['alarm', 'disp-1', () => `/sensing/alarms/${alarm}`, '.curve svg'], ['devices', 'sup-1', () => '/sensing/devices', '.box tbody tr'], ['map', 'sup-1', () => '/sensing/devices?as=map', '.devices-map'],
    ['device', 'disp-1', () => '/sensing/devices/w-1', '.curve svg'], ['storms', 'disp-1', () => '/sensing/storms', '.box tbody tr'], ['storm', 'disp-1', () => `/sensing/storms/${storm}`, '.lines'], ['quarantine', 'op-1', () => '/sensing/quarantine', '.rows li'], ['rules', 'sup-1', () => '/sensing/rules', '.box tbody tr'], ['rule', 'sup-1', () => '/sensing/rules/water-on-road', '.levels'],
    ['editor', 'op-1', () => '/sensing/rules/water-on-road/edit', '#rule-id'], ['new-rule', 'op-1', () => '/sensing/rules/new', '#rule-id'], ['windows', 'sup-1', () => '/sensing/windows', '.box tbody tr'], ['nothing', 'disp-1', () => '/sensing/alarms?severity=notice&state=held', '.state'],
  ];
  const DATA = [...NAMES, '雨水管清淤', '张志强', '唐光明'];

  it.each([{ lang: 'zh', width: 1440 }, { lang: 'en', width: 390 }] as const)('have no fault that axe finds, nothing wider than the screen and no word of another language ($lang, $width px)', async (look) => {
    const people = await operator.want('people'), data = [...DATA, ...(await operator.want('devices')).map((d) => d.name), ...people.flatMap((p) => [p.name, [...p.name].at(-1) ?? ''])];
    for (const [name, who, at, there] of PAGES) {
      const page = await screens.as(who, { ...look, at: at() });
      await page.locator(there).first().waitFor();
      await page.waitForLoadState('networkidle');
      await shot(page, `${name}-${look.lang}-${look.width}`);
      expect({ name, found: await findings(page), wide: await sideways(page) }).toEqual({ name, found: [], wide: [] });
      if (look.lang === 'en') expect({ name, words: await chineseWords(page, data) }).toEqual({ name, words: [] });
      await page.context().close();
    }
  });

  it('lead from every number to the list that it counts', async () => {
    const page = await screens.as('disp-1', { at: '/sensing' });
    await page.locator('.counts a').first().waitFor();
    await page.waitForLoadState('networkidle');
    const counted = await page.evaluate<[string, number][]>(`[...document.querySelectorAll('.counts a')].map((a) => [a.getAttribute('href') ?? '', Number(a.querySelector('strong')?.textContent)])`);
    expect(counted.filter(([, n]) => n > 0).length).toBeGreaterThan(3);
    for (const [href, n] of counted.filter(([to]) => /alarms|devices/.test(to))) {
      await page.goto(new URL(href, h.url).href);
      await page.locator(n > 0 ? '.box tbody tr' : '.state').first().waitFor();
      if (n > 0) expect({ href, n: await page.locator('.box tbody tr:not(.room)').count() }).toEqual({ href, n });
    }
  });

  it('show the readings with their thresholds, the hole, the alarm, and the same as a table', async () => {
    const page = await screens.as('disp-1', { at: '/sensing/devices/w-1' });
    await page.getByRole('button', { name: '1 天' }).click();
    await page.locator('.hole-word').waitFor();
    expect(await page.locator('.limit text').allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining('警告 0.15')]));
    expect(await page.locator('.mark title').allTextContents()).toEqual(expect.arrayContaining(['道路积水 · 严重', '积水监测中断 · 警告']));
    await page.locator('.sheet[role=group]').focus();
    await page.keyboard.press('End');
    await page.locator('.readout').getByText('0.34 m').waitFor();
    await page.getByRole('button', { name: '表', exact: true }).click();
    await page.getByRole('row', { name: /无数据/ }).waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('show a storm as one line, and its members on its own page', async () => {
    const page = await screens.as('disp-1', { at: '/sensing/alarms' });
    await page.getByRole('link', { name: /^集中报警：道路积水/ }).click();
    await page.getByRole('region', { name: '并入总案件的报警' }).waitFor();
    const view = await dispatcher.want('storm', { params: { id: storm } });
    expect(view.members).toBeGreaterThan(1);
    expect(await page.getByRole('region', { name: '并入总案件的报警' }).locator('li').count()).toBe(view.alarms.length);
    expect(await page.getByRole('region', { name: '已单独立案的案件' }).locator('li').count()).toBe(view.ownCases);
  });

  it('take a verdict from the keys alone', async () => {
    const page = await screens.as('disp-1', { at: `/sensing/alarms/${alarm}` });
    await page.locator('#verdict').waitFor();
    await page.keyboard.press('v');
    await until(() => page.evaluate(`document.activeElement?.id === 'verdict'`));
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('监控可见积水');
    await page.keyboard.press('Enter');
    await page.getByText('监控可见积水').waitFor();
    expect(await page.locator('#verdict').count()).toBe(0);
    expect(await dispatcher.want('alarm', { params: { id: alarm } })).toMatchObject({ verdict: true, verdicts: [{ so: true, by: { id: 'disp-1' }, note: '监控可见积水' }] });
    const other = await screens.as('op-1', { at: `/sensing/alarms/${alarm}` });
    await other.locator('#verdict-title').waitFor();
    expect(await other.locator('#verdict').count()).toBe(0);
  });

  it('show the alarm with its curve, rule and version in its case', async () => {
    const page = await screens.as('disp-1', { at: `/desk/case/${caseId}` });
    const part = page.getByRole('region', { name: /传感告警/ });
    await part.locator('.curve svg').waitFor();
    await part.getByText('道路积水 第 1 版').waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, 'case-zh-1280');
  });

  it('show what could not be taken byte by byte, and register the unknown device', async () => {
    const page = await screens.as('op-1', { at: '/sensing/quarantine' });
    await page.locator('.fold').filter({ hasText: '不是 JSON' }).click();
    await page.locator('.hex').getByText('7b 22 6e 22').waitFor();
    await shot(page, 'raw-zh-1280');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: '登记 nobody-7', exact: true }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.locator('#adopt-name').fill('新涵洞');
    await dialog.locator('#adopt-kind').click();
    await dialog.getByRole('option', { name: /水位计/ }).click();
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole('button', { name: '登记并补录' }).click();
    await until(async () => (await operator.want('devices', { query: { q: 'nobody-7' } })).some((d) => d.name === '新涵洞'));

    // A logger says who it is by the password in its papers, and by no other.
    await page.getByRole('button', { name: '登记 DUST0042', exact: true }).click();
    await dialog.locator('#adopt-password').fill('111111');
    await dialog.locator('#adopt-kind').click();
    await dialog.getByRole('option', { name: /空气/ }).click();
    await dialog.getByRole('button', { name: '登记并补录' }).click();
    await dialog.getByRole('alert').filter({ hasText: '口令' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, 'adopt-zh-1280');
    await dialog.locator('#adopt-password').fill('482915');
    await dialog.getByRole('button', { name: '登记并补录' }).click();
    await until(async () => (await page.locator('#unknown').count()) === 0);
    expect((await operator.want('deviceInFull', { params: { device: 'dust0042' } })).history.some((line) => 'logger' in line.changes)).toBe(true);
    await page.locator('input[type=checkbox]').first().check();
    await page.getByRole('button', { name: '忽略', exact: true }).click();
    await page.locator('#content .state').waitFor();
    expect((await operator.want('quarantine')).rows).toEqual([]);
  });

  it('write a rule from its schema, try it on history beside the one in force, and put it on trial and in force by a second person', async () => {
    const page = await screens.as('op-1', { at: '/sensing/rules/water-on-road/edit' });
    await page.locator('#rule-levels-0-clear').fill('0.2');
    await page.getByRole('button', { name: '保存草稿' }).click();
    const faults = page.locator('#rule-faults');
    await faults.getByRole('link', { name: '分级 › 第 1 条 › 恢复' }).click();
    expect(await page.evaluate('document.activeElement?.id')).toBe('rule-levels-0-clear');
    expect(await findings(page)).toEqual([]);
    await page.locator('#rule-levels-0-clear').fill('0.05');
    await page.locator('#rule-levels-0-raise').fill('0.08');
    await page.locator('#draft-note').fill('更敏感');
    await page.getByRole('button', { name: '保存草稿' }).click();
    const two = page.getByRole('region', { name: '第 2 版' });
    await two.getByText('更敏感').waitFor();
    await two.getByText('在历史数据上回测过').waitFor();
    await two.getByRole('button', { name: '回测' }).click();
    await two.getByRole('button', { name: '开始回测' }).click();
    await two.locator('.figures').waitFor();
    await two.locator('.mark.second').first().waitFor();
    await two.getByRole('columnheader', { name: '第 1 版（生效）' }).waitFor();
    expect([await findings(page), await sideways(page)]).toEqual([[], []]);
    if (SHOTS !== undefined) await two.locator('.trial').last().screenshot({ path: join(SHOTS, 'trial-zh-1280.png') });
    await two.getByRole('button', { name: '第 2 版试运行' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: '第 2 版试运行' }).click();
    await two.locator('header .chip').getByText('试运行').waitFor();
    expect(await two.getByRole('button', { name: '第 2 版生效' }).count()).toBe(0);
    const second = await screens.as('sup-1', { at: '/sensing/rules/water-on-road' });
    await second.getByRole('button', { name: '第 2 版生效' }).click();
    await second.locator('dialog[open]').getByRole('button', { name: '第 2 版生效' }).click();
    await until(async () => (await dispatcher.want('triggerRules')).some((r) => r.id === 'water-on-road' && r.live === 2));
  });

  it('announce a window and end it', async () => {
    const page = await screens.as('disp-1', { at: '/sensing/windows' });
    await page.getByRole('button', { name: '登记', exact: true }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByRole('button', { name: '登记', exact: true }).click();
    await dialog.getByRole('alert').getByText('请至少填写一项范围').waitFor();
    expect(await findings(page)).toEqual([]);
    await dialog.locator('#window-devices').click();
    await dialog.getByRole('option', { name: /^西门涵洞 w-2/ }).click();
    await dialog.locator('#window-reason').fill('泵站检修');
    await dialog.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('row', { name: /泵站检修/ }).waitFor();
    await page.getByRole('button', { name: '现在结束 泵站检修' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: '现在结束' }).click();
    await page.getByRole('row', { name: /泵站检修/ }).getByText('已结束').waitFor();
  });

  it('show an alarm as it is raised, on the list and on the device’s page, without asking for it again and again', async () => {
    const list = await screens.as('disp-1', { at: '/sensing/alarms?flat=true' }), device = await screens.as('sup-1', { at: '/sensing/devices/w-2' });
    await list.locator('.box tbody tr').first().waitFor();
    await device.getByRole('region', { name: '健康经过' }).getByText('在线').first().waitFor();
    await Promise.all([list.waitForLoadState('networkidle'), device.waitForLoadState('networkidle')]);
    expect(await device.getByText('1 条报警中').count()).toBe(0);
    await course('w-2', [0.2, 0.2, 0.2, 0.2, 0.2]);
    // Well before the next time that an unlucky page would ask by itself.
    await until(async () => (await device.getByText('1 条报警中').count()) === 1, 12_000);
    await until(async () => (await list.getByRole('row').filter({ has: list.getByRole('link', { name: '西门涵洞', exact: true }) }).filter({ hasText: '报警中' }).count()) === 1, 12_000);
    await course('w-2', Array.from({ length: 16 }, () => 0.02));
  });

  it('are not for departments, and say so; a failure says what to do', async () => {
    const handler = await screens.as('h-wtr-1', { at: '/sensing/alarms' });
    await handler.getByText('这里的页面供中心使用').waitFor();
    expect(await findings(handler)).toEqual([]);
    const page = await screens.as('disp-1', { at: '/inbox/settings' });
    await page.route('**/api/alarms?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }));
    await page.goto(`${h.url}/sensing/alarms`);
    await page.getByRole('button', { name: '重试' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().setOffline(true);
    await page.getByText(/离线，显示/).waitFor();
  });
});
