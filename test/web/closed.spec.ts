import { readFileSync } from 'node:fs';
import { Play, sheetsOfPdf, startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';
import { face, linked, looked, LOOKS, november, ready, SAN } from './november.js';

inBrowser('closed months', () => {
  let h: Harness;
  let screens: Screens;
  let play: Play;
  let data: string[];
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); play = new Play(h); data = await november(h, play); }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('shows a closed month as it was frozen, what has changed since apart from it, and gives its file', async () => {
    const page = await screens.as('leader-1', { at: '/board/closed' }), leader = await h.as('leader-1');
    await page.getByRole('link', { name: '2026 年 11 月' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/closed\/month-2026-11/);
    const snapshot = await leader.want('assessmentSnapshot', { params: { id: 'month-2026-11' } }), voided = page.locator('[data-correction="county all reported"]');
    await voided.waitFor();
    expect((await voided.locator('.was, .is').allInnerTexts()).map(Number)).toEqual([13, 12]);
    const now = new URL(await voided.locator('.is a').getAttribute('href') ?? '', h.url).searchParams;
    expect((await leader.want('cases', { query: { ...Object.fromEntries(now), count: 'exact', limit: 1 } as never })).total).toBe(12);
    await page.getByText(snapshot.hash).waitFor();
    await ready(page);
    const frozen = snapshot.content.figures.find((f) => f.by === 'department')?.rows.find((r) => r.unit === 'SAN')?.counts.reported;
    expect(await face(page, SAN, 'reported')).toBe(String(frozen));
    expect(await linked(page)).toEqual([]);
    expect(await page.locator('tr[data-unit="UM"] .rank').innerText()).toBe('1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载 JSON' }).click()]);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({ hash: snapshot.hash, content: { id: 'month-2026-11' } });
    const [paper] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'PDF' }).click()]);
    expect((await sheetsOfPdf(readFileSync(await paper.path()))).join(' ')).toContain(snapshot.hash);
    await page.emulateMedia({ media: 'print' });
    await page.getByText('考核报告').waitFor();
    await page.getByRole('heading', { name: '指标口径' }).waitFor();
    await page.emulateMedia({ media: 'screen' });
    await page.keyboard.press('Backspace');
    await page.waitForURL(/\/board\/closed$/);
  });

  it.each(['/board/closed', '/board/closed/month-2026-11'].flatMap((at) => LOOKS.map(([lang, width]) => [at, lang, width] as const)))('%s in %s at %i px: nothing for axe to find, no Chinese left over, nothing wider than the screen', async (at, lang, width) => { await looked(screens, at, lang, width, data); });
});
