import { Play, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';
import { looked, LOOKS, NOVEMBER, november, ready } from './november.js';

inBrowser('the league', () => {
  let h: Harness;
  let screens: Screens;
  let play: Play;
  let data: string[];
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); play = new Play(h); data = await november(h, play); }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('compares departments by the keyboard alone, down to the cases of a part; other weights change the ranks and store nothing', async () => {
    const rules = () => h.database.query('select count(*)::int as n from rule_book'), before = await rules(), sent: string[] = [];
    const page = await screens.as('leader-1', { at: `/board/figures?${NOVEMBER}` });
    page.on('request', (r) => { if (r.method() !== 'GET') sent.push(new URL(r.url()).pathname); });
    await ready(page);
    await page.keyboard.press('4');
    await page.waitForURL(/\/board\/league/);
    await page.goto(`${h.url}/board/league?${NOVEMBER}`);
    const rank = (unit: string, where = '.rank') => page.locator(`tr[data-unit="${unit}"] ${where}`).first().innerText();
    await page.locator('tr[data-unit="SAN"] .rank').waitFor();
    // Frozen it was the other way round: a case of SAN has been voided since.
    expect([await rank('SAN'), await rank('UM'), await rank('MUN')]).toEqual(['1', '2', '样本不足']);
    await page.locator('tr[data-unit="SAN"] button').nth(2).focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: /环境卫生管理站：按期处置率/ });
    await sheet.getByText(/÷/).first().waitFor();
    const link = sheet.locator('a[data-part="handled-on-time"]'), n = Number.parseInt(await link.innerText(), 10), query = Object.fromEntries(new URL(await link.getAttribute('href') ?? '', h.url).searchParams);
    expect((await (await h.as('leader-1')).want('cases', { query: { ...query, count: 'exact', limit: 1 } as never })).total).toBe(n);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    // However late the answer is, whoever asked goes on by the keyboard.
    await page.route('**/api/assessment/what-if', async (route) => { await page.waitForTimeout(700); await route.continue(); }, { times: 1 });
    await page.keyboard.press('e');
    await until(() => page.evaluate<boolean>(`document.activeElement.id === 'what-if'`));
    expect([await rank('SAN', '.then'), await rank('UM', '.then')]).toEqual(['1', '2']);
    await page.getByRole('spinbutton', { name: '按期处置率' }).fill('0');
    await page.locator('tr[data-unit="UM"] .then').filter({ hasText: /^1$/ }).waitFor();
    expect([await rank('SAN', '.then'), await rank('SAN', '.now'), await rank('UM', '.now'), await rank('SAN')]).toEqual(['2', '1', '2', '1']);
    expect(await findings(page)).toEqual([]);
    expect([await rules(), [...new Set(sent)]]).toEqual([before, ['/api/assessment/what-if']]);
    await page.reload();
    await page.locator('.then').first().waitFor();
    expect(await page.getByRole('spinbutton', { name: '按期处置率' }).inputValue()).toBe('30');
  });

  it('shows a department its own line, without a rank, and no closed months', async () => {
    const page = await screens.as('lead-san', { at: `/board/league?${NOVEMBER}` });
    await page.locator('tr[data-unit]').first().waitFor();
    expect(await page.evaluate<string[]>(`[...document.querySelectorAll('tr[data-unit]')].map((r) => r.dataset.unit)`)).toEqual(['SAN']);
    await page.getByText('不排名', { exact: true }).waitFor();
    expect([await page.getByRole('button', { name: '权重试算' }).count(), await page.getByRole('link', { name: '月报快照' }).count()]).toEqual([0, 0]);
    expect(await findings(page)).toEqual([]);
  });

  it.each([`/board/league?${NOVEMBER}&try=1`, `/board/league?${NOVEMBER}&scheme=member`].flatMap((at) => LOOKS.map(([lang, width]) => [at, lang, width] as const)))('%s in %s at %i px: nothing for axe to find, no Chinese left over, nothing wider than the screen', async (at, lang, width) => { await looked(screens, at, lang, width, data); });
});
