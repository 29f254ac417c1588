import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { CELLS, DEMO_PASSWORD, photo, placeIn, Play, startHarness, until, type Harness } from '../harness/index.js';
import { chineseWords, findings, inBrowser, Screens, sideways, type Visit } from './browser.js';

/** The keystroke-level model: how long a person takes. */
const TAP = 1.2, CAMERA = 4;

/** A thumb that is counted. */
class Thumb {
  taps = 0;
  constructor(readonly page: Page) {}
  async tap(target: Locator): Promise<void> { await target.tap(); this.taps++; }
  /** Opens the camera with one tap, takes the picture with another. */
  async shoot(target: Locator, buffer?: Buffer): Promise<void> {
    const [camera] = await Promise.all([this.page.waitForEvent('filechooser'), this.tap(target)]);
    await camera.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: buffer ?? (await photo()) });
    this.taps++;
  }
}
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

inBrowser('the phone of a grid member', () => {
  let h: Harness, play: Play, screens: Screens, folder: string;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    play = new Play(h);
    screens = await Screens.open(h.url);
    folder = mkdtempSync(join(tmpdir(), 'grid-field-'));
  });
  afterAll(async () => { await screens?.close(); await h?.stop(); rmSync(folder, { recursive: true, force: true }); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  const phone = (at = '/field', more: Visit = {}, who = 'gm-101'): Promise<Page> => screens.as(who, { width: 390, at, ...more });
  const newest = async () => (await (await h.as('disp-1')).want('cases', { query: { sort: 'newest', limit: 1 } })).items[0];

  it('reports in four taps, the camera’s among them, within twenty seconds of a person’s time', async () => {
    const page = await phone('/field', { place: placeIn(CELLS[3]) }), thumb = new Thumb(page);
    await thumb.shoot(button(page, /^上报/));
    await thumb.tap(button(page, '暴露垃圾'));
    await page.getByText(/茅阳社区004网格 · ±9\s米/).waitFor();
    await thumb.tap(button(page, '提交'));
    await page.getByText('已保存').waitFor();
    expect(thumb.taps).toBe(4);
    expect(thumb.taps * TAP + CAMERA).toBeLessThanOrEqual(20);
    await button(page, '完成').tap();
    await page.getByText('今日已上报 1 件').waitFor();
    await h.quiesce();
    const row = await newest();
    expect(row).toMatchObject({ classId: 'E0110', conditionId: 'E0110-1', cell: CELLS[3], source: 'grid-member' });
    expect(row?.photos).toHaveLength(1);
  });

  it('takes a report back as the draft it was, while it is still here', async () => {
    const page = await phone('/field', { place: placeIn(CELLS[4]) }), thumb = new Thumb(page), before = (await newest())?.id;
    await thumb.shoot(button(page, /^上报/));
    await page.getByLabel('补充说明').fill('写错了');
    await button(page, '提交').tap();
    await button(page, /^撤回/).tap();
    expect(await page.getByLabel('补充说明').inputValue()).toBe('写错了');
    expect((await newest())?.id).toBe(before);
    await page.getByRole('button', { name: '返回' }).tap();
    await page.getByRole('link', { name: '草稿 1' }).tap();
    await page.getByText('写错了').waitFor();
  });

  it('offers what is open near by, and “it is this one” makes no second case', async () => {
    const id = await play.reported({ position: { ...placeIn(CELLS[5]), accuracy: 8 } }, 'gm-101');
    const page = await phone('/field', { place: placeIn(CELLS[5], 6, 4) }), thumb = new Thumb(page);
    await thumb.shoot(button(page, /^上报/));
    await button(page, '暴露垃圾').tap();
    const near = page.getByRole('region', { name: '附近在办，是不是同一件？' });
    await near.getByText(/7\s米/).waitFor();
    await button(page, '就是这件').first().tap();
    await button(page, /^补充到 …/).tap();
    await button(page, '完成').tap();
    await until(async () => (await play.view(id)).reportList.length === 2);
    expect((await newest())?.id).toBe(id);
  });

  it('asks for nothing by force but the photo, and places nothing when the position is denied', async () => {
    const page = await phone('/field', { place: placeIn(CELLS[6]) });
    await page.context().clearPermissions();
    await page.reload();
    const [camera] = await Promise.all([page.waitForEvent('filechooser'), button(page, /^上报/).tap()]);
    // The camera gives nothing back: it says how to go on.
    await camera.element().dispatchEvent('cancel');
    await page.getByRole('dialog', { name: '没有拍到照片' }).getByRole('button', { name: '先填写，稍后补拍' }).tap();
    await page.getByText(/未允许定位/).waitFor();
    await button(page, '提交').tap();
    await page.getByRole('alert').getByText('请先拍一张照片').waitFor();
    await page.getByLabel('补充说明').fill('没有定位也要报');
    // A broken picture, and one of more than 50 MB: both are refused in words, what was typed stays.
    const huge = join(folder, 'huge.jpg'), broken = join(folder, 'broken.jpg');
    writeFileSync(huge, 'x'); truncateSync(huge, 54_000_000); writeFileSync(broken, 'no picture');
    for (const [file, said] of [[huge, /照片超过 50 MB/], [broken, /照片已损坏/]] as const) {
      const [again] = await Promise.all([page.waitForEvent('filechooser'), button(page, '拍照').tap()]);
      await again.setFiles(file);
      await page.getByRole('alert').getByText(said).waitFor();
    }
    expect(await findings(page)).toEqual([]);
    await new Thumb(page).shoot(button(page, '拍照'));
    await page.getByRole('button', { name: /^照片 1/ }).waitFor();
    await button(page, '提交').tap();
    await button(page, '完成').tap();
    await until(async () => (await newest())?.text === '没有定位也要报');
    expect(await newest()).toMatchObject({ place: null, cell: null, classId: null });
  });

  it('puts a small thing right on the spot, with photos from before and after', async () => {
    const page = await phone('/field', { place: placeIn(CELLS[8]) }), thumb = new Thumb(page);
    await thumb.shoot(button(page, /^上报/));
    await button(page, '暴露垃圾').tap();
    await page.getByRole('switch', { name: /当场已处理/ }).check();
    await button(page, '提交').tap();
    await page.getByRole('alert').getByText('请拍一张处理后的照片').waitFor();
    await thumb.shoot(page.getByRole('group', { name: '处理后照片' }).getByRole('button', { name: '拍照' }));
    await page.getByLabel('怎样处理的').fill('顺手清走了');
    await page.getByRole('group', { name: '处理后照片' }).getByRole('button', { name: /^照片 1/ }).first().waitFor();
    await button(page, '提交').tap();
    await button(page, '完成').tap();
    await until(async () => (await newest())?.onTheSpot === true);
    expect(await newest()).toMatchObject({ stage: 'closure', cell: CELLS[8] });
  });

  it('signed out in the middle of it, asks for the password over the page, and sends what was written', async () => {
    const page = await phone('/field', { place: placeIn(CELLS[9]) });
    await new Thumb(page).shoot(button(page, /^上报/));
    await page.getByLabel('补充说明').fill('登录过期时写的');
    await page.context().clearCookies();
    await button(page, '提交').tap();
    await button(page, '完成').tap();
    await page.getByText('登录已过期，内容都在手机上。').waitFor();
    await page.getByRole('link', { name: /待传 1/ }).tap();
    await page.getByText('需要登录').waitFor();
    await button(page, '重新登录').tap();
    await page.getByLabel('密码').fill('wrong');
    await page.getByRole('button', { name: '登录', exact: true }).tap();
    await page.getByRole('alert').getByText('密码不对').waitFor();
    await page.getByLabel('密码').fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).tap();
    await page.getByText(/全部已上传/).waitFor();
    expect(await newest()).toMatchObject({ text: '登录过期时写的' });
  });

  it('checks at the place with a photo; far from it, it asks why and goes on', async () => {
    const id = await play.reported({ position: { ...placeIn(CELLS[10]), accuracy: 8 } });
    await play.accepted(id);
    await play.resolved(id);
    const page = await phone('/field', { place: placeIn(CELLS[10], 400) }), thumb = new Thumb(page);
    await page.getByRole('link', { name: /核查.*开始/ }).tap();
    await page.getByText(/距现场 [34]\d0\s米/).waitFor();
    await page.getByRole('slider', { name: '左右滑动对比' }).waitFor();
    await button(page, '不合格').tap();
    await page.getByRole('alert').getByText(/要有照片或原因/).waitFor();
    await thumb.shoot(button(page, '拍照'));
    await page.getByRole('button', { name: /^照片 1/ }).first().waitFor();
    await page.getByRole('button', { name: '合格', exact: true }).tap();
    await page.getByRole('alert').getByText('请选离现场较远的原因').waitFor();
    await button(page, '定位不准').tap();
    await page.getByRole('button', { name: '合格', exact: true }).tap();
    await page.getByText('已提交：合格').waitFor();
    await until(async () => (await play.view(id)).stage === 'closure' || (await play.view(id)).stage === 'closed');
    const verified = (await play.view(id)).timeline.find((e) => e.type === 'CaseVerified');
    expect(verified?.data).toMatchObject({ passed: true, evidence: [expect.any(String)], note: expect.stringMatching(/距现场 \d+ 米：定位不准/) });
  });

  it('says in words that a case has moved on meanwhile, and keeps the photos for an addition', async () => {
    const id = await play.reported({ position: { ...placeIn(CELLS[11]), accuracy: 8 } });
    await play.accepted(id);
    await play.resolved(id);
    const page = await phone(`/field/task/${id}`, { place: placeIn(CELLS[11]) });
    await page.getByText(/已在现场/).waitFor();
    await page.context().setOffline(true);
    await new Thumb(page).shoot(button(page, '拍照'));
    await page.getByRole('button', { name: /^照片 1/ }).first().waitFor();
    await page.getByRole('button', { name: '合格', exact: true }).tap();
    await page.getByText('已保存：合格，联网后自动提交').waitFor();
    await play.does('sup-1', id, { type: 'verify', passed: false, note: '现场未清理干净', evidence: [] });
    await page.context().setOffline(false);
    await page.getByRole('link', { name: /未通过 1/ }).tap();
    await page.getByText('案件已有变化，现为“处置中”').waitFor();
    await button(page, '照片作为补充上报').tap();
    await button(page, /^补充到 …/).tap();
    await button(page, '完成').tap();
    await until(async () => (await play.view(id)).reportList.length === 2);
  });

  it('lets a handler sign for a case, arrive and show what was done', async () => {
    const id = await play.reported({ position: { ...placeIn(CELLS[12]), accuracy: 8 } });
    const page = await phone(`/field/task/${id}`, { place: placeIn(CELLS[12]) }, 'h-san-1');
    await button(page, '签收').tap();
    await until(async () => (await play.view(id)).stage === 'handling');
    await page.reload();
    await button(page, '到场').tap();
    await until(async () => (await play.view(id)).arrivedAt !== null);
    await page.reload();
    await button(page, '处置反馈').tap();
    await page.getByRole('alert').getByText('请在现场拍一张处置后照片').waitFor();
    await new Thumb(page).shoot(button(page, '拍照'));
    await button(page, '已清理干净').tap();
    await page.getByRole('button', { name: /^照片 1/ }).first().waitFor();
    await button(page, '处置反馈').tap();
    await until(async () => (await play.view(id)).stage === 'verification');
    expect((await play.view(id)).handledBy).toBe('h-san-1');
  });

  it.each(['en'] as const)('is for everybody on every page, and whole in its language (%s)', async (lang) => {
    const id = await play.reported({ text: 'beside the road', position: { ...placeIn(CELLS[9]), accuracy: 8 } });
    await play.accepted(id);
    await play.resolved(id);
    const people = await (await h.as('op-1')).want('people'), data = [...people.flatMap((p) => [p.name, [...p.name].at(-1) ?? '']), '写错了', '已处理', '没有定位也要报', '登录过期时写的', '现场未清理干净', '顺手清走了', '定位不准', '距现场', '米：'];
    const page = await phone('/field', { lang, place: placeIn(CELLS[9]) });
    const wrong: Record<string, readonly string[]> = {};
    const look = async (name: string): Promise<void> => {
      const found = [...(await findings(page)), ...(await sideways(page)), ...(lang === 'en' ? await chineseWords(page, data) : [])];
      if (found.length > 0) wrong[name] = found;
    };
    await page.locator('.card').waitFor();
    await look('home');
    await new Thumb(page).shoot(page.locator('.report'));
    await page.locator('.tile').first().tap();
    await page.locator('.near').waitFor();
    await look('report');
    await page.locator('.all .btn').tap();
    await look('classes');
    await page.keyboard.press('Escape');
    await page.locator('.where .btn').tap();
    await page.locator('.picker canvas').first().waitFor();
    await look('place');
    await page.locator('dialog .f-chip').nth(1).tap();
    await look('cells');
    await page.keyboard.press('Escape');
    await page.locator('.send').tap();
    await page.locator('.sent').waitFor();
    await look('sent');
    for (const path of ['outbox', 'mine', 'tasks', `task/${id}`, `case/${id}`, 'map', 'me', 'did/reported/2026-11', 'diagnostics']) {
      await page.goto(`${h.url}/field/${path}`);
      await page.locator('#content').waitFor();
      await page.waitForLoadState('networkidle');
      await look(path);
    }
    // Text at its largest breaks nothing.
    await page.evaluate(`localStorage.setItem('grid.field.comfort', JSON.stringify({ size: 'huge', contrast: true, left: true }))`);
    for (const path of ['', '/tasks', `/task/${id}`, '/me']) {
      await page.goto(`${h.url}/field${path}`);
      await page.locator('#content').waitFor();
      await page.waitForLoadState('networkidle');
      await look(`huge ${path}`);
    }
    expect(wrong).toEqual({});
    await arrivedEmpty(page);
  });
  /** Nothing is left behind for the next test. */
  async function arrivedEmpty(page: Page): Promise<void> { await page.goto(`${h.url}/field/outbox`); await page.locator('#content').waitFor(); const now = page.getByRole('button', { name: /全部立即上传|Send all now/ }); if (await now.count()) await now.tap(); await page.locator('.state').waitFor(); }
});
