import type { Page } from 'playwright-core';
import { startHarness, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';

/** The moments in between: forms, faults, what opens over a page. The pages themselves are walked by the specs of their faces. */
const looks = [{ lang: 'zh', width: 1280 }, { lang: 'en', width: 390 }] as const;

inBrowser('accessibility (axe-core, WCAG 2.2 AA)', () => {
  let h: Harness;
  let screens: Screens;
  let unsure: string;
  let handled: string;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    unsure = await h.reported({ classId: null, conditionId: null, text: 'something smells' });
    handled = await h.reported();
    const handler = await h.as('h-san-1');
    await handler.does(handled, { type: 'accept', assignee: 'h-san-1' as never });
    await handler.does(handled, { type: 'request', kind: 'return', reason: 'not ours' });
    await h.reported({ classId: null, conditionId: null, text: 'another one' });
    await h.advance('27m');
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });
  const settled = async (page: Page): Promise<void> => { await page.waitForLoadState('networkidle'); };

  it.each(looks)('the sign-in page, also with a fault ($lang, $width px)', async (look) => {
    const page = await screens.visit(look);
    expect(await findings(page)).toEqual([]);
    await page.locator('#account').fill('disp-1');
    await page.locator('#password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it.each(looks)('the queue, full and empty ($lang, $width px)', async (look) => {
    const page = await screens.as('disp-1', { ...look, at: '/desk?open=true' });
    await page.getByRole('grid').getByRole('gridcell').first().waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.goto(`${h.url}/desk?stage=suspended`);
    await page.locator('#content .state').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it.each(looks)('a case with its form, faults, clocks and timeline ($lang, $width px)', async (look) => {
    const page = await screens.as('disp-1', { ...look, at: `/desk/case/${unsure}` });
    await page.locator('.steps').waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.locator('.clock').first().click();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.sheet .foot .btn-primary').click();
    await page.locator('form.form').waitFor();
    await page.locator('form.form .btn-primary').click();
    await page.locator('form.form [role=alert]').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.goto(`${h.url}/desk/case/${handled}`);
    await page.locator('.steps').waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
  });

  it.each(looks)('the board, the notices and the keys ($lang, $width px)', async (look) => {
    const page = await screens.as('gm-101', { ...look, at: '/board' });
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.locator('.bell').click();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('the queue beside an open case, selected rows and filters ($lang)', async () => {
    const page = await screens.as('disp-1', { at: '/desk?stage=triage' });
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('Enter');
    await page.locator('.steps').waitFor();
    await page.getByRole('button', { name: '类别', exact: true }).click();
    await page.getByRole('dialog', { name: '类别' }).waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
  });
});
