import { Database } from '#platform';
import { startServer, type RunningServer } from '#server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import sharp from 'sharp';
import { CELLS, DEMO_PASSWORD, freePort, photo, placeIn, startHarness, until, type Harness } from '../harness/index.js';
import { browserPath, FLAGS } from '#chromium';
import { inBrowser } from './browser.js';
import { flakyLink, type Fate, type FlakyLink } from './flaky-link.js';

const REPORTS = 50;

/** One phone: what it keeps outlives its browser. */
class Phone {
  context!: BrowserContext;
  page!: Page;
  readonly faults: string[] = [];
  private constructor(private readonly folder: string, private readonly url: string) {}

  static async buy(url: string): Promise<Phone> {
    const phone = new Phone(mkdtempSync(join(tmpdir(), 'grid-phone-')), url);
    await phone.start();
    return phone;
  }
  async start(): Promise<void> {
    const { lon, lat } = placeIn(CELLS[0]);
    this.context = await chromium.launchPersistentContext(this.folder, {
      executablePath: browserPath() ?? '', args: FLAGS, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
      permissions: ['geolocation'], geolocation: { longitude: lon, latitude: lat, accuracy: 9 },
    });
    await this.tab();
  }
  /** A new tab, which is the one that is looked at from now on; answers the one before. */
  async tab(): Promise<Page> {
    const before = this.page;
    this.page = await this.context.newPage();
    this.page.on('pageerror', (error) => this.faults.push(error.stack ?? error.message));
    return before;
  }
  /** From the next page on as over plain HTTP in a county's network, where browsers keep some things back. */
  async plain(): Promise<void> { await this.context.addInitScript(`delete Navigator.prototype.locks; Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })`); }
  async go(path: string): Promise<void> { await this.page.goto(this.url + path); }
  async signIn(): Promise<void> {
    await this.go('/field');
    await this.page.waitForURL(/\/signin\?to=/);
    await this.page.locator('#account').fill('gm-101');
    await this.page.locator('#password').fill(DEMO_PASSWORD);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL(/\/field$/);
    await this.home();
  }
  /** The first page is there and can be used. */
  async home(): Promise<void> { await this.page.getByRole('button', { name: /^上报/ }).waitFor(); }
  async offline(off: boolean): Promise<void> { await this.context.setOffline(off); }
  async stand(at: { lon: number; lat: number }): Promise<void> { await this.context.setGeolocation({ longitude: at.lon, latitude: at.lat, accuracy: 9 }); }
  /** The tab dies as when the phone needs its memory: nothing runs any more in it, not even what says goodbye. */
  async crash(): Promise<void> {
    const dead = this.page;
    await Promise.all([dead.waitForEvent('crash'), dead.goto('chrome://crash').catch(() => undefined)]);
    await this.tab();
    await dead.close();
  }
  /** Everything of the browser ends. */
  async off(): Promise<void> { await this.context.close(); }
  async throwAway(): Promise<void> { await this.off().catch(() => undefined); rmSync(this.folder, { recursive: true, force: true }); }

  /** How many reports wait, as the database of the phone has them. */
  async kept(store: 'outbox' | 'drafts' | 'photos' | 'receipts'): Promise<number> {
    return this.page.evaluate<number>(`new Promise((done, fail) => { indexedDB.databases().then(([{ name }]) => { const open = indexedDB.open(name); open.onerror = fail; open.onsuccess = () => {
      const ask = open.result.transaction('${store}').objectStore('${store}').count(); ask.onsuccess = () => { open.result.close(); done(ask.result); }; }; }); })`);
  }
  async shoot(button: ReturnType<Page['getByRole']>, picture: Buffer): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), button.click()]);
    await chooser.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: picture });
    await this.page.getByRole('button', { name: /^照片 1/ }).first().waitFor();
  }
  /** Reports until so many wait, one after the other as on a round, each in another place. */
  async report(upTo: number, pictures: readonly Buffer[]): Promise<void> {
    for (let n = await this.kept('outbox'); n < upTo; n++) {
      await this.stand(placeIn(CELLS[n % CELLS.length], 0, 12 * Math.floor(n / CELLS.length)));
      const again = this.page.getByRole('button', { name: '再报一件' });
      const opens = (await again.count()) > 0 ? again : this.page.getByRole('button', { name: /^上报/ });
      await this.shoot(opens, pictures[n] as Buffer);
      await this.page.locator('.tile').nth(n % 8).click();
      await this.page.locator('.send').click();
      await this.page.getByText('已保存', { exact: false }).first().waitFor();
    }
  }
}

/** A picture as heavy as a camera's: scaled on the phone, and still in several pieces on its way. */
async function heavy(seed: number): Promise<Buffer> {
  const width = 1900, height = 1400, raw = Buffer.alloc(width * height * 3);
  for (let i = 0, x = seed; i < raw.length; i++) { if (i % 7 === 0) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0; raw[i] = x >>> 24; }
  return sharp(raw, { raw: { width, height, channels: 3 } }).jpeg({ quality: 80 }).toBuffer();
}

