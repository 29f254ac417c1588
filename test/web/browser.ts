import { browserPath, FLAGS } from '#chromium';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CELL, DEMO_PASSWORD, placeIn } from '../harness/index.js';

/** The built web app. */
export const WEB = join(import.meta.dirname, '..', '..', 'dist', 'web');
const path = browserPath();
if (path === null) console.error('未找到 Chromium,网页测试未运行 · Chromium not found (set CHROMIUM): web tests are skipped');
/** `describe`, where there is a browser to describe anything with. */
export const inBrowser = path === null ? describe.skip : describe;

export interface Visit {
  readonly lang?: 'zh' | 'en';
  /** Below 700 pixels it is a phone with a touch screen. */
  readonly width?: number;
  readonly at?: string;
  /** Where the device says it is. */
  readonly place?: { readonly lon: number; readonly lat: number };
}

/** People in front of screens. Whatever a page throws, or the content policy blocks, fails the test that closes it. */
export class Screens {
  private readonly contexts: BrowserContext[] = [];
  readonly faults: string[] = [];

  private constructor(private readonly browser: Browser, readonly url: string) {}

  static async open(url: string, wish: Parameters<typeof browserPath>[0] = {}): Promise<Screens> {
    if (!existsSync(join(WEB, 'index.html'))) throw new Error('the web app is not built: npm run build:web');
    return new Screens(await chromium.launch({ executablePath: browserPath(wish) ?? '', args: FLAGS }), url);
  }

  /** A fresh browser profile on the given page; nobody is signed in. */
  async visit({ at = '/signin', ...who }: Visit = {}): Promise<Page> {
    const page = await this.sat(who);
    await page.goto(`${this.url}${at}${at.includes('?') ? '&' : '?'}lang=${who.lang ?? 'zh'}`);
    return page;
  }

  /** Signed in and on the page where a person's own work is, or on `at`. The form of signing in has tests of its own: here the session is brought along. */
  async as(account: string, { at = '/desk', ...who }: Visit = {}): Promise<Page> {
    const page = await this.sat(who);
    await page.context().addCookies([{ ...(await this.session(account)), domain: new URL(this.url).hostname, path: '/' }]);
    await page.addInitScript(`try { localStorage.getItem('grid.lang') ?? localStorage.setItem('grid.lang', '${who.lang ?? 'zh'}'); } catch { }`);
    await page.goto(this.url + at);
    await page.locator('#content').waitFor();
    return page;
  }

  /** In front of an empty page. */
  private async sat({ width = 1280, place = placeIn(CELL) }: Visit): Promise<Page> {
    const phone = width < 700;
    const context = await this.browser.newContext({
      viewport: { width, height: phone ? 844 : 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: phone, isMobile: phone, reducedMotion: 'reduce',
      permissions: ['geolocation', 'clipboard-write'], geolocation: { longitude: place.lon, latitude: place.lat, accuracy: 9 },
    });
    // Keeps a failed test from hanging, like the limit of `until`: nothing is timed, and a busy machine may take its time.
    context.setDefaultTimeout(120_000);
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) this.faults.push(`${page.url()}: ${message.text()}`); });
    return page;
  }

  /** A session of its own for each page: what ends one ends no other. */
  private async session(account: string): Promise<{ name: string; value: string }> {
    const answer = await fetch(`${this.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account, password: DEMO_PASSWORD }) });
    const [, name = '', value = ''] = answer.headers.getSetCookie().map((set) => /^([^=]+)=([^;]+)/.exec(set)).find((found) => found !== null) ?? [];
    if (!answer.ok || name === '') throw new Error(`${account} cannot sign in: ${answer.status} ${await answer.text()}`);
    return { name, value };
  }

  /** Closes what was opened since the last time; the faults of those pages are answered and forgotten. */
  async clear(): Promise<string[]> {
    for (const context of this.contexts.splice(0)) await context.close();
    return this.faults.splice(0);
  }
  async close(): Promise<void> { await this.browser.close(); }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface AxeAnswer { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[] }

/** What axe-core finds against WCAG 2.0 to 2.2, A and AA, on the page as it stands: one line a finding, none when all is well. */
export async function findings(page: Page): Promise<string[]> {
  // A button that was just pressed is on its way from one colour to another: what is looked at is where it comes to rest.
  await page.evaluate(`Promise.all(document.getAnimations().filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime)).map((a) => a.finished.catch(() => undefined)))`);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeAnswer>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} — ${(n.failureSummary ?? '').replaceAll(/\s+/g, ' ').slice(0, 200)}`));
}

/** Chinese words a person can see or hear, without what people have written: names, descriptions, and the switch to Chinese itself. */
export async function chineseWords(page: Page, data: readonly string[]): Promise<string[]> {
  const seen = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')].filter((e) => !e.closest('[lang="zh"]') && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(e.tagName)).flatMap((e) => [
    ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent), ...['aria-label', 'title', 'placeholder', 'alt'].map((a) => e.getAttribute(a) ?? '')]).map((s) => s.trim()).filter((s) => /[\\u3400-\\u9fff]/.test(s))`);
  // The longest first: a name must not lose a character to a shorter one.
  const known = [...data].sort((a, b) => b.length - a.length);
  return [...new Set(seen)].filter((text) => known.reduce((rest, word) => rest.replaceAll(word, ''), text).match(/[\u3400-\u9fff]/) !== null);
}

/** What reaches beyond the right edge of the screen, whether the page scrolls sideways for it or hides it. What lies in a strip that scrolls by itself is meant to. */
export async function sideways(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const scrolls = (e) => { for (let up = e.parentElement; up; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowX) && up.clientWidth <= innerWidth) return true; return false; };
    return [...document.querySelectorAll('body *')].filter((e) => { const box = e.getBoundingClientRect(); return box.width > 0 && box.right > innerWidth + 1 && e.checkVisibility() && getComputedStyle(e).position !== 'fixed' && !e.closest('.unseen, svg, .ol-viewport, [aria-hidden=true]') && !scrolls(e); }).slice(0, 5).map((e) => e.outerHTML.slice(0, 160));
  })()`);
}
