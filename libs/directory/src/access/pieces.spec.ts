import { network } from './attempts.js';
import { cookieLine, sessionCookie } from './cookie.js';
import { provenance } from './origin.js';
import { Recent } from './recent.js';
import { Turns } from './turns.js';

describe('provenance', () => {
  it.each([
    ['a page of ours', { origin: 'http://grid.example:3000' }, 'same'],
    ['a page of ours, newer browser', { origin: 'http://grid.example:3000', 'sec-fetch-site': 'same-origin' }, 'same'],
    ['typed in', { 'sec-fetch-site': 'none' }, 'same'],
    ['another site', { origin: 'http://evil.example' }, 'foreign'],
    ['another port', { origin: 'http://grid.example:4000' }, 'foreign'],
    ['a sister site', { origin: 'http://other.grid.example', 'sec-fetch-site': 'same-site' }, 'foreign'],
    ['another site that fakes the host', { origin: 'http://grid.example:3000.evil.example' }, 'foreign'],
    ['a sandboxed frame', { origin: 'null' }, 'foreign'],
    ['no URL at all', { origin: '::' }, 'foreign'],
    ['the public address before a proxy', { origin: 'https://md.gov.example', 'sec-fetch-site': 'cross-site' }, 'same'],
    ['a program', {}, 'silent'],
  ])('of %s', (_, headers, expected) => {
    expect(provenance(headers, 'grid.example:3000', 'https://md.gov.example/')).toBe(expected);
  });
});

describe('network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'], ['::ffff:192.0.2.7', '192.0.2.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:db8:1:2::9', '2001:db8:1:2::/64'], ['2001:0DB8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['', 'unknown'], ['garbage', 'unknown'],
  ])('of %s is %s', (address, expected) => { expect(network(address)).toBe(expected); });
});

describe('the cookie', () => {
  it('is found among others, and not trusted when there are two', () => {
    expect(sessionCookie('a=b; grid_session=abc')).toBe('abc');
    expect(sessionCookie('grid_session=abc; grid_session=def')).toBeNull();
    expect(sessionCookie('xgrid_session=abc')).toBeNull();
    expect(sessionCookie(null)).toBeNull();
  });
  it('is closed to scripts and other sites', () => {
    expect(cookieLine('t', 60, true)).toBe('grid_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure');
    expect(cookieLine(null, 60, false)).toBe('grid_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
    expect(cookieLine('t', 60, true, '/grid')).toBe('grid_session=t; Path=/grid; HttpOnly; SameSite=Lax; Max-Age=60; Secure');
  });
});

describe('Recent', () => {
  it('asks once for many and again after being told to forget', async () => {
    let asked = 0;
    const recent = new Recent(1e9, 100, async (key) => { asked++; return key; });
    expect(await Promise.all([recent.get('a'), recent.get('a'), recent.get('a')])).toEqual(['a', 'a', 'a']);
    expect(asked).toBe(1);
    recent.forget('a');
    await recent.get('a');
    expect(asked).toBe(2);
  });
  it('does not keep a failure', async () => {
    let down = true;
    const recent = new Recent(1e9, 100, async (key) => { if (down) throw new Error('away'); return key; });
    await expect(recent.get('a')).rejects.toThrow('away');
    down = false;
    expect(await recent.get('a')).toBe('a');
  });
  it('does not grow without end', async () => {
    let asked = 0;
    const recent = new Recent(1e9, 10, async () => ++asked);
    for (let i = 0; i < 25; i++) await recent.get(`k${i}`);
    await recent.get('k0');
    expect(asked).toBe(26);
  });
});

describe('Turns', () => {
  it('lets so many run at once, one of each key, and says when it is full', async () => {
    const turns = new Turns(2, 4);
    const opened: (() => void)[] = [];
    const running: string[] = [];
    const job = (key: string) => turns.take(key, () => { running.push(key); return new Promise<void>((done) => opened.push(done)); });
    const all = [job('a'), job('a'), job('b'), job('c')];
    await tick();
    expect(running).toEqual(['a', 'b']);
    expect(turns.full).toBe(true);
    opened.shift()?.();
    await tick();
    expect(running.length).toBe(3);
    expect(turns.full).toBe(false);
    while (running.length < 4) { opened.shift()?.(); await tick(); }
    for (const open of opened) open();
    await Promise.all(all);
    expect(running.filter((k) => k === 'a')).toHaveLength(2);
  });
  it('goes on after a failure', async () => {
    const turns = new Turns(1, 10);
    await expect(turns.take('a', async () => { throw new Error('no'); })).rejects.toThrow('no');
    expect(await turns.take('a', async () => 1)).toBe(1);
  });
  const tick = () => new Promise((done) => setImmediate(done));
});
