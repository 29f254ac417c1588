import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens, sideways } from './browser.js';

/** A screen zoomed to 200 % is one of half the width; 320 px is what WCAG 2.2 (1.4.10) asks a phone for. */
const DESK = 640, PHONE = 320;

inBrowser('text at twice its size', () => {
  let h: Harness;
  let screens: Screens;
  let id: string;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    id = await h.reported({ text: '路口有暴露垃圾' });
    await h.reported({ classId: null, conditionId: null, text: 'something smells' });
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each([
    ['disp-1', '/desk?open=true', DESK], ['disp-1', '/desk/case/{case}', DESK], ['disp-1', '/desk/map', DESK], ['sup-1', '/board', DESK], ['sup-1', '/board/supervision', DESK], ['op-1', '/admin/devices', DESK], ['op-1', '/book/catalogue', DESK], ['op-1', '/inbox', DESK],
    ['gm-101', '/field', PHONE], ['gm-101', '/field/report', PHONE], ['gm-101', '/field/tasks', PHONE], ['gm-101', '/field/mine', PHONE], ['gm-101', '/field/me', PHONE], [null, '/signin', PHONE], [null, '/report', PHONE], [null, '/follow', PHONE],
  ] as const)('%s reads %s at %i px without scrolling sideways', async (who, at, width) => {
    for (const lang of ['zh', 'en'] as const) {
      const address = at.replace('{case}', id), page = who === null ? await screens.visit({ lang, width, at: address }) : await screens.as(who, { lang, width, at: address });
      if (address.startsWith('/field')) await page.evaluate(`document.documentElement.dataset.size = 'huge'`);
      await page.waitForLoadState('networkidle');
      expect([lang, await sideways(page)]).toEqual([lang, []]);
    }
  });
});
