import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

inBrowser('with the keyboard alone', () => {
  let h: Harness;
  let screens: Screens;
  const CASES = 5;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    for (let i = 0; i < CASES; i++) await h.reported({ conditionId: null, text: `heap ${i}` });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('empties a queue of cases that wait for filing: open, file, next, until nothing waits', async () => {
    const page = await screens.visit({ at: '/signin?to=/desk?stage=triage' });
    await page.locator('#account').waitFor();
    await page.keyboard.type('disp-1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('mouding-2026');
    await page.keyboard.press('Enter');
    await page.waitForURL(/stage=triage/);
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    for (let left = CASES; left > 0; left--) {
      await page.locator('.sheet .steps').waitFor();
      const number = await page.locator('.sheet .number').textContent();
      await page.keyboard.press('1');
      await page.getByRole('form', { name: '立案' }).waitFor();
      // Focus is on the class; the condition is the next field, its first answer is taken.
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('form', { name: '立案' }).waitFor({ state: 'detached' });
      if (left > 1) await page.locator('.sheet .number').filter({ hasNotText: number ?? '' }).waitFor();
    }
    await page.getByText('当前没有待办案件').waitFor();
    await h.quiesce();
    expect((await (await h.as('disp-1')).want('cases', { query: { stage: 'triage', count: 'exact' } })).total).toBe(0);
  });

  it('does not take what is typed for a command, nor a key of the input method', async () => {
    await h.reported({ classId: null, conditionId: null, text: 'typed' });
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.sheet .steps').waitFor();
    await page.evaluate(`window.dispatchEvent(new KeyboardEvent('keydown', { key: '1', keyCode: 229, isComposing: true, bubbles: true }))`);
    expect(await page.getByRole('form', { name: '立案' }).count()).toBe(0);
    await page.keyboard.press('a');
    await page.getByLabel('备注内容').waitFor();
    await page.keyboard.type('n1x?j/d');
    expect(await page.getByLabel('备注内容').inputValue()).toBe('n1x?j/d');
    await page.keyboard.press('Escape');
    await page.getByLabel('备注内容').waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.getByLabel('备注内容').waitFor();
    expect(await page.getByLabel('备注内容').inputValue()).toBe('n1x?j/d');
  });
});
