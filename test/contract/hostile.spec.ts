import { problemSchema, ROUTES, type Route } from '#contract';
import { connect } from 'node:net';
import { Client, photo, placeIn, startHarness, type Harness } from '../harness/index.js';
import { CONTENT_TYPES, dataFolder, falsePhotos, jsonTestSuite, MULTIPART, naughtyStrings, NOT_JSON, STRINGS, WRONG_JSON } from './corpus.js';

const routes = Object.entries(ROUTES) as [keyof typeof ROUTES, Route][];
const data = dataFolder();
const ifData = data === null ? it.skip : it;

describe('hostile input gets a problem document, never a crash', () => {
  let h: Harness;
  let operator: Client;
  let device: Client;
  /** What stands for `{id}` below a path, by its beginning, the closest first. */
  let ids: readonly (readonly [string, string])[];
  let id: string;
  let follow: string;
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    operator = await h.as('op-1');
    const { token } = await operator.want('createToken', { body: { account: 'dev-1', label: 'tests' } });
    device = new Client(h.url, token);
    id = await h.reported();
    const told = await (await h.as('gm-102')).report({ text: 'followed', position: placeIn('532323101001020') }, { photos: [await photo()] });
    if (!told.ok) throw new Error(JSON.stringify(told.problem));
    ({ follow } = told.body);
    const draft = await operator.want('createRuleDraft', { body: { effectiveFrom: '2026-12-01', parts: { settings: { changes: [{ member: 'holdMinutes', value: 6 }] } } }, headers: { 'idempotency-key': 'hostile' } });
    const endpoint = await operator.want('addEndpoint', { body: { name: 'robot', format: 'wecom', owner: { kind: 'department', id: 'CUL' }, url: 'https://robot.example/send?key=0123456789' } });
    ids = [['/api/rulebook/', draft.id], ['/api/notices/endpoints/', endpoint.id], ['', id]];
  });
  afterAll(async () => {
    // Whatever was thrown at it, it still does its work.
    expect((await h.stranger.ask('live')).ok).toBe(true);
    expect(await h.reported({ text: 'after everything' })).toMatch(/^[0-9a-f-]{36}$/);
    await h.stop();
  });

  const who = async (route: Route): Promise<Client> => (route.audience === 'operator' ? operator : route.audience === 'device' ? device : route.audience === 'public' ? h.stranger : h.as('sup-1'));
  const real = (path: string): string => path.replace('{id}', ids.find(([below]) => path.startsWith(below))?.[1] ?? '').replace('{hash}', 'a'.repeat(64)).replace('{queue}', 'settle').replace('{code}', follow).replace('{kind}', 'settings').replace('{action}', 'reject');
  /** Bodies that a route takes as they are: nothing is wrong with them. */
  const fits = ({ body: expected }: Route, body: string): boolean => { try { return expected?.type === 'application/json' && expected.schema.safeParse(JSON.parse(body)).success; } catch { return false; } };

  /** Anything below 500; refusals are problem documents in which the status agrees. 429 counts: guessing at sign-in is slowed down. */
  async function civil(what: string, response: Response): Promise<number> {
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${what}: ${response.status} ${text.slice(0, 300)}`);
    if (response.status >= 400) {
      const problem = problemSchema.parse(JSON.parse(text));
      expect([what, problem.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([what, response.status, 'application/problem+json']);
      expect(text).not.toMatch(/node_modules|\.js:\d+|at .*\(|select |insert into/i);
    }
    return response.status;
  }
  const post = async (client: Client, path: string, body: string | Buffer, type = 'application/json', key: string = crypto.randomUUID(), method = 'POST'): Promise<Response> =>
    client.fetch(path, { method, headers: { 'content-type': type, 'idempotency-key': key }, body: typeof body === 'string' ? body : new Uint8Array(body) });

  it.each(routes.filter(([, { body }]) => body !== undefined))('%s: bodies that are not JSON, or not ours', async (name, route) => {
    const client = await who(route), path = real(route.path);
    const send = (body: string | Buffer, type?: string): Promise<Response> => post(client, path, body, type, undefined, route.method);
    for (const body of NOT_JSON) expect(await civil(`${name} ${body.slice(0, 40).toString()}`, await send(body))).toBeGreaterThanOrEqual(400);
    for (const body of WRONG_JSON) {
      const status = await civil(`${name} ${body.slice(0, 60)}`, await send(body));
      if (!fits(route, body)) expect([name, body.slice(0, 60), status >= 400]).toEqual([name, body.slice(0, 60), true]);
    }
    for (const type of CONTENT_TYPES) await civil(`${name} as ${type}`, await send('{}', type));
    expect(await civil(`${name} too large`, await send(JSON.stringify({ text: 'x'.repeat(2_000_000) })))).toBe(413);
  });

  it.each(routes.filter(([, { body }]) => body?.type === 'multipart/form-data'))('%s: broken multipart', async (name, route) => {
    const client = await who(route);
    for (const body of MULTIPART) expect(await civil(`${name} ${body.slice(0, 60)}`, await post(client, real(route.path), body, 'multipart/form-data; boundary=x'))).toBeGreaterThanOrEqual(400);
  });

  it.each(routes.filter(([, { params }]) => params !== undefined))('%s: path parameters', async (name, route) => {
    const client = await who(route);
    for (const text of STRINGS) {
      let part: string;
      try { part = encodeURIComponent(text); } catch { continue; } // Unpaired surrogates cannot stand in a URL.
      await civil(`${name} ${text.slice(0, 40)}`, await client.fetch(route.path.replace(/\{\w+\}/g, part), { method: route.method, ...(route.body !== undefined && { headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }, body: '{"type":"note","text":"x"}' }) }));
    }
  });

  it.each(routes.filter(([, { query }]) => query !== undefined))('%s: query parameters', async (name, route) => {
    const client = await who(route);
    const ask = (search: string): Promise<Response> => client.fetch(`${real(route.path)}?${search}`, { method: route.method, ...(route.method !== 'GET' && { headers: { 'idempotency-key': crypto.randomUUID() } }) });
    const shape = (route.query as unknown as { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> }).shape, members = Object.keys(shape);
    // All members at once meets every check; what a check lets through goes on into the program, and so goes alone.
    for (const text of STRINGS.map((raw) => raw.toWellFormed())) {
      await civil(`${name} every member ${text.slice(0, 40)}`, await ask(new URLSearchParams([...members, '__proto__', 'unknown', 'sort[]', 'limit[$gt]'].map((member): [string, string] => [member, text])).toString()));
      for (const member of members.filter((m) => shape[m]?.safeParse(text).success)) await civil(`${name} ${member}=${text.slice(0, 40)}`, await ask(new URLSearchParams({ [member]: text }).toString()));
    }
    for (const search of ['?', '?&&&', '?a=1&a=2', '?limit=1&limit=2', '?limit', '?=', '?%', '?limit=%ff', `?${'a=1&'.repeat(2000)}`, '?stage=triage,,,dispatch', '?ids=,'])
      await civil(`${name} ${search.slice(0, 40)}`, await ask(search.slice(1)));
  });

  it('headers', async () => {
    const sup = await h.as('sup-1');
    const odd = ['', ' ', 'x'.repeat(201), 'ключ', '"', '""', '"a', "';--", '%00', '\u00ff', 'a b', '*', 'W/"v1"', '"v99999999999999999999"', '"v-1"', 'v1', '"v1", "v2"'].filter((value) => { try { return new Headers({ a: value }).has('a'); } catch { return false; } });
    for (const value of odd) {
      await civil(`key ${value}`, await sup.fetch(`/api/cases/${id}/commands`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': value }, body: '{"type":"note","text":"x"}' }));
      await civil(`if-match ${value}`, await sup.fetch(`/api/cases/${id}/commands`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'if-match': value }, body: '{"type":"note","text":"x"}' }));
      for (const header of ['authorization', 'cookie', 'accept-language', 'accept-encoding', 'x-request-id', 'if-none-match', 'x-forwarded-for', 'origin', 'range', 'accept'])
        await civil(`${header} ${value}`, await h.stranger.fetch('/api/cases', { headers: { [header]: value } }));
    }
    await civil('a session of 100 kB', await h.stranger.fetch('/api/session', { headers: { cookie: `grid_session=${'x'.repeat(10_000)}` } }));
  });

  it('texts come back as they were written, or are refused', async () => {
    const sup = await h.as('sup-1');
    for (const text of STRINGS) {
      const status = await civil(`note ${text.slice(0, 30)}`, await post(sup, `/api/cases/${id}/commands`, JSON.stringify({ type: 'note', text })));
      if (status !== 200) continue;
      const { timeline } = await sup.want('case', { params: { id } });
      expect(timeline.at(-1)?.data['text']).toBe(text.trim());
    }
  });

  it('what is not HTTP at all', async () => {
    const { hostname, port } = new URL(h.url);
    const raw = (bytes: string): Promise<string> => new Promise((done) => {
      const socket = connect(Number(port), hostname, () => socket.end(bytes));
      let said = '';
      socket.on('data', (chunk) => { said += chunk.toString(); }).on('error', () => done(said)).on('close', () => done(said));
    });
    for (const bytes of ['\x00\x01\x02\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(10_000)}\r\n`, 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'GET //etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'GET http://other.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'])
      expect([bytes.slice(0, 30), await raw(bytes)]).toEqual([bytes.slice(0, 30), expect.not.stringMatching(/^HTTP\/1\.1 5/)]);
  });

  ifData('every naughty string, as a note, a search and an account', async () => {
    const sup = await h.as('sup-1');
    for (const text of naughtyStrings(data ?? '')) {
      await civil(`note ${text.slice(0, 30)}`, await post(sup, `/api/cases/${id}/commands`, JSON.stringify({ type: 'note', text })));
      await civil(`search ${text.slice(0, 30)}`, await sup.fetch(`/api/cases?${new URLSearchParams({ q: text }).toString()}`));
      await civil(`account ${text.slice(0, 30)}`, await post(h.stranger, '/api/session', JSON.stringify({ account: text, password: text })));
    }
  });

  ifData('every file of JSONTestSuite', async () => {
    const sup = await h.as('sup-1');
    for (const { name, bytes, must } of await jsonTestSuite(data ?? '')) {
      const status = await civil(name, await post(sup, `/api/cases/${id}/commands`, bytes));
      // What must parse is refused for its content, what must not is refused as JSON.
      if (must === 'accept') expect([name, status]).toEqual([name, 422]);
      if (must === 'refuse') expect([name, status]).toEqual([name, 400]);
    }
  });

  ifData('files that pretend to be photos', async () => {
    const sup = await h.as('sup-1');
    for (const { name, bytes } of falsePhotos(data ?? '')) {
      const form = new FormData();
      form.append('photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
      const status = await civil(name, await sup.fetch('/api/photos', { method: 'POST', body: form }));
      expect([name, [413, 422].includes(status)]).toEqual([name, true]);
    }
    expect(await sup.upload(await photo())).toMatch(/^[0-9a-f]{64}$/);
  });
});
