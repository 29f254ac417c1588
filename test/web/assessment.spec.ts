import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Play, startHarness, until, type Harness } from '../harness/index.js';
import { amend } from '../harness/rule-book.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';

const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
const NOVEMBER = 'at=2026-11-20', LEAFLETS = { classId: 'E0202', conditionId: 'E0202-1' };

inBrowser('assessment', () => {
  let h: Harness;
  let screens: Screens;
  let play: Play;
  let data: string[];
  /** November: SAN does much and has half of it done again, UM does little and does it well, MUN has one case. It is closed, and then a case of it is voided. */
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    play = new Play(h);
    await amend(h, 'assessment', (written) => ({ ...written, schemes: written.schemes.map((s) => ({ ...s, minimum: 3 })) }));
    for (let i = 0; i < 6; i++) {
      const id = await play.reported(LEAFLETS);
      if (i > 1) continue;
      await play.accepted(id, 'h-um-1');
      await play.resolved(id, 'h-um-1');
      await play.verified(id);
    }
    const heaps: string[] = [];
    for (let i = 0; i < 6; i++) heaps.push(await play.reported());
    for (const id of heaps.slice(1)) await play.accepted(id);
    // Over noon, which is no working time.
    await h.advance('5h30m');
    for (const [i, id] of heaps.slice(1).entries()) {
      await play.resolved(id);
      if (i < 3) await play.does('gm-101', id, { type: 'verify', passed: false, note: '没有清理干净', evidence: [await play.photo('gm-101')] });
      else await play.verified(id);
    }
    await play.reported({ classId: 'E0103', conditionId: 'E0103-1' });
    await play.until(Date.parse('2026-12-07T09:00:00+08:00'));
    const [open] = await h.database.query<{ id: string }>(`select id from cases where department = 'SAN' and stage <> 'closed' and state -> 'proposal' = 'null' order by id limit 1`);
    await play.does('sup-1', open?.id ?? '', { type: 'propose', kind: 'voided', reason: '误报' });
    await play.does('leader-1', open?.id ?? '', { type: 'approve' });
    const people = await (await h.as('op-1')).want('people');
    data = people.flatMap((p) => [p.name, [...p.name].at(-1) ?? '']);
  }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const cell = (page: Page, unit: string, indicator: string) => page.getByRole('row', { name: new RegExp(`^${unit}`) }).locator(`[data-indicator="${indicator}"]`);
  const face = (page: Page, unit: string, indicator: string): Promise<string> => cell(page, unit, indicator).locator('.face').innerText();
  const SAN = '环境卫生管理站', ready = (page: Page) => page.locator('[data-indicator]').first().waitFor();
  interface Linked { readonly href: string; readonly part: string; readonly n: number }
  const linked = (page: Page): Promise<Linked[]> => page.evaluate<Linked[]>(`[...document.querySelectorAll('[data-indicator] a[data-part]')].map((a) => ({ href: a.getAttribute('href'), part: a.dataset.part, n: Number(a.firstChild.textContent.replaceAll(',', '')) }))`);

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
    await page.getByRole('button', { name: '响应时长' }).click();
    await page.waitForURL(/group=response/);
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
  });

  it('follows what happens without a reload, and its numbers never vanish', async () => {
    const page = await screens.as('leader-1', { at: '/board/figures?by=county' });
    const reported = async (): Promise<number> => Number.parseInt((await page.locator('[data-indicator="reported"] .face').first().innerText().catch(() => '0')).trim(), 10);
    await play.reported();
    await until(async () => (await reported()) > 0, 30_000);
    const before = await reported();
    await page.evaluate(`window.gone = 0; new MutationObserver(() => { if (!document.querySelector('[data-indicator="reported"]')) window.gone++; }).observe(document.getElementById('content'), { childList: true, subtree: true })`);
    await play.reported();
    await until(async () => (await reported()) > before, 30_000);
    expect(await page.evaluate('window.gone')).toBe(0);
  });

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

  it('shows a closed month as it was frozen, what has changed since apart from it, and gives its file', async () => {
    const page = await screens.as('leader-1', { at: '/board/closed' }), leader = await h.as('leader-1');
    await page.getByRole('link', { name: '2026 年 11 月' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/closed\/month-2026-11/);
    const snapshot = await leader.want('assessmentSnapshot', { params: { id: 'month-2026-11' } }), voided = page.locator('[data-correction="county all reported"]');
    await voided.waitFor();
    expect((await voided.locator('.was, .is').allInnerTexts()).map(Number)).toEqual([13, 12]);
    await page.getByText(snapshot.hash).waitFor();
    await ready(page);
    const frozen = snapshot.content.figures.find((f) => f.by === 'department')?.rows.find((r) => r.unit === 'SAN')?.counts.reported;
    expect(await face(page, SAN, 'reported')).toBe(String(frozen));
    expect(await linked(page)).toEqual([]);
    expect(await page.locator('tr[data-unit="UM"] .rank').innerText()).toBe('1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载 JSON' }).click()]);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({ hash: snapshot.hash, content: { id: 'month-2026-11' } });
    await page.emulateMedia({ media: 'print' });
    await page.getByText('考核报告').waitFor();
    await page.getByRole('heading', { name: '指标口径' }).waitFor();
    if (SHOTS !== undefined) await page.pdf({ path: join(SHOTS, 'month.pdf'), preferCSSPageSize: true });
    await page.emulateMedia({ media: 'screen' });
    await page.keyboard.press('Backspace');
    await page.waitForURL(/\/board\/closed$/);
  });

  const pages = [`/board/figures?${NOVEMBER}`, `/board/figures?${NOVEMBER}&by=person&per=week&group=member`, `/board/league?${NOVEMBER}&try=1`, `/board/league?${NOVEMBER}&scheme=member`, '/board/closed', '/board/closed/month-2026-11'];
  it.each(pages.flatMap((at) => (['zh', 'en'] as const).flatMap((lang) => [1280, 390].map((width) => [at, lang, width] as const))))('%s in %s at %i px: nothing for axe to find, no Chinese left over, nothing wider than the screen', async (at, lang, width) => {
    const page = await screens.as('leader-1', { at, lang, width });
    await page.locator('tbody tr').first().waitFor();
    await page.waitForLoadState('networkidle');
    if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${at.replaceAll(/[^\w-]+/g, '_')}-${lang}-${width}.png`), fullPage: true });
    expect(await findings(page)).toEqual([]);
    expect(await sideways(page)).toEqual([]);
    if (lang === 'en') expect(await chineseWords(page, data)).toEqual([]);
  });

  it.each(['error', 'offline'] as const)('says what is the matter: %s', async (how) => {
    const page = await screens.as('leader-1', { at: '/inbox/settings' });
    if (how === 'error') await page.route('**/api/assessment/figures*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable"}' }));
    await page.goto(`${h.url}/board/figures?${NOVEMBER}`);
    if (how === 'error') await page.getByRole('button', { name: '重试' }).waitFor();
    else { await ready(page); await page.context().setOffline(true); await page.getByText(/离线/).first().waitFor(); await ready(page); }
    expect(await findings(page)).toEqual([]);
  });
});
