import { Listening, Receiver, Registry } from '#sensing';
import { CELL, Client, placeIn, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const MINUTE = 60_000;

inBrowser('a department’s own devices', () => {
  let h: Harness, screens: Screens, operator: Client;
  const place = placeIn(CELL);
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    operator = await h.as('op-1');
    for (const [id, name, department] of [['own-1', '共和桥下', 'WTR'], ['own-2', '西门涵洞', 'WTR'], ['foreign-1', '南街低洼', 'SAN']] as const)
      await operator.want('addDevice', { body: { id, name, kind: 'water-level', metric: 'level', unit: 'm', department: department as never, account: 'dev-1' as never, place: { ...place, crs: 'wgs84' } }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    await reads(['own-1', 'own-2', 'foreign-1'], 0.02, 3);
    await reads(['own-2'], 0.03, 20);
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  async function reads(devices: readonly string[], value: number, minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i++) {
      h.clock.advance(MINUTE);
      await h.server.get(Receiver).receive({ samples: devices.map((device) => ({ device, metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null })), refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
    }
    await h.server.get(Listening).settle();
    await h.quiesce();
  }

  it.each([{ lang: 'zh', width: 1280 }, { lang: 'en', width: 390 }] as const)('have no fault that axe finds, nothing wider than the screen and no word of another language ($lang, $width px)', async (look) => {
    const data = [...(await operator.want('people')).flatMap((p) => [p.name, [...p.name].at(-1) ?? '']), ...(await operator.want('devices')).map((d) => d.name)];
    for (const [at, there] of [['/sensing/own', '.faults li'], ['/sensing/own/own-1', '.course tbody tr']] as const) {
      const page = await screens.as('lead-wtr', { ...look, at });
      await page.locator(there).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect({ at, found: await findings(page), wide: await sideways(page) }).toEqual({ at, found: [], wide: [] });
      if (look.lang === 'en') expect({ at, words: await chineseWords(page, data) }).toEqual({ at, words: [] });
      await page.context().close();
    }
  });

  it('are what the door “sensing” leads to, its own and nobody else’s', async () => {
    const page = await screens.as('h-wtr-1', { at: '/desk' });
    await page.getByRole('link', { name: '感知', exact: true }).first().click();
    await page.getByRole('heading', { name: '本部门设备' }).waitFor();
    await page.getByRole('row', { name: /西门涵洞/ }).waitFor();
    expect([await page.getByRole('row', { name: /共和桥下/ }).count(), await page.getByText('南街低洼').count()]).toEqual([1, 0]);
    await page.goto(`${h.url}/sensing/own/foreign-1`);
    await page.getByRole('button', { name: '重试' }).waitFor();
    expect(await page.getByText('南街低洼').count()).toBe(0);
  });

  it('their faults are on the bell of the department’s lead, and lead to the device', async () => {
    h.clock.advance(MINUTE);
    await reads(['own-2'], 0.03, 1);
    const page = await screens.as('lead-wtr', { at: '/desk' });
    await page.getByRole('button', { name: /未读/ }).click();
    await page.getByRole('button', { name: /设备故障.*共和桥下/ }).click();
    await page.getByRole('heading', { name: '共和桥下' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sensing/own/own-1');
    expect((await (await h.as('lead-san')).want('notices')).some((n) => n.number.includes('共和桥下'))).toBe(false);
  });

  it('a fault is said to be mended from the keys alone, and is over when the device shows it', async () => {
    const page = await screens.as('lead-wtr', { at: '/sensing/own' });
    const mend = page.getByRole('button', { name: '已修复 共和桥下' });
    await mend.focus();
    await page.keyboard.press('Enter');
    await until(() => page.evaluate(`document.activeElement?.id.startsWith('mended-')`));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('请填写做了什么').waitFor();
    await page.keyboard.type('更换电池');
    await page.keyboard.press('Enter');
    await page.locator('.faults').getByText('已修复，待设备证实').waitFor();
    await page.locator('.faults').getByText(/更换电池/).waitFor();
    await reads(['own-1'], 0.02, 1);
    await page.getByText('目前没有故障。').waitFor();
    await page.goto(`${h.url}/sensing/own/own-1`);
    await page.getByRole('region', { name: '故障' }).getByText(/更换电池/).waitFor();
    expect((await page.locator('.course tbody tr').allTextContents()).map((row) => row.replace(/^.*?(在线|失联|延迟|未知).*$/, '$1'))).toEqual(expect.arrayContaining(['在线', '失联']));
  });
});
