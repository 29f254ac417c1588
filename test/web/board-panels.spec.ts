import { Listening, Registry } from '#sensing';
import type { Locator, Page } from 'playwright-core';
import { CELLS, placeIn, Play, startHarness, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';
import { NOVEMBER, november, SAN } from './november.js';

/** Rules that the county has, devices for them, and what they send when something is wrong. */
const KINDS = { cover: { kind: 'manhole-tilt', metric: 'tilt', unit: 'deg', wrong: 20, rule: 'manhole-tilt' }, gas: { kind: 'gas', metric: 'lel', unit: '%LEL', wrong: 12, rule: 'gas-leak' } } as const;

inBrowser('the panels below the first numbers', () => {
  let h: Harness, screens: Screens, play: Play, data: string[];
  const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

  /** An alarm of its own, and the case that it became. */
  async function alarmed(what: keyof typeof KINDS, cell: string): Promise<string> {
    const { kind, metric, unit, wrong } = KINDS[what], id = `${what}-${cell.slice(-6)}`, operator = await h.as('op-1');
    await operator.want('addDevice', { body: { id, name: id, kind, metric, unit, place: { ...placeIn(cell), crs: 'wgs84' } }, headers: key() });
    const { token } = await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
    for (let i = 0; i < 3; i++) {
      h.clock.advance(60_000);
      const sent = await fetch(`${h.url}/ingest/senml`, { method: 'POST', headers: { 'content-type': 'application/senml+json', authorization: `Bearer ${token}` }, body: JSON.stringify([{ n: `${id}/${metric}`, u: unit, v: wrong, t: h.clock.now() / 1000 }]) });
      expect(sent.status).toBe(202);
      await h.server.get(Listening).settle();
      await h.quiesce();
    }
    const [alarm] = (await (await h.as('disp-1')).want('alarms', { query: { device: id } })).items;
    if (alarm?.case == null) throw new Error(`${id} has no case`);
    return alarm.case.id;
  }
  async function voided(id: string): Promise<void> {
    await play.does('sup-1', id, { type: 'propose', kind: 'voided', reason: '误报' });
    await play.does('leader-1', id, { type: 'approve' });
  }
  /** It was so: somebody put it right. */
  async function righted(id: string): Promise<void> {
    if ((await play.view(id)).stage === 'dispatch') await play.does('disp-1', id, { type: 'dispatch', department: 'UM' });
    await play.accepted(id, 'h-um-1');
    await play.resolved(id, 'h-um-1');
    await play.verified(id);
    if ((await play.view(id)).stage === 'closure') await play.does('sup-1', id, { type: 'close' });
  }
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    play = new Play(h);
    data = await november(h, play);
    // Six covers, of which two were false alarms; one leak, which is too few for a rate.
    for (const [i, cell] of CELLS.slice(1, 7).entries()) await (i < 2 ? voided : righted)(await alarmed('cover', cell));
    await righted(await alarmed('gas', CELLS[8] ?? ''));
  }, 240_000);
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const panel = (page: Page, name: string): Locator => page.locator(`.board-panel[aria-label="${name}"]`);
  interface Linked { readonly href: string; readonly n: number }
  /** Every number of a panel that opens its cases. */
  const linked = async (of: Locator): Promise<Linked[]> => of.locator('td a').evaluateAll((all) => all.map((a) => ({ href: (a as unknown as { href: string }).href, n: Number((a.firstChild?.textContent ?? '').replaceAll(',', '')) })));
  async function asLongAsTheirLists(of: Locator, who: string): Promise<Linked[]> {
    const links = await linked(of), reader = await h.as(who);
    for (const { href, n } of links) expect([href, (await reader.want('cases', { query: { ...Object.fromEntries(new URL(href).searchParams), count: 'exact', limit: 1 } as never })).total]).toEqual([href, n]);
    return links;
  }

  it('say how much each department did on time, month by month, with no rate of too few', async () => {
    const page = await screens.as('leader-1', { at: '/board' }), months = panel(page, '部门逐月按期处置率');
    await months.locator('tbody tr').first().waitFor();
    expect(await months.locator('thead th').allInnerTexts()).toEqual(['责任部门', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12']);
    const figures = await (await h.as('leader-1')).want('assessmentFigures', { query: { from: '2026-11-01', to: '2026-11-30', by: 'department', only: 'counts' } });
    const faces: Record<string, string> = {};
    for (const { unit, counts } of figures.rows) {
      const due = counts['handle-due'] ?? 0, face = months.locator(`[data-department="${unit}"] td`).nth(4).locator('.face');
      if (due > 0) faces[unit ?? ''] = await face.innerText();
      if (due > 0) expect([unit, faces[unit ?? '']]).toEqual([unit, due < 5 ? '—' : expect.stringMatching(new RegExp(`^${(Math.floor(((counts['handled-on-time'] ?? 0) / due) * 1000) / 10).toString().split('.')[0]}(\\.\\d)?%$`))]);
    }
    expect(Object.values(faces)).toEqual(expect.arrayContaining(['—', expect.stringContaining('%')]));
    expect((await asLongAsTheirLists(months, 'leader-1')).length).toBeGreaterThan(6);
    // All together in the last line, and a filter narrows both.
    const due = (of: number) => months.locator(`tfoot td:nth-of-type(${of}) .made > :last-child`).evaluate((a) => Number(a.firstChild?.textContent ?? ''));
    expect(await due(5)).toBe(figures.totals[0]?.counts['handle-due']);
    await page.goto(`${h.url}/board?department=SAN&${NOVEMBER}`);
    await months.locator('tbody tr').first().waitFor();
    expect(await months.locator('tbody th').allInnerTexts()).toEqual([SAN]);
    expect((await asLongAsTheirLists(months, 'leader-1')).every(({ href }) => href.includes('for=SAN'))).toBe(true);
  });

  it('stand below tiles that say what the county wants of a year, and in a word whether the period is up to it', async () => {
    const page = await screens.as('leader-1', { at: `/board?${NOVEMBER}` }), tile = (name: string): Locator => page.locator(`article[aria-label="${name}"]`);
    await tile('按期处置率').locator('.target').waitFor();
    const said: Record<string, string> = {};
    for (const { indicator, now, target } of (await (await h.as('leader-1')).want('board', { query: { from: '2026-11-01', to: '2026-11-30' } })).tiles) {
      const shown = (await tile(indicator.name.zh).locator('.target').allInnerTexts()).join().replaceAll(/\s+/g, ' '), met = target !== null && now.of !== null && now.of >= indicator.minimum ? (indicator.better === 'less' ? now.count / now.of <= target / 100 : now.count / now.of >= target / 100) : null;
      said[indicator.id] = target === null ? '' : `年度目标 ${indicator.better === 'less' ? '≤' : '≥'} ${target}%${met === null ? '' : met ? ' ✓ 达标' : ' ✗ 未达标'}`;
      expect([indicator.id, shown]).toEqual([indicator.id, said[indicator.id]]);
    }
    expect(Object.values(said).some((text) => text.endsWith('✓ 达标')) && Object.values(said).some((text) => text.endsWith('未达标')) && Object.values(said).includes('')).toBe(true);
  });

  it('say what each sensor rule was worth, the least precise first, and what is too little to say', async () => {
    const page = await screens.as('leader-1', { at: '/board' }), rules = panel(page, '监测规则');
    await rules.locator('[data-rule]').first().waitFor();
    expect(await rules.locator('[data-rule]').evaluateAll((all) => all.map((tr) => tr.getAttribute('data-rule')))).toEqual(['manhole-tilt', 'gas-leak']);
    expect(await rules.locator('[data-rule] th').allInnerTexts()).toEqual(['井盖倾斜移位', '可燃气体泄漏']);
    const says = (rule: string) => rules.locator(`[data-rule="${rule}"] .rate`).allInnerTexts();
    expect(await says('manhole-tilt')).toEqual([expect.stringMatching(/^66\.7%$/), expect.stringMatching(/^33\.3%$/), '0%']);
    expect((await says('gas-leak')).slice(0, 2)).toEqual(['—', '—']);
    expect(await rules.locator('[data-rule="manhole-tilt"] td').first().innerText()).toMatch(/^6\b/);
    // Four were accepted, and a median needs five.
    expect(await rules.locator('[data-rule="manhole-tilt"] td').last().innerText()).toBe('—');
    expect((await asLongAsTheirLists(rules, 'leader-1')).length).toBe(5);
  });

  it('say how many were reported on each day of the period, each day and week as long as its list', async () => {
    const page = await screens.as('leader-1', { at: `/board?${NOVEMBER}` }), calendar = panel(page, '逐日上报');
    await calendar.locator('td a').first().waitFor();
    expect([await calendar.locator('tbody tr').count(), await calendar.locator('thead th').nth(1).innerText()]).toEqual([6, '周一']);
    expect((await asLongAsTheirLists(calendar, 'leader-1')).length).toBeGreaterThan(1);
    const { tiles } = await (await h.as('leader-1')).want('board', { query: { from: '2026-11-01', to: '2026-11-30' } });
    const weeks = await calendar.locator('tbody td:last-child a').evaluateAll((all) => all.map((a) => Number(a.firstChild?.textContent ?? '')));
    expect(weeks.reduce((n, x) => n + x, 0)).toBe(tiles.find((tile) => tile.indicator.id === 'reported')?.now.count);
  });

  it('say what each handler has in hand and how much of it is overdue, and open it', async () => {
    await play.accepted(await play.reported());
    const page = await screens.as('leader-1', { at: '/board' }), load = panel(page, '处置人员负荷'), line = load.locator('[data-handler="h-san-1"]');
    await line.waitFor();
    const links = await asLongAsTheirLists(load, 'leader-1');
    expect([links.length > 1, links.every(({ href }) => href.includes('assignee='))]).toEqual([true, true]);
    await load.getByRole('link', { name: /超期/ }).first().click();
    await page.waitForURL(/assignee=/);
    await page.locator('h1 ~ .total').waitFor();
  });

  it.each([['zh', 1280], ['en', 1280], ['zh', 390], ['en', 390]] as const)('have nothing for axe to find, nothing too wide and no Chinese left over (%s, %i px)', async (lang, width) => {
    const page = await screens.as('leader-1', { at: '/board', lang, width });
    await page.locator('[data-department]').first().waitFor();
    await page.locator('[data-rule]').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect({ axe: await findings(page), wide: await sideways(page), chinese: lang === 'en' ? await chineseWords(page, data) : [] }).toEqual({ axe: [], wide: [], chinese: [] });
  });
});
