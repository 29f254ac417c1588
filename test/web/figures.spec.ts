import { readFileSync } from 'node:fs';
import { Play, sheetsOf, sheetsOfPdf, startHarness, until, type Harness } from '../harness/index.js';
import { findings, inBrowser, Screens } from './browser.js';
import { face, linked, looked, LOOKS, NOVEMBER, november, ready, SAN } from './november.js';

inBrowser('the page of figures', () => {
  let h: Harness;
  let screens: Screens;
  let play: Play;
  let data: string[];
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); play = new Play(h); data = await november(h, play); }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it.each([['department', 'area'], ['department', 'department'], ['department', 'response'], ['township', 'area'], ['class', 'area'], ['source', 'department'], ['county', 'response'], ['person', 'member'], ['person', 'handler']])('by %s, every number of the group %s is as long as the list that it opens', async (by, group) => {
    const page = await screens.as('leader-1', { at: `/board/figures?${NOVEMBER}&by=${by}&group=${group}` }), leader = await h.as('leader-1');
    await ready(page);
    const links = await linked(page);
    expect(links.length).toBeGreaterThan(2);
    for (const { href, part, n } of links) {
      const query = Object.fromEntries(new URL(href, h.url).searchParams);
      expect(query['counted']).toBe(part);
      expect([href, (await leader.want('cases', { query: { ...query, count: 'exact', limit: 1 } as never })).total]).toEqual([href, n]);
    }
    // And the page behind the link says so too.
    const last = links.at(-1), shown = page.locator(`[data-indicator] a[data-part="${last?.part}"]`).last();
    await shown.click();
    await page.waitForURL(/\/desk\?/);
    await page.locator('h1 ~ .total').filter({ hasText: new RegExp(`^\\D*${last?.n}\\D*$`) }).waitFor();
  });

  it('shows no rate of too few, explains each column, sorts, and says a length in both times', async () => {
    const page = await screens.as('leader-1', { at: `/board/figures?${NOVEMBER}&group=department` });
    await ready(page);
    const faces = await page.evaluate<{ face: string; of: number }[]>(`[...document.querySelectorAll('[data-indicator="handling-on-time"]')].map((c) => ({ face: c.querySelector('.face').textContent.trim(), of: Number(c.querySelector('.made').lastElementChild.firstChild.textContent) }))`);
    expect(faces.some((f) => f.of > 0 && f.of < 5)).toBe(true);
    for (const { face: shown, of } of faces) expect([of, shown === '—']).toEqual([of, of < 5]);
    await page.getByRole('button', { name: '说明：按期处置率', exact: true }).click();
    await page.getByRole('dialog', { name: '按期处置率' }).getByText('按期处置数 ÷ 应处置数').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '按期处置率', exact: true }).click();
    await page.waitForURL(/sort=handling-on-time/);
    const rates = async (): Promise<number[]> => (await page.locator('tbody [data-indicator="handling-on-time"] .face').allInnerTexts()).map((s) => Number.parseFloat(s));
    expect((await rates()).filter((n) => !Number.isNaN(n))).toEqual([...(await rates())].filter((n) => !Number.isNaN(n)).sort((a, b) => b - a));
    expect((await rates()).findIndex(Number.isNaN)).toBe((await rates()).filter((n) => !Number.isNaN(n)).length);
    // Lengths take longer than counts: until they are there, no cell says that there are too few.
    let answer: () => void = () => {};
    const asked = new Promise<void>((go) => { answer = go; });
    await page.route('**/assessment/figures?*', async (route) => { await asked; await route.continue(); });
    await page.getByRole('button', { name: '响应时长' }).click();
    await page.waitForURL(/group=response/);
    await page.locator('.waits').waitFor();
    expect(await page.locator('[data-indicator]').count()).toBe(0);
    answer();
    await ready(page);
    expect(await face(page, SAN, 'handling-time')).toBe('3时30分');
    await page.getByRole('button', { name: '自然时间' }).click();
    await page.waitForURL(/time=wall/);
    expect(await face(page, SAN, 'handling-time')).toBe('5时30分');
  });

  it('gives the table as a file: the same lines, the same numbers', async () => {
    const page = await screens.as('leader-1', { at: `/board/figures?${NOVEMBER}&group=department` });
    await ready(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('x')]), text = readFileSync(await download.path(), 'utf8');
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const [head, ...rows] = text.slice(1).trimEnd().split('\r\n').map((line) => line.split(',')), at = head?.indexOf('按期处置率') ?? -1;
    const shown = await page.evaluate<string[][]>(`[...document.querySelectorAll('tr:has([data-indicator])')].map((r) => [r.querySelector('th').textContent.trim(), r.querySelector('[data-indicator="handling-on-time"] .face').textContent.trim(), ...[...r.querySelectorAll('[data-indicator="handling-on-time"] .made > :not([aria-hidden])')].map((e) => e.firstChild.textContent.trim())])`);
    expect(rows.map((r) => [r[0], r[at], r[at + 1], r[at + 2]])).toEqual(shown);
    expect(download.suggestedFilename()).toMatch(/^figures-department-department-2026-11-01-2026-11-30\.csv$/);
    const taken = async (format: string): Promise<Buffer> => { const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: format, exact: true }).click()]); return readFileSync(await file.path()); };
    const paper = (await sheetsOfPdf(await taken('PDF'))).join(' ');
    for (const [name, rate, count, of] of shown) expect(paper).toContain(`${name} ${rate} ${count}/${of}`);
    expect(sheetsOf(await taken('Excel')).map((s) => s.name)).toEqual(['考核数据', '口径', '筛选']);
    await page.route('**/figures/export*', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Too many","status":422,"code":"too-many-rows"}' }));
    await page.getByRole('button', { name: 'PDF', exact: true }).click();
    await page.getByText('行数超出一个文件的上限').waitFor();
  });

  it('goes up a level by the keyboard, as the overview does', async () => {
    const page = await screens.as('leader-1', { at: `/board/figures?${NOVEMBER}&area=532323101&category=E02&by=class` });
    await ready(page);
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => !url.search.includes('category') && url.search.includes('area=532323101'));
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => !url.search.includes('area') && url.search.includes('by=class'));
  });

  it('follows what happens without a reload, and its numbers never vanish', async () => {
    const page = await screens.as('leader-1', { at: '/board/figures?by=county' });
    const reported = async (): Promise<number> => Number.parseInt((await page.locator('[data-indicator="reported"] .face').first().innerText().catch(() => '0')).trim(), 10);
    await play.reported();
    await until(async () => (await reported()) > 0);
    const before = await reported();
    await page.evaluate(`window.gone = 0; new MutationObserver(() => { if (!document.querySelector('[data-indicator="reported"]')) window.gone++; }).observe(document.getElementById('content'), { childList: true, subtree: true })`);
    await play.reported();
    await until(async () => (await reported()) > before);
    expect(await page.evaluate('window.gone')).toBe(0);
  });

  it.each([`/board/figures?${NOVEMBER}`, `/board/figures?${NOVEMBER}&by=person&per=week&group=member`].flatMap((at) => LOOKS.map(([lang, width]) => [at, lang, width] as const)))('%s in %s at %i px: nothing for axe to find, no Chinese left over, nothing wider than the screen', async (at, lang, width) => { await looked(screens, at, lang, width, data); });

  it.each(['error', 'offline'] as const)('says what is the matter: %s', async (how) => {
    const page = await screens.as('leader-1', { at: '/inbox/settings' });
    if (how === 'error') await page.route('**/api/assessment/figures*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }));
    await page.goto(`${h.url}/board/figures?${NOVEMBER}`);
    if (how === 'error') await page.getByRole('button', { name: '重试' }).waitFor();
    else { await ready(page); await page.context().setOffline(true); await page.getByText(/离线/).first().waitFor(); await ready(page); }
    expect(await findings(page)).toEqual([]);
  });
});
