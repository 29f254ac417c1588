import { referenceSchema } from '#contract';
import { Database, testing } from '#platform';
import { Controller, Get, Post } from '@nestjs/common';
import { Public, Roles, Who } from '../access/decorators.js';
import type { Principal } from '../access/principal.js';
import { PASSWORD } from '../testing/county.js';
import { startServed, type Served } from '../testing/server.js';

@Controller('probe')
class ProbeController {
  @Get('closed') closed(@Who() who: Principal) { return { id: who.actor.id }; }
  @Post('closed') change(@Who() who: Principal) { return { id: who.actor.id }; }
  @Get('open') @Public() open(@Who() who?: Principal) { return { id: who?.actor.id ?? null }; }
  @Get('operators') @Roles('operator') operators() { return {}; }
}

let postgres: testing.TestPostgres, served: Served, database: Database;
/** What a page of ours says where it comes from. */
const SAME = { origin: '' };
const ask: Served['ask'] = (asked) => served.ask(asked);
const cookieOf: Served['cookieOf'] = (account, headers) => served.cookieOf(account, headers);

beforeAll(async () => {
  postgres = await testing.startTestPostgres();
  served = await startServed(postgres, [ProbeController]);
  ({ database } = served);
  SAME.origin = served.same.origin;
}, 60_000);
afterAll(async () => {
  await served.stop();
  await postgres.stop();
});

