import { endpointSchema, noticePreferenceSchema, noticeReceiptSchema, noticeSchema, type EndpointView } from '#contract';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { HOUR, World } from '../testing/world.js';

let w: World, server: Server, url: string;
const heard: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => { body += piece; }).on('end', () => { heard.push(body); response.end('{"errcode":0,"errmsg":"ok"}'); });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  w = await World.start({ GRID_SMTP_URL: 'smtp://127.0.0.1:9', GRID_MAIL_FROM: 'grid@example.gov.cn' });
}, 120_000);
afterAll(async () => { await w.stop(); server.closeAllConnections(); await new Promise((done) => server.close(done)); });
const pointers = (answer: { body: unknown }): string[] => ((answer.body as { errors?: { pointer: string }[] }).errors ?? []).map((e) => e.pointer).sort();
const wecom = (more: object = {}): object => ({ name: '环卫群', format: 'wecom', owner: { kind: 'department', id: 'SAN' }, url: `${url}/send?key=secret-key`, ...more });

describe('my notices', () => {
  it('are counted, listed, and read one by one or all', async () => {
    await w.tell(w.notice('disp-1'), w.notice('disp-1'), w.notice('disp-2'));
    expect(await w.ask('disp-1', 'GET', '/api/notices/unread')).toEqual({ status: 200, body: { unread: 2 } });
    const list = z.array(noticeSchema).parse((await w.ask('disp-1', 'GET', '/api/notices?limit=1')).body), [first] = list;
    expect((await w.ask('disp-1', 'POST', `/api/notices/${first?.id}/read`)).status).toBe(204);
    expect((await w.ask('disp-2', 'POST', `/api/notices/${first?.id}/read`)).status).toBe(404);
    expect(z.array(noticeSchema).parse((await w.ask('disp-1', 'GET', `/api/notices?before=${first?.id}`)).body)).toHaveLength(1);
    expect(await w.ask('disp-1', 'POST', '/api/notices/read', { until: w.clock.now() })).toEqual({ status: 200, body: { unread: 0 } });
    expect(await w.ask('disp-2', 'GET', '/api/notices/unread')).toEqual({ status: 200, body: { unread: 1 } });
    expect([(await w.ask('disp-1', 'POST', '/api/notices/read', {})).status, pointers(await w.ask('disp-1', 'POST', '/api/notices/read', {}))]).toEqual([422, ['/until']]);
  });
});

describe('my preference', () => {
  it('has a default, is kept whole, and is mine alone', async () => {
    const before = noticePreferenceSchema.parse((await w.ask('h-san-1', 'GET', '/api/notices/preference')).body);
    expect(before).toEqual({ email: null, channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: null });
    const mine = { email: 'a@example.gov.cn', channels: { mail: 'urgent', webhook: 'none' }, muted: ['closed'], quiet: { from: '22:00', to: '07:30' } };
    expect(await w.ask('h-san-1', 'PUT', '/api/notices/preference', mine)).toEqual({ status: 200, body: mine });
    expect((await w.ask('h-san-1', 'GET', '/api/notices/preference')).body).toEqual(mine);
    expect((await w.ask('h-san-2', 'GET', '/api/notices/preference')).body).toEqual(before);
  });

  it('is refused with every field that is wrong', async () => {
    const wrong = { email: 'a@b\r\nBcc: c@d.e', channels: { mail: 'some', webhook: 'all', fax: 'all' }, muted: ['gossip'], quiet: { from: '24:00', to: '7' } };
    const answer = await w.ask('h-san-1', 'PUT', '/api/notices/preference', wrong);
    expect([answer.status, pointers(answer)]).toEqual([422, ['/channels/fax', '/channels/mail', '/email', '/muted/0', '/quiet/from', '/quiet/to']]);
    expect(pointers(await w.ask('h-san-1', 'PUT', '/api/notices/preference', { email: null, channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: { from: '07:00', to: '07:00' } }))).toEqual(['/quiet/to']);
  });

  it('that changes while something waits takes effect on it', async () => {
    w.at('2026-11-24 20:00');
    await w.ask('lead-san', 'PUT', '/api/notices/preference', { email: 'l@example.gov.cn', channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: null });
    await w.tell(w.notice('lead-san'));
    await w.deliver();
    expect(await w.db.query("select state, reason from notice_sent where line = 'mail:lead-san'")).toEqual([{ state: 'waiting', reason: 'off-duty' }]);
    await w.ask('lead-san', 'PUT', '/api/notices/preference', { email: null, channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: null });
    w.at('2026-11-25 09:00');
    await w.deliver();
    expect(await w.db.query("select state, reason from notice_sent where line = 'mail:lead-san'")).toEqual([{ state: 'dropped', reason: 'unreachable' }]);
  });
});

