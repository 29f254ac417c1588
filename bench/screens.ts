import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { browserPath } from '#chromium';
import { browser, ThreadTime } from './browser.js';
import { copied, counted, dispatched } from './copies.js';
import { connected, PASSWORD, session } from './dispatcher.js';
import { postgres, server, undone, type Undo } from './services.js';
import { quantile } from './statistics.js';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 10_000);
const SCREENS = Number(process.env['BENCH_SCREENS'] ?? 200);
const CHANGES = Number(process.env['BENCH_CHANGES'] ?? 100);
const KEYS = 60;
/** A quick hand: milliseconds from what one has seen to the next key. */
const PACE = 250;

/**
 * What a dispatcher feels: a queue of 10,000 open cases scrolled and walked by keyboard, and how long after somebody else's command a change stands painted
 * on a screen while 200 are connected. Server, screens and browser share this machine.
 */
export async function screens(print: (line: string) => void): Promise<void> {
  if (browserPath() === null) { print('not measured: there is no Chromium on the PATH (CHROMIUM names one)'); return; }
  print(`settings ${ROWS.toLocaleString('en')} open cases, ${SCREENS} connected screens, ${CHANGES} commands one after the other; headless Chromium without a GPU, 1440 × 900; server and browser share this machine`);
  await undone(async (undo) => {
    const url = await county(undo);
    const page = await signedIn(undo, url);
    const time = await ThreadTime.of(page);
    for (const line of [await opening(page, url), await scrolling(page, time), await walking(page), await changing(undo, page, url)]) print(line);
  });
}

/** A server of its own with the cases in it. */
async function county(undo: Undo): Promise<string> {
  const env = { DATABASE_URL: await postgres(undo), GRID_DEMO_PASSWORD: PASSWORD };
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
  pool.on('error', () => undefined);
  undo.push(() => pool.end());
  const first = await server(undo, env);
  const pattern = await dispatched(first.url, pool, 'screens');
  await first.stop();
  await copied(pool, pattern, ROWS);
  const { url } = await server(undo, env);
  await counted(pool);
  return url;
}

