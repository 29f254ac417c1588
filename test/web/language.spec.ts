import type { Page } from 'playwright-core';
import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

/** Chinese words a person can see or hear, without what people have written: names, descriptions, and the switch to Chinese itself. */
async function chineseWords(page: Page, data: readonly string[]): Promise<string[]> {
  const seen = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')].filter((e) => !e.closest('[lang="zh"]') && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(e.tagName)).flatMap((e) => [
    ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent), ...['aria-label', 'title', 'placeholder', 'alt'].map((a) => e.getAttribute(a) ?? '')]).map((s) => s.trim()).filter((s) => /[\\u3400-\\u9fff]/.test(s))`);
  return [...new Set(seen)].filter((text) => data.reduce((rest, word) => rest.replaceAll(word, ''), text).match(/[\u3400-\u9fff]/) !== null);
}

inBrowser('the language', () => {
  let h: Harness;
  let screens: Screens;
  let data: string[];
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    const people = await (await h.as('op-1')).want('people');
    const names = people.map((p) => p.name);
    data = [...names, ...names.map((n) => [...n].at(-1) ?? '')];
    await h.reported({ classId: null, conditionId: null, text: 'no class yet' });
    await h.reported({ text: 'rubbish' });
    await h.advance('20m');
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

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

  it.each([['disp-1', '/desk?open=true'], ['sup-1', '/board'], ['gm-101', '/field/report'], ['lead-san', '/desk'], ['lead-san', '/inbox/settings'], ['op-1', '/inbox/endpoints'], ['op-1', '/book'], ['op-1', '/book/limits'], ['op-1', '/book/settings']])('leaves no Chinese word in English for %s on %s', async (account, at) => {
    const page = await screens.as(account, { lang: 'en', at });
    await page.waitForLoadState('networkidle');
    expect(await chineseWords(page, data)).toEqual([]);
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
      for (const button of await page.getByRole('group', { name: 'What you can do now' }).getByRole('button').filter({ hasNotText: 'More' }).all()) {
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