describe('endpoints', () => {
  it('are kept by operators alone, and never say their secrets or addresses again', async () => {
    for (const [method, path] of [['GET', ''], ['POST', ''], ['PATCH', '/01890a5d-ac96-774b-bcce-b302099a8057'], ['DELETE', '/01890a5d-ac96-774b-bcce-b302099a8057'], ['POST', '/01890a5d-ac96-774b-bcce-b302099a8057/test']] as const) {
      expect((await w.ask('disp-1', method, `/api/notices/endpoints${path}`, method === 'GET' ? undefined : {})).status).toBe(403);
    }
    const made = await w.ask('op-1', 'POST', '/api/notices/endpoints', { ...wecom(), format: 'dingtalk', secret: 'SECvery-secret' });
    expect([made.status, endpointSchema.parse(made.body)]).toEqual([201, expect.objectContaining({ name: '环卫群', hasSecret: true, address: `${url}/…`, active: true, createdBy: 'op-1' })]);
    const { id } = made.body as EndpointView;
    const changed = await w.ask('op-1', 'PATCH', `/api/notices/endpoints/${id}`, { name: '环卫值班群', wants: 'urgent' });
    expect(changed.body).toMatchObject({ name: '环卫值班群', wants: 'urgent', hasSecret: true });
    for (const answer of [made, changed, await w.ask('op-1', 'GET', '/api/notices/endpoints')]) expect(JSON.stringify(answer.body)).not.toMatch(/very-secret|secret-key/);
    expect((await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`)).status).toBe(204);
    expect((await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`)).status).toBe(404);
    expect((await w.ask('op-1', 'PATCH', `/api/notices/endpoints/${id}`, { name: 'x' })).status).toBe(404);
  });

  it.each<[string, object, string[]]>([
    ['another scheme', { url: 'ftp://x.example/' }, ['/url']], ['a user in the address', { url: 'https://a:b@x.example/' }, ['/url']], ['no address', { url: 'x' }, ['/url']],
    ['a private address', { url: 'http://10.0.0.8/hook' }, ['/url']], ['loopback in disguise', { url: 'http://0x7f000001/' }, ['/url']], ['IPv6 loopback', { url: 'http://[::1]/' }, ['/url']], ['the metadata service', { url: 'http://169.254.169.254/latest' }, ['/url']],
    ['an unknown department', { owner: { kind: 'department', id: 'ZZZ' } }, ['/owner/id']], ['an unknown person', { owner: { kind: 'person', id: 'nobody' } }, ['/owner/id']],
    ['a secret WeCom has no use for', { secret: 's' }, ['/secret']], ['a plain one without a secret', { format: 'plain' }, ['/secret']], ['a short secret', { format: 'plain', secret: 'whsec_c2hvcnQ=' }, ['/secret']],
    ['an unknown format', { format: 'fax' }, ['/format']], ['no name', { name: ' ' }, ['/name']],
  ])('with %s are refused', async (_, more, at) => {
    const answer = await w.ask('op-1', 'POST', '/api/notices/endpoints', wecom(more));
    expect([answer.status, pointers(answer)]).toEqual([422, at]);
  });

  it('that point inside by name are refused where the connection is made', async () => {
    const { id } = (await w.ask('op-1', 'POST', '/api/notices/endpoints', wecom())).body as EndpointView;
    expect((await w.ask('op-1', 'POST', `/api/notices/endpoints/${id}/test`)).body).toMatchObject({ ok: false, status: null, reason: expect.stringContaining('is not a public address') });
    expect(heard).toEqual([]);
    await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`);
  });

  it('whose removal drops what waits there', async () => {
    w.at('2026-11-25 20:00');
    const { id } = (await w.ask('op-1', 'POST', '/api/notices/endpoints', wecom({ owner: { kind: 'person', id: 'lead-um' } }))).body as EndpointView;
    await w.tell(w.notice('lead-um'));
    await w.deliver();
    expect(((await w.ask('op-1', 'GET', '/api/notices/endpoints')).body as EndpointView[]).find((e) => e.id === id)?.waiting).toBe(1);
    await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`);
    expect(await w.db.query('select state, next_at from notice_sent where line = $1', [`webhook:${id}`])).toEqual([{ state: 'dropped', next_at: null }]);
  });
});

describe('receipts of a case', () => {
  it('say who was told, by which channels, and when they read it; to the centre alone', async () => {
    w.at('2026-11-26 09:00');
    await w.ask('h-wtr-1', 'PUT', '/api/notices/preference', { email: 'h@example.gov.cn', channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: null });
    const { id } = (await w.ask('op-1', 'POST', '/api/notices/endpoints', wecom({ name: '供水群', owner: { kind: 'department', id: 'WTR' } }))).body as EndpointView, about = w.about();
    await w.tell(w.notice('h-wtr-1', about), w.notice('h-wtr-2', about));
    await w.deliver();
    w.clock.advance(1000);
    const [mine] = z.array(noticeSchema).parse((await w.ask('h-wtr-1', 'GET', '/api/notices')).body);
    await w.ask('h-wtr-1', 'POST', `/api/notices/${mine?.id}/read`);
    const answer = await w.ask('disp-1', 'GET', `/api/cases/${about.caseId}/notices`), receipts = z.array(noticeReceiptSchema).parse(answer.body);
    const group = { channel: 'webhook', endpoint: '供水群', state: 'waiting', attempts: 1, sentAt: null, nextAt: expect.any(Number), reason: expect.stringContaining('public address') };
    expect(receipts.sort((a, b) => a.recipient.id.localeCompare(b.recipient.id))).toEqual([
      expect.objectContaining({ recipient: { id: 'h-wtr-1', name: w.directory.name('h-wtr-1') }, deliveredAt: w.clock.now() - 1000, readAt: w.clock.now(), sent: expect.arrayContaining([group, expect.objectContaining({ channel: 'mail', endpoint: null, state: 'waiting', attempts: 1 })]) }),
      expect.objectContaining({ recipient: { id: 'h-wtr-2', name: w.directory.name('h-wtr-2') }, readAt: null, sent: [group] }),
    ]);
    for (const who of ['h-wtr-1', 'lead-wtr', 'gm-101']) expect((await w.ask(who, 'GET', `/api/cases/${about.caseId}/notices`)).status).toBe(403);
    await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`);
    w.clock.advance(HOUR);
  });
});
