import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Harness, Play } from '../harness/index.js';
import { amend } from '../harness/rule-book.js';
import { chineseWords, findings, sideways, type Screens } from './browser.js';

const SHOTS = process.env['GRID_SHOTS'];
if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
export const NOVEMBER = 'at=2026-11-20', LEAFLETS = { classId: 'E0202', conditionId: 'E0202-1' }, SAN = '环境卫生管理站';

/** November: SAN does much and has half of it done again, UM does little and does it well, MUN has one case. It is closed, and then a case of it is voided. Answers the names of people. */
export async function november(h: Harness, play: Play): Promise<string[]> {
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
  return people.flatMap((p) => [p.name, [...p.name].at(-1) ?? '']);
}

export const ready = (page: Page): Promise<void> => page.locator('[data-indicator]').first().waitFor();
export const face = (page: Page, unit: string, indicator: string): Promise<string> => page.getByRole('row', { name: new RegExp(`^${unit}`) }).locator(`[data-indicator="${indicator}"] .face`).innerText();
export interface Linked { readonly href: string; readonly part: string; readonly n: number }
/** Every count on the page that opens its list. */
export const linked = (page: Page): Promise<Linked[]> => page.evaluate<Linked[]>(`[...document.querySelectorAll('[data-indicator] a[data-part]')].map((a) => ({ href: a.getAttribute('href'), part: a.dataset.part, n: Number(a.firstChild.textContent.replaceAll(',', '')) }))`);

export const LOOKS = (['zh', 'en'] as const).flatMap((lang) => [1280, 390].map((width) => [lang, width] as const));
/** A page as it stands: nothing for axe to find, nothing wider than the screen, no Chinese left over in English; a picture of it for eyes that ask. */
export async function looked(screens: Screens, at: string, lang: 'zh' | 'en', width: number, data: readonly string[]): Promise<void> {
  const page = await screens.as('leader-1', { at, lang, width });
  await page.locator('tbody tr').first().waitFor();
  await page.waitForLoadState('networkidle');
  if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${at.replaceAll(/[^\w-]+/g, '_')}-${lang}-${width}.png`), fullPage: true });
  if (SHOTS !== undefined && width > 1000) await page.pdf({ path: join(SHOTS, `${at.replaceAll(/[^\w-]+/g, '_')}-${lang}.pdf`), preferCSSPageSize: true });
  const found = { axe: await findings(page), wide: await sideways(page), chinese: lang === 'en' ? await chineseWords(page, data) : [] };
  if (Object.values(found).some((list) => list.length > 0)) throw new Error(`${at}: ${JSON.stringify(found)}`);
}
