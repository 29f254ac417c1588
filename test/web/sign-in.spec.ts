import { startHarness, type Harness } from '../harness/index.js';
import { inBrowser, Screens } from './browser.js';

inBrowser('the sign-in page', () => {
  let h: Harness;
  let screens: Screens;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); screens = await Screens.open(h.url); });
  afterAll(async () => { await screens?.close(); await h?.stop(); });
  afterEach(async () => { expect(await screens.clear()).toEqual([]); });

  it('says in words that a password is wrong, keeps the account, and lets the right one in', async () => {
    const page = await screens.visit();
    await page.getByLabel('账号').fill('disp-1');
    await page.getByLabel('密码', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('alert').getByText('账号或密码不对').waitFor();
    expect(await page.getByLabel('账号').inputValue()).toBe('disp-1');
    await page.getByLabel('密码', { exact: true }).fill('mouding-2026');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk/);
    await page.getByRole('heading', { name: '待我处理' }).waitFor();
  });

  it('asks for what is missing and puts the focus there', async () => {
    const page = await screens.visit({ lang: 'en' });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your account').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('account');
  });

  it('goes where one wanted to go, and never to another site', async () => {
    const page = await screens.visit({ at: '/board' });
    await page.waitForURL(/\/signin\?to=%2Fboard|\/signin\?to=\/board/);
    await page.locator('#account').fill('sup-1');
    await page.locator('#password').fill('mouding-2026');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/board/);
    const other = await screens.visit({ at: '/signin?to=%2F%2Fevil.example%2F' });
    await other.locator('#account').fill('sup-1');
    await other.locator('#password').fill('mouding-2026');
    await other.keyboard.press('Enter');
    await other.waitForURL(/\/desk/);
    expect(new URL(other.url()).origin).toBe(new URL(h.url).origin);
  });

  it('says when an account is locked and until when', async () => {
    const page = await screens.visit();
    for (let i = 0; i < 12 && !(await page.getByText('尝试过于频繁').isVisible()); i++) {
      await page.getByLabel('账号').fill('leader-1');
      await page.getByLabel('密码', { exact: true }).fill(`guess ${i}`);
      const answer = page.waitForResponse((r) => r.url().endsWith('/api/session') && r.request().method() === 'POST');
      await page.keyboard.press('Enter');
      await answer;
    }
    await page.getByRole('alert').getByText('尝试过于频繁').waitFor();
    await page.getByRole('alert').getByText(/请在 .+ 后再试/).waitFor();
  });

  it('keeps the form when the server is away and goes on when it is back', async () => {
    const page = await screens.visit();
    await page.route('**/api/session', (route) => route.abort());
    await page.getByLabel('账号').fill('disp-1');
    await page.getByLabel('密码', { exact: true }).fill('mouding-2026');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('无法连接服务器').waitFor();
    expect(await page.getByLabel('账号').inputValue()).toBe('disp-1');
    await page.unroute('**/api/session');
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(/\/desk/);
  });
});
