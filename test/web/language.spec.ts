import { startHarness, type Harness } from '../harness/index.js';
import { chineseWords, inBrowser, Screens, sideways } from './browser.js';
import { PAGES } from './pages.js';

inBrowser('the language', () => {
  let h: Harness;
  let screens: Screens;
  let data: string[];
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    const people = await (await h.as('op-1')).want('people');
    const names = people.map((p) => p.name);
    data = [...names, ...names.map((n) => [...n].at(-1) ?? ''), ...(await (await h.as('op-1')).want('devices')).map((d) => d.name)];
    await h.reported({ classId: null, conditionId: null, text: 'no class yet' });
    await h.reported({ text: 'rubbish' });
    await h.advance('20m');
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('does not matter to an address: every page that there is answers, a wrong one says that it is none', async () => {
    const answered = async (at: string): Promise<string> => `${at} ${(await fetch(h.url + at, { headers: { accept: 'text/html' } })).status}`;
    for (const { at } of PAGES) expect(await answered(at)).toBe(`${at} ${at === '/nowhere' ? 404 : 200}`);
  });

  it('is changed in the menu, at once, and stays', async () => {
    const page = await screens.as('disp-1');
    await page.getByRole('heading', { name: '待我处理' }).waitFor();
    await page.goto(`${h.url}/desk`);
    await page.getByRole('button', { name: /的菜单$/ }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Waiting for me' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Waiting for me' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en-GB');
  });

  it.each([['disp-1', '/desk?open=true'], ['disp-1', '/desk/map'], ['sup-1', '/board'], ['sup-1', '/board/supervision'], ['op-1', '/admin/people'], ['op-1', '/admin/devices'], ['op-1', '/admin/health'], ['op-1', '/inbox/endpoints'], ['op-1', '/book/limits']])('leaves no Chinese word in English for %s on %s, and has room for it on a narrow screen', async (account, at) => {
    const page = await screens.as(account, { lang: 'en', width: 390, at });
    await page.waitForLoadState('networkidle');
    expect([await chineseWords(page, data), await sideways(page)]).toEqual([[], []]);
  });

  it('leaves none on a case, its timeline, its clocks, its forms and the sheet of keys', async () => {
    const page = await screens.as('disp-1', { lang: 'en', at: '/desk?open=true' });
    for (const row of await page.locator('[role=row][id]').all()) {
      await row.click();
      await page.getByRole('tab', { name: 'Overview' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await chineseWords(page, data)).toEqual([]);
      await page.getByRole('tab', { name: /Timeline/ }).click();
      expect(await chineseWords(page, data)).toEqual([]);
      await page.locator('.clock').first().click();
      expect(await chineseWords(page, data)).toEqual([]);
      await page.keyboard.press('Escape');
      for (const button of await page.getByRole('group', { name: 'What you can do now' }).getByRole('button', { disabled: false }).filter({ hasNotText: 'More' }).all()) {
        await button.click();
        await page.getByRole('form').last().getByRole('button', { name: 'Cancel' }).last().waitFor();
        expect(await chineseWords(page, data)).toEqual([]);
        await page.getByRole('form').last().getByRole('button', { name: 'Cancel' }).last().click();
      }
    }
    await page.keyboard.press('?');
    expect(await chineseWords(page, data)).toEqual([]);
  });
});