describe('the session', () => {
  it('begins with a cookie, says who I am, and ends', async () => {
    const answer = await ask({ method: 'POST', url: '/api/session', payload: { account: 'h-san-1', password: PASSWORD } });
    expect(answer.json()).toEqual({ id: 'h-san-1', name: expect.any(String), role: 'handler', department: 'SAN', cells: [], language: 'zh', mustChange: false });
    expect(answer.headers['set-cookie']).toMatch(/^grid_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask({ url: '/api/session', headers: { cookie } })).json()).toMatchObject({ id: 'h-san-1' });
    const out = await ask({ method: 'DELETE', url: '/api/session', headers: { cookie, ...SAME } });
    expect([out.statusCode, out.headers['set-cookie'], out.body]).toEqual([204, 'grid_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0', '']);
    expect((await ask({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401);
  });

  it('has a Secure cookie when it was asked for over https', async () => {
    const answer = await ask({ method: 'POST', url: '/api/session', payload: { account: 'h-san-1', password: PASSWORD }, headers: { 'x-forwarded-proto': 'https' } });
    expect(answer.headers['set-cookie']).toContain('; Secure');
  });

  it('takes the place of the one before in the same browser', async () => {
    const before = await cookieOf('h-san-1');
    await cookieOf('h-san-2', { cookie: before, ...SAME });
    expect((await ask({ url: '/api/session', headers: { cookie: before } })).statusCode).toBe(401);
  });

  it('refuses: wrong password 401, too many 429 with the wait, another site 403, other bodies 422', async () => {
    const guess = (headers = {}) => ask({ method: 'POST', url: '/api/session', payload: { account: 'lead-grn', password: 'x' }, headers: { 'x-forwarded-for': '198.51.100.77', ...headers } });
    expect((await guess()).json()).toEqual({ code: 'wrong-password', attemptsLeft: 4 });
    for (let i = 0; i < 4; i++) await guess();
    const locked = await guess();
    expect([locked.statusCode, locked.json<{ retryAfter: number }>().retryAfter]).toEqual([429, expect.any(Number)]);
    expect(await database.query(`select subject from sign_in_attempt where subject like 'address:198.51.100.77'`)).toHaveLength(1);
    expect((await guess({ origin: 'http://evil.example' })).json()).toMatchObject({ code: 'no-right' });
    const wrong = await ask({ method: 'POST', url: '/api/session', payload: { account: 'x', password: 'y', admin: true } });
    expect([wrong.statusCode, wrong.json<{ code: string }>().code]).toEqual([422, 'invalid-input']);
  });
});

describe('the guard', () => {
  it('lets nobody in who is not signed in, except where it is public', async () => {
    for (const headers of [{}, { cookie: 'grid_session=nonsense' }, { cookie: `grid_session=${'a'.repeat(43)}` }, { authorization: 'Bearer nonsense' }, { authorization: `Basic ${btoa('op-1:x')}` }] as Record<string, string>[]) {
      const closed = await ask({ url: '/probe/closed', headers });
      expect([closed.statusCode, closed.json<{ code: string }>().code]).toEqual([401, 'not-signed-in']);
      expect((await ask({ url: '/probe/open', headers })).json()).toEqual({ id: null });
    }
    const cookie = await cookieOf('disp-1');
    expect((await ask({ url: '/probe/closed', headers: { cookie } })).json()).toEqual({ id: 'disp-1' });
    expect((await ask({ url: '/probe/open', headers: { cookie } })).json()).toEqual({ id: 'disp-1' });
  });

  it('asks for the role', async () => {
    expect((await ask({ url: '/probe/operators', headers: { cookie: await cookieOf('sup-1') } })).json()).toMatchObject({ code: 'no-right' });
    expect((await ask({ url: '/probe/operators', headers: { cookie: await cookieOf('op-1') } })).statusCode).toBe(200);
  });

  it('takes no change by cookie that does not come from a page of ours; a bearer needs no origin', async () => {
    const cookie = await cookieOf('op-1');
    const post = async (headers: Record<string, string>) => (await ask({ method: 'POST', url: '/probe/closed', headers, payload: {} })).statusCode;
    expect(await post({ cookie })).toBe(403);
    expect(await post({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await post({ cookie, 'sec-fetch-site': 'same-site', origin: 'http://x.grid.example' })).toBe(403);
    expect(await post({ cookie, ...SAME })).toBe(201);
    expect(await post({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(201);
    const issued = await ask({ method: 'POST', url: '/api/tokens', headers: { cookie, ...SAME }, payload: { account: 'dev-1', label: '摄像机' } });
    expect(issued.statusCode).toBe(201);
    expect(await post({ authorization: `Bearer ${issued.json<{ token: string }>().token}` })).toBe(201);
  });

  it('gives tokens only for accounts that are there, only to operators', async () => {
    const token = async (account: string, by: string) => (await ask({ method: 'POST', url: '/api/tokens', headers: { cookie: await cookieOf(by), ...SAME }, payload: { account, label: 'x' } })).json<{ code?: string }>().code;
    expect(await token('nobody', 'op-1')).toBe('unknown-value');
    expect(await token('dev-1', 'sup-1')).toBe('no-right');
  });

  it('says 401, not 500, when the account is gone while its session is open', async () => {
    const cookie = await cookieOf('h-mun-2');
    await database.query(`update person set active = false where id = 'h-mun-2'`);
    await testing.eventually('the account is out', async () => (await ask({ url: '/api/session', headers: { cookie } })).statusCode === 401);
  });
});

describe('reference data', () => {
  it('is what the contract says, and 304 to whoever has it', async () => {
    const cookie = await cookieOf('gm-101');
    const first = await ask({ url: '/api/reference', headers: { cookie } });
    const reference = referenceSchema.parse(first.json());
    expect([reference.classes.length, reference.classes.flatMap((c) => c.conditions).length, reference.townships.length, reference.demo]).toEqual([131, 267, 7, true]);
    expect(reference.departments.find((d) => d.id === 'VIL-101')).toMatchObject({ level: 'community', superior: 'TWN-101' });
    expect([reference.settings?.photoReach, reference.refusals.length, reference.ladder?.find((r) => r.id === 'call-unanswered')?.at]).toEqual([200, 5, { unacknowledged: 'unsigned-5', within: 300_000 }]);
    expect(reference.departments.filter((d) => d.kind === 'symbol').map((d) => d.id)).toEqual(['TWN', 'OWN', 'PMT']);
    const tag = String(first.headers.etag);
    const again = await ask({ url: '/api/reference', headers: { cookie, 'if-none-match': `"old", W/${tag}` } });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
  });

  it('holds the cells as GeoJSON', async () => {
    const cookie = await cookieOf('gm-101');
    const first = await ask({ url: '/api/cells', headers: { cookie } });
    expect(first.headers['content-type']).toMatch(/^application\/geo\+json/);
    const { features } = first.json<{ features: { id: string; properties: Record<string, unknown> }[] }>();
    expect(features).toHaveLength(591);
    expect(features[0]).toMatchObject({ type: 'Feature', id: '532323101001001', properties: { code: '532323101001001', zh: '茅阳社区001网格', en: 'Maoyang Community cell 001', areaM2: expect.any(Number) } });
    expect((await ask({ url: '/api/cells', headers: { cookie, 'if-none-match': String(first.headers.etag) } })).statusCode).toBe(304);
  });

  it('shows each only the people they work with, and nothing but what is needed', async () => {
    const people = async (by: string, query = '') => (await ask({ url: `/api/people${query}`, headers: { cookie: await cookieOf(by) } })).json<{ id: string }[]>();
    expect((await people('h-san-1')).map((p) => p.id)).toEqual(['h-san-1', 'h-san-2', 'lead-san']);
    expect(await people('h-san-1', '?department=UM')).toEqual([]);
    expect((await people('gm-101')).map((p) => p.id)).toEqual(['gm-101']);
    expect((await people('disp-1', '?department=TWN-101&role=handler')).map((p) => p.id)).toEqual(['h-twn-101-1', 'h-twn-101-2']);
    expect(await people('disp-1', '?role=unheard-of')).toEqual([]);
    expect(Object.keys((await people('disp-1'))[0] ?? {})).toEqual(['id', 'name', 'role', 'department', 'cells', 'active']);
  });
});