inBrowser('a day without a network', () => {
  let h: Harness, second: RunningServer | null = null;
  let link: FlakyLink, phone: Phone, pictures: Buffer[], port: number;
  /** What the weak link does; each report and each picture meets its fate once. */
  let weak = false;
  const seen = new Map<string, number>();
  function judge(method: string, path: string, head: string): Fate {
    if (!weak || (method !== 'POST' && method !== 'PUT')) return 'pass';
    const what = method === 'POST' ? /idempotency-key: (\S+)/i.exec(head)?.[1] ?? path : path;
    const first = !seen.has(what);
    seen.set(what, (seen.get(what) ?? 0) + 1);
    const n = seen.size;
    return !first ? 'pass' : n % 6 === 0 ? 'cut-before' : n % 4 === 0 ? 'cut-after' : 'pass';
  }

  beforeAll(async () => {
    port = await freePort();
    h = await startHarness({ backend: 'postgres', env: { PORT: String(port) } });
    link = await flakyLink(port, judge);
    pictures = await Promise.all(Array.from({ length: REPORTS }, (_, n) => (n % 10 === 0 ? heavy(n + 1) : photo())));
    phone = await Phone.buy(link.url);
  });
  afterAll(async () => { await phone?.throwAway(); await link?.stop(); await second?.stop(); await h?.stop(); });

  const cases = async (of: RunningServer | null = null): Promise<number> => Number((await (of ?? h.server).get(Database).query<{ n: string }>('select count(*) as n from cases'))[0]?.n);

  it('is fifty cases in the evening: none lost, none twice, every picture there, though the tab died, the browser ended, the server restarted and connections broke after the server had done its work', async () => {
    await phone.signIn();
    // From here on the phone can be opened without a network.
    await until(() => phone.page.evaluate<boolean>('navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)'));

    await phone.offline(true);
    await phone.page.reload();
    await phone.home();
    await phone.page.getByText('离线').first().waitFor();
    await phone.report(20, pictures);
    await phone.crash();
    await phone.go('/field');
    await phone.home();
    expect(await phone.kept('outbox')).toBe(20);
    await phone.report(38, pictures);

    await phone.off();
    await phone.start();
    await phone.offline(true);
    await phone.go('/field');
    await phone.home();
    expect(await phone.kept('outbox')).toBe(38);
    await phone.report(REPORTS, pictures);
    expect([await phone.kept('outbox'), await phone.kept('drafts'), await cases()]).toEqual([REPORTS, 0, 0]);

    weak = true;
    await phone.offline(false);
    await until(async () => (await phone.kept('receipts')) >= 12);
    await phone.offline(true);
    await phone.offline(false);
    await until(async () => (await phone.kept('receipts')) >= 20);
    await phone.crash();
    await phone.go('/field');
    await until(async () => (await phone.kept('receipts')) >= 30);
    // The server goes, and comes back on the same data.
    await h.server.stop();
    second = await startServer({ env: { ...h.env, PORT: String(port) }, clock: h.clock, quiet: true });
    await phone.page.evaluate(`dispatchEvent(new Event('online'))`);
    await until(async () => (await phone.kept('outbox')) === 0);

    expect(link.met['cut-after']).toBeGreaterThanOrEqual(8);
    expect(link.met['cut-before']).toBeGreaterThanOrEqual(6);
    const client = (await h.as('disp-1')).at(second.url);
    const { items, total } = await client.want('cases', { query: { limit: 200, count: 'exact' } });
    expect([items.length, total, await phone.kept('receipts')]).toEqual([REPORTS, REPORTS, REPORTS]);
    const shown = items.flatMap((row) => row.photos);
    expect([shown.length, new Set(shown).size]).toEqual([REPORTS, REPORTS]);
    for (const row of items) expect(row.place).not.toBeNull();
    const served = await Promise.all(shown.map(async (hash) => (await client.fetch(`/api/photos/${hash}?size=thumb`)).status));
    expect(served.filter((status) => status !== 200)).toEqual([]);
    // Nothing half-sent is left behind on the server.
    expect((await second.get(Database).query<{ n: string }>('select count(*) as n from attachment_upload'))[0]?.n).toBe('0');
    expect(phone.faults).toEqual([]);
  }, 240_000);

  it('loses nothing that was kept when the phone is full, and says so', async () => {
    await phone.go('/field');
    await phone.home();
    await phone.shoot(phone.page.getByRole('button', { name: /^上报/ }), await photo());
    // Chromium does not hold IndexedDB to the quota that its tools can set: the store is made to answer as a full one does.
    await phone.page.evaluate(`(() => { const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (value, ...key) { if (this.name === 'photos') throw new DOMException('full', 'QuotaExceededError'); return put.call(this, value, ...key); }; })()`);
    const [chooser] = await Promise.all([phone.page.waitForEvent('filechooser'), phone.page.locator('#photos').click()]);
    await chooser.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await heavy(77) });
    await phone.page.getByRole('alert').getByText(/空间/).waitFor();
    await phone.page.reload();
    await phone.page.getByRole('button', { name: /^照片 1/ }).first().waitFor();
    expect(await phone.page.getByRole('button', { name: /^照片 2/ }).count()).toBe(0);
    await phone.page.locator('.tile').first().click();
    await phone.page.locator('.send').click();
    await phone.page.getByRole('button', { name: '完成' }).click();
    await until(async () => (await phone.kept('outbox')) === 0);
    expect(await cases(second)).toBe(REPORTS + 1);
  });

  it('sends once from two tabs at the same time, in a browser on plain HTTP that has neither locks nor hashes', async () => {
    await phone.plain();
    await phone.offline(true);
    await phone.go('/field');
    await phone.home();
    expect(await phone.page.evaluate(`[navigator.locks, crypto.subtle].every((x) => x === undefined)`)).toBe(true);
    await phone.report(4, await Promise.all([1, 2, 3, 4].map(() => photo())));
    const other = await phone.tab();
    await phone.go('/field');
    await phone.home();
    await phone.offline(false);
    await until(async () => (await phone.kept('outbox')) === 0);
    await other.close();
    expect([await cases(second), await phone.kept('receipts')]).toEqual([REPORTS + 5, REPORTS + 5]);
    expect(phone.faults).toEqual([]);
  });
});
