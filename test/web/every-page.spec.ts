import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startHarness, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways } from './browser.js';
import { PAGES, type Look } from './pages.js';
import { shot } from './shots.js';

/** What the county has written into its rules, in its own language. */
const written = (): string[] => ['duty', 'calendar', 'ladder'].flatMap((kind) => texts(JSON.parse(readFileSync(join(import.meta.dirname, '../../rulebook', `${kind}.json`), 'utf8'))));
const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : []);

inBrowser('every page, in both languages, on the widths it is made for', () => {
  let h: Harness;
  let screens: Screens;
  let data: string[];
  let values: Readonly<Record<string, string>>;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    screens = await Screens.open(h.url);
    const open = await h.reported({ text: 'rubbish by the road' });
    await h.reported({ classId: null, conditionId: null, text: 'something smells' });
    const handler = await h.as('h-san-1');
    await handler.does(open, { type: 'accept', assignee: 'h-san-1' as never });
    await handler.does(open, { type: 'request', kind: 'return', reason: 'not ours' });
    await h.advance('20m');
    const people = await (await h.as('op-1')).want('people');
    data = [...people.flatMap((p) => [p.name, [...p.name].at(-1) ?? '']), ...(await (await h.as('op-1')).want('devices')).map((d) => d.name)];
    values = { case: open };
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); });

  const looks = PAGES.flatMap((page) => page.looks.map((look) => ({ ...page, ...look, name: `${page.at} for ${page.who ?? 'anybody'}, ${look.lang}, ${look.width} px` })));
  it.each(looks)('$name', async ({ who, at, lang, width }) => {
    const page = await opened(who, at, { lang, width });
    expect(await findings(page)).toEqual([]);
    expect(await sideways(page)).toEqual([]);
    if (lang === 'en') expect(await chineseWords(page, at.startsWith('/book/') ? [...data, ...written()] : data)).toEqual([]);
    await shot(page, `${at}-${who ?? 'anybody'}-${lang}-${width}`);
    expect(await screens.clear()).toEqual([]);
  });

  /** The page as it stands when nothing is on its way any more. */
  async function opened(who: string | null, at: string, look: Look): Promise<Page> {
    const path = at.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
    const page = who === null ? await screens.visit({ ...look, at: path }) : await screens.as(who, { ...look, at: path });
    await page.waitForLoadState('networkidle');
    await page.locator('.skeleton:visible').first().waitFor({ state: 'detached' });
    return page;
  }
});