async function signedIn(undo: Undo, url: string): Promise<Page> {
  const context = await (await browser(undo)).newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(`${url}/signin?to=${encodeURIComponent('/desk?open=true')}`);
  await page.locator('#account').fill('sup-1');
  await page.locator('#password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('[role=gridcell]').first().waitFor();
  return page;
}

/** Main-thread time until the list stands, each time in a page of its own, whose thread has done nothing else; the least of three. */
async function opening(page: Page, url: string): Promise<string> {
  const took: number[] = [];
  for (let i = 0; i < 3; i++) {
    const fresh = await page.context().newPage();
    const time = await ThreadTime.of(fresh);
    await fresh.goto(`${url}/desk?open=true`);
    await fresh.locator('[role=gridcell]').first().waitFor();
    await fresh.waitForLoadState('networkidle');
    took.push(await time.seconds());
    await fresh.close();
  }
  return `open      ${ms(Math.min(...took) * 1000)} of the main thread from address to list`;
}

/** Frames while the wheel turns from the top to the end and back. */
async function scrolling(page: Page, time: ThreadTime): Promise<string> {
  const box = await page.locator('#queue').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
  await page.evaluate(`window.__frames = []; window.__on = true; (function f(t) { window.__frames.push(t); if (window.__on) requestAnimationFrame(f); })(performance.now())`);
  const before = await time.seconds();
  for (let i = 0; i < 240; i++) { await page.mouse.wheel(0, i < 160 ? 900 : -900); await sleep(16); }
  await sleep(300);
  const worked = (await time.seconds()) - before;
  const frames = await page.evaluate<number[]>('window.__on = false, window.__frames');
  const gaps = frames.slice(1).map((t, i) => t - (frames[i] ?? t));
  const reached = await page.evaluate<number>(`Math.round(document.querySelector('#queue').scrollHeight / 40)`);
  return `scroll    ${(1000 / (gaps.reduce((a, b) => a + b, 0) / gaps.length)).toFixed(0)} frames/s, frame p99 ${ms(quantile(gaps, 0.99))}, ${(worked * 1000 / gaps.length).toFixed(1)} ms of the main thread a frame; room for ${reached.toLocaleString('en')} rows`;
}

/** From a key to the paint that shows it: the next row, and the next case with its panel. */
async function walking(page: Page): Promise<string> {
  await page.locator('#queue').focus();
  await page.keyboard.press('Home');
  await page.evaluate(`addEventListener('keydown', () => { const from = performance.now(), was = window.__shown();
    (function look() { requestAnimationFrame(() => { if (window.__shown() !== was) { const c = new MessageChannel(); c.port1.onmessage = () => window.__painted(performance.now() - from); c.port2.postMessage(0); } else if (performance.now() - from < 3000) look(); else window.__painted(NaN); }); })(); }, true)`);
  const walk = async (shown: string, key: string, times: number, pause = 0): Promise<number[]> => {
    const took: number[] = [];
    await page.evaluate(`window.__shown = () => ${shown}`);
    for (let i = 0; i < times; i++) {
      const painted = page.evaluate<number>('new Promise((told) => { window.__painted = told; })');
      await page.keyboard.press(key);
      took.push(await painted);
      await sleep(pause);
    }
    return took;
  };
  const row = `document.querySelector('#queue').getAttribute('aria-activedescendant')`, number = `document.querySelector('aside.panel .number')?.textContent`;
  const rows = await walk(row, 'j', KEYS), [first = NaN] = await walk(number, 'Enter', 1), slowly = await walk(number, 'j', KEYS, PACE), cases = await walk(number, 'j', KEYS);
  await page.keyboard.press('Escape');
  const said = (of: readonly number[]): string => `p50 ${ms(quantile(of, 0.5))}, p90 ${ms(quantile(of, 0.9))}, p99 ${ms(quantile(of, 0.99))}`;
  return `key       next row painted ${said(rows)}; the next case beside it ${said(slowly)} at a key every ${PACE} ms, ${said(cases)} at a key as soon as the last is painted; the first case opened in ${ms(first)}`;
}

/** From the moment a command is sent to the paint on another screen: more than from its commit, never less. */
async function changing(undo: Undo, page: Page, url: string): Promise<string> {
  const headers = await session(url, 'sup-1');
  const sockets = await Promise.all(Array.from({ length: SCREENS }, () => connected(url, headers.Cookie)));
  undo.push(() => Promise.resolve(sockets.forEach((s) => s.disconnect())));
  let pushed = 0;
  for (const socket of sockets) socket.on('changes', ({ items }: { items: readonly unknown[] }) => { pushed += items.length; });
  await page.locator('#queue').focus();
  await page.keyboard.press('Home');
  await page.evaluate(`window.__seen = {}; new MutationObserver(() => { for (const row of document.querySelectorAll('[role=row][id^=case-]')) { const id = row.id.slice(5); if (!window.__seen[id] && row.textContent.includes('处置中')) { window.__seen[id] = -1; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { window.__seen[id] = Date.now(); }; c.port2.postMessage(0); }); } } }).observe(document.querySelector('#queue'), { subtree: true, childList: true, characterData: true })`);
  const rows = async (): Promise<string[]> => page.evaluate<string[]>(`[...document.querySelectorAll('[role=row][id^=case-]')].filter((r) => r.textContent.includes('待签收')).map((r) => r.id.slice(5))`);
  const sent = new Map<string, number>();
  let lead: { readonly headers: Record<string, string>; readonly assignee: string } | null = null;
  while (sent.size < CHANGES) {
    const here = (await rows()).filter((id) => !sent.has(id)).slice(0, 12);
    if (here.length === 0) break;
    for (const id of here) {
      lead ??= await leadOf(url, headers, id);
      sent.set(id, Date.now());
      const answer = await fetch(`${url}/api/cases/${id}/commands`, { method: 'POST', headers: { ...lead.headers, 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${id}` }, body: JSON.stringify({ type: 'accept', assignee: lead.assignee }) });
      if (!answer.ok) throw new Error(`accept was refused: ${await answer.text()}`);
      await until(page, `window.__seen['${id}'] > 0`);
    }
    for (let i = 0; i < here.length; i++) await page.keyboard.press('ArrowDown');
    await sleep(200);
  }
  const seen = await page.evaluate<Record<string, number>>('window.__seen');
  const late = [...sent].map(([id, at]) => (seen[id] ?? NaN) - at);
  await sleep(1000);
  return `change    sent → painted p50 ${ms(quantile(late, 0.5))}, p99 ${ms(quantile(late, 0.99))} over ${late.length} changes; ${pushed.toLocaleString('en')} of ${(late.length * SCREENS).toLocaleString('en')} told to the other screens`;
}

/** Somebody who may sign for the case, and whom to give it to. */
async function leadOf(url: string, headers: Record<string, string>, id: string): Promise<{ headers: Record<string, string>; assignee: string }> {
  const { department } = (await (await fetch(`${url}/api/cases/${id}`, { headers })).json()) as { department: string };
  const people = (await (await fetch(`${url}/api/people?department=${department}`, { headers })).json()) as { id: string; role: string }[];
  const lead = people.find((p) => p.role === 'department-lead'), handler = people.find((p) => p.role === 'handler');
  if (!lead || !handler) throw new Error(`${department} has nobody to sign`);
  return { headers: await session(url, lead.id), assignee: handler.id };
}

/** Waits until it is true in the page, ten seconds at most: what never came is missing in the figures' count. */
async function until(page: Page, holds: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end && !(await page.evaluate<boolean>(holds)); ) await sleep(5);
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
