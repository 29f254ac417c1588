import { webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { EndpointView, NewEndpoint } from '#contract';
import type { UserId } from '#domain';
import { CONFIG, LOG, Work, type Config, type Log } from '#platform';
import { Lines } from './lines.js';
import { Sender } from './send.js';
import { HOUR, MINUTE, World } from './testing/world.js';

/** A mail server that keeps what it is given. */
class Post {
  readonly mails: { readonly to: readonly string[]; readonly text: string; readonly raw: string; readonly id: string; readonly subject: string }[] = [];
  refuse: (address: string) => { code: number; message: string } | null = () => null;
  port = 0;
  private server: SMTPServer | null = null;
  async open(): Promise<this> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'], hidePIPELINING: true,
      onRcptTo: ({ address }, _session, done) => { const no = this.refuse(address); done(no && Object.assign(new Error(no.message), { responseCode: no.code })); },
      onData: (stream, session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const raw = Buffer.concat(pieces).toString('latin1');
          this.mails.push({ to: session.envelope.rcptTo.map((r) => r.address), raw, text: bodyOf(raw), id: /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '', subject: decoded(/^Subject: ((?:.*\r\n[ \t])*.*)$/im.exec(raw)?.[1] ?? '') });
          done();
        });
      },
    });
    await new Promise<void>((listening, failed) => { server.on('error', failed); server.listen(this.port, '127.0.0.1', listening); });
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }
  close(): Promise<void> { return new Promise((closed) => { if (this.server) this.server.close(() => closed()); else closed(); }); }
  to(address: string): (typeof this.mails)[number][] { return this.mails.filter((m) => m.to.includes(address)); }
}
const quoted = (text: string): string => Buffer.from(text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
const base64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const decoded = (header: string): string =>
  header.replaceAll(/\r\n[ \t]/g, ' ').replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=\s*/gi, (_, kind: string, text: string) => (kind.toUpperCase() === 'B' ? base64(text) : quoted(text.replaceAll('_', ' ')))).trim();
function bodyOf(raw: string): string {
  const end = raw.indexOf('\r\n\r\n'), encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(raw.slice(0, end))?.[1]?.toLowerCase(), body = raw.slice(end + 4);
  return encoding === 'base64' ? base64(body) : encoding === 'quoted-printable' ? quoted(body) : Buffer.from(body, 'latin1').toString('utf8');
}

interface Heard { readonly path: string; readonly query: URLSearchParams; readonly headers: Record<string, string | string[] | undefined>; readonly body: string; readonly json: Record<string, unknown> }
type Reply = { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> };
/** Stands for the robots of the three platforms and for a receiver of plain webhooks; judges signatures by an implementation of its own, as their pages describe them. */
class Robots {
  readonly heard: Heard[] = [];
  /** What a path answers instead; undefined: as it should. */
  readonly instead = new Map<string, (heard: Heard) => Reply | undefined | Promise<Reply | undefined>>();
  url = '';
  private server: Server | null = null;
  async open(): Promise<this> {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => void (async () => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here'), body = Buffer.concat(pieces).toString('utf8');
        const heard: Heard = { path: pathname, query: searchParams, headers: request.headers, body, json: JSON.parse(body) as Record<string, unknown> };
        const { status = 200, body: said = '', headers = {} } = (await this.instead.get(pathname)?.(heard)) ?? (await this.judge(heard));
        if (status < 300 && !/"(errcode|code)":[1-9]/.test(said)) this.heard.push(heard);
        response.writeHead(status, headers).end(said);
      })());
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }
  close(): Promise<void> { return new Promise((done) => { this.server?.closeAllConnections(); this.server?.close(() => done()); }); }
  at(path: string): Heard[] { return this.heard.filter((h) => h.path === path); }

  private async judge({ path, query, headers, json, body }: Heard): Promise<Reply> {
    const near = (ms: number): boolean => Math.abs(ms - Date.now()) < 3_600_000;
    if (path.startsWith('/wecom')) return { body: query.get('key') === 'k1' && ['text', 'markdown'].includes(String(json['msgtype'])) ? '{"errcode":0,"errmsg":"ok"}' : '{"errcode":93000,"errmsg":"invalid webhook url"}' };
    if (path.startsWith('/dingtalk')) {
      const at = query.get('timestamp') ?? '', good = (await hmac(enc(DING), `${at}\n${DING}`)) === query.get('sign') && near(Number(at)) && json['msgtype'] === 'markdown';
      return { body: good ? '{"errcode":0,"errmsg":"ok"}' : '{"errcode":310000,"errmsg":"sign not match"}' };
    }
    if (path.startsWith('/feishu')) {
      const at = String(json['timestamp']), good = (await hmac(enc(`${at}\n${FEI}`), '')) === json['sign'] && near(Number(at) * 1000) && json['msg_type'] === 'post';
      return { body: good ? '{"code":0,"msg":"success","data":{}}' : '{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}' };
    }
    const at = String(headers['webhook-timestamp']), mine = await hmac(Uint8Array.from(Buffer.from(WHSEC.slice(6), 'base64')), `${String(headers['webhook-id'])}.${at}.${body}`);
    return String(headers['webhook-signature']).split(' ').includes(`v1,${mine}`) && near(Number(at) * 1000) ? { status: 204 } : { status: 401 };
  }
}
const DING = 'SECdingdingding', FEI = 'feifeifei', WHSEC = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const enc = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));
async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<string> {
  return Buffer.from(await webcrypto.subtle.sign('HMAC', await webcrypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']), new TextEncoder().encode(text))).toString('base64');
}

let w: World, post: Post, robots: Robots;
beforeAll(async () => {
  post = await new Post().open();
  robots = await new Robots().open();
  w = await World.start({ GRID_SMTP_URL: `smtp://127.0.0.1:${post.port}`, GRID_MAIL_FROM: '网格调度 <grid@example.gov.cn>', GRID_WEBHOOK_PRIVATE: 'true', GRID_PUBLIC_URL: 'https://grid.example.gov.cn' });
}, 120_000);
afterAll(async () => { await w.stop(); await post.close(); await robots.close(); });

async function endpoint(more: Partial<NewEndpoint> & Pick<NewEndpoint, 'format' | 'owner' | 'url'>): Promise<EndpointView> {
  const { status, body } = await w.ask('op-1', 'POST', '/api/notices/endpoints', { name: `${more.format} ${more.owner.id}`, ...more });
  expect([status, body]).toEqual([201, expect.objectContaining({ active: true })]);
  return body as EndpointView;
}
const mailTo = (person: string, more: object = {}) => w.prefer(person, { email: `${person}@example.gov.cn`, ...more }).then(() => `${person}@example.gov.cn`);
/** The people of SAN are on duty on working days from 08:00 to 18:00; at night h-san-2 on Tuesdays, Thursdays and Saturdays. */
const states = async (line: string): Promise<string[]> => (await w.db.query<{ s: string }>("select state || case when reason is null then '' else ' ' || reason end as s from notice_sent where line = $1 order by created_at, thing", [line])).map((r) => r.s);

describe('mail', () => {
  it('goes to the address of a person on duty, once, under an id of its own', async () => {
    const box = await mailTo('lead-san'), notice = w.notice('lead-san', { data: { stage: 'acceptance', classId: 'E0110', dueAt: w.clock.now() + HOUR } });
    await w.tell(notice);
    await w.deliver();
    await w.deliver();
    const [mail, ...more] = post.to(box);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`【网格调度】有新案件待签收 ${notice.number}`);
    expect(mail?.id).toMatch(/^<[0-9a-f-]{36}@example\.gov\.cn>$/);
    const { text = '', raw = '' } = mail ?? {};
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(text).toContain(`${notice.number} https://grid.example.gov.cn/desk/case/${notice.caseId}`);
    expect(text).toContain('截止 2026-11-24 10:00');
    expect(await states('mail:lead-san')).toEqual(['sent']);
  });

  it('waits until the quiet hours are over, unless it is urgent', async () => {
    const box = await mailTo('h-san-1', { quiet: { from: '08:30', to: '10:00' } });
    await w.tell(w.notice('h-san-1'), w.notice('h-san-1', { kind: 'ordered', urgency: 'high' }));
    await w.deliver();
    expect(post.to(box).map((m) => m.subject)).toEqual([expect.stringContaining('督办')]);
    expect(await w.source.handle('mail:h-san-1')).toBe(Date.parse('2026-11-24T10:00:00+08:00'));
    w.at('2026-11-24 09:59');
    await w.deliver();
    expect(post.to(box)).toHaveLength(1);
    w.at('2026-11-24 10:00');
    await w.deliver();
    expect(post.to(box)).toHaveLength(2);
  });

  it('wakes nobody off duty, not even with urgent things; a call does, and only by a call', async () => {
    w.at('2026-11-25 22:00');
    const box = await mailTo('lead-mun', { channels: { mail: 'none', webhook: 'all' } });
    const asleep = await mailTo('h-mun-2');
    await w.tell(w.notice('h-mun-2'), w.notice('h-mun-2', { urgency: 'high' }), w.notice('lead-mun', { urgency: 'high' }), w.notice('lead-mun', { kind: 'called', urgency: 'call' }));
    await w.deliver();
    expect([post.to(asleep), post.to(box).map((m) => m.subject)]).toEqual([[], [expect.stringContaining('紧急呼叫')]]);
    expect((await states('mail:h-mun-2')).sort()).toEqual(['waiting off-duty', 'waiting off-duty']);
    w.at('2026-11-26 08:00');
    await w.deliver();
    expect(post.to(asleep)).toHaveLength(2);
  });

  it('of a kind that the person muted, or to nobody, is not sent', async () => {
    const box = await mailTo('h-mun-1', { muted: ['closed'] });
    await w.tell(w.notice('h-mun-1', { kind: 'closed' }), w.notice('h-um-1'));
    await w.deliver();
    expect([post.to(box), await states('mail:h-mun-1'), await states('mail:h-um-1')]).toEqual([[], [], []]);
    await w.tell(w.notice('h-mun-1'));
    await w.deliver();
    expect(post.to(box)).toHaveLength(1);
  });

  it('in a storm becomes one message with counts and numbers, each notice in it sent once', async () => {
    const box = await mailTo('lead-wtr'), late = Array.from({ length: 7 }, () => w.notice('lead-wtr', { kind: 'escalated', data: { clock: 'handling', level: 1 } }));
    await w.tell(...late, w.notice('lead-wtr'));
    await w.deliver();
    expect(post.to(box).map((m) => m.subject)).toEqual(['【网格调度】8 条通知 · 处置时限升级督办，第 1 级（7 件） · 有新案件待签收']);
    const { text = '' } = post.to(box)[0] ?? {};
    for (const { number } of late) expect(text).toContain(number);
    expect(await states('mail:lead-wtr')).toEqual(Array.from({ length: 8 }, () => 'sent'));
    // What follows within the minute is held back, and goes as one after it; a call is not.
    w.clock.advance(1000);
    await w.tell(w.notice('lead-wtr'), w.notice('lead-wtr', { kind: 'called', urgency: 'call' }));
    await w.deliver();
    w.clock.advance(1000);
    await w.tell(w.notice('lead-wtr'));
    await w.deliver();
    expect(post.to(box).map((m) => m.subject).slice(1)).toEqual([expect.stringContaining('紧急呼叫')]);
    w.clock.advance(MINUTE);
    await w.deliver();
    expect(post.to(box).map((m) => m.subject).slice(2)).toEqual([expect.stringContaining('2 条通知')]);
  });

  it('is tried again with growing pauses, then parked where the operator sees it, and goes out when that is retried', async () => {
    const box = await mailTo('lead-grn'), tried: number[] = [];
    post.refuse = (address) => { if (address === box) tried.push(w.clock.now()); return address === box ? { code: 451, message: 'greylisted, try later' } : null; };
    await w.tell(w.notice('lead-grn'));
    await w.deliver();
    for (let next = await w.source.handle('mail:lead-grn'); next !== null; next = await w.source.handle('mail:lead-grn')) {
      w.clock.set(next);
      await w.deliver();
    }
    expect(tried).toHaveLength(10);
    expect((tried.at(-1) ?? 0) - (tried[0] ?? 0)).toBeGreaterThan(2.9 * 24 * HOUR);
    // A try that would fall into the night waits for the morning.
    for (const at of tried) expect(w.directory.book().onDuty('lead-grn' as UserId, at)).toBe(true);
    expect(await states('mail:lead-grn')).toEqual([expect.stringContaining('parked')]);
    expect(await w.source.parked()).toEqual([{ id: 'mail:lead-grn', reason: expect.stringContaining('greylisted'), since: expect.any(Number), attempts: 10 }]);
    post.refuse = () => null;
    expect(await w.app.get(Work).retry('deliver', 'mail:lead-grn')).toBe(true);
    await w.deliver();
    expect([post.to(box).length, await w.source.parked()]).toEqual([1, []]);
  });

  it('to an address that is refused for good is parked at once, and holds up nobody else', async () => {
    w.at('2026-12-01 09:00');
    const bad = await mailTo('lead-um'), good = await mailTo('h-um-1');
    post.refuse = (address) => (address === bad ? { code: 550, message: 'no such user' } : null);
    await w.tell(w.notice('lead-um'), w.notice('h-um-1'));
    await w.deliver();
    expect([post.to(good).length, await states('mail:lead-um')]).toEqual([1, [expect.stringContaining('no such user')]]);
    for (let i = 0; i < 6; i++) { await w.tell(w.notice('lead-um')); await w.deliver(); }
    expect(await w.source.parked()).toEqual([expect.objectContaining({ id: 'mail:lead-um', attempts: 1 })]);
    post.refuse = () => null;
    await w.prefer('lead-um', { email: 'right@example.gov.cn' });
    expect(await w.source.unpark('mail:lead-um')).toBe(true);
    await w.deliver();
    // Of the seven messages that were parked one is made.
    expect(post.to('right@example.gov.cn').map((m) => m.subject)).toEqual([expect.stringContaining('7 条通知')]);
  });

  it('waits while the server is away, and then goes out as one', async () => {
    const box = await mailTo('h-grn-1');
    await post.close();
    await w.tell(...Array.from({ length: 7 }, () => w.notice('h-grn-1')));
    await w.deliver();
    expect((await states('mail:h-grn-1')).every((s) => s.startsWith('waiting'))).toBe(true);
    await post.open();
    w.clock.advance(MINUTE);
    await w.deliver();
    expect(post.to(box).map((m) => m.subject)).toEqual([expect.stringContaining('7 条通知')]);
  });
});

describe('robots and webhooks', () => {
  it('each take their own format and signature; a group is told a fact once, however many of its people are', async () => {
    w.at('2026-12-02 09:00');
    const group = { kind: 'department', id: 'SAN' } as NewEndpoint['owner'];
    await endpoint({ format: 'wecom', owner: group, url: `${robots.url}/wecom/send?key=k1` });
    await endpoint({ format: 'dingtalk', owner: group, url: `${robots.url}/dingtalk/send?access_token=t`, secret: DING });
    await endpoint({ format: 'feishu', owner: { kind: 'role', id: 'handler' } as NewEndpoint['owner'], url: `${robots.url}/feishu/hook/x`, secret: FEI });
    await endpoint({ format: 'plain', owner: { kind: 'person', id: 'h-san-2' } as NewEndpoint['owner'], url: `${robots.url}/plain`, secret: WHSEC });
    const about = w.about(), data = { stage: 'acceptance', classId: 'E0110', note: '王师傅 13900001111' };
    await w.tell(...['h-san-1', 'h-san-2', 'lead-san'].map((id) => w.notice(id, { ...about, data })));
    await w.deliver();
    for (const path of ['/wecom/send', '/dingtalk/send', '/feishu/hook/x', '/plain']) {
      expect([path, robots.at(path).length]).toEqual([path, 1]);
      expect(robots.at(path)[0]?.body).toContain(about.number);
      expect(robots.at(path)[0]?.body).not.toMatch(/王师傅|1390/);
    }
    await w.tell(w.notice('h-san-2', { kind: 'answered', data: { outcome: 'refused', reason: '已电话告知王师傅' } }));
    await w.deliver();
    for (const path of ['/wecom/send', '/dingtalk/send', '/feishu/hook/x', '/plain']) { expect(robots.at(path)[1]?.body).toContain('不予立案'); expect(robots.at(path)[1]?.body).not.toContain('王师傅'); }
    const event = robots.at('/plain')[0];
    expect([event?.headers['webhook-id'], event?.headers['content-type']]).toEqual([event?.json['id'], 'application/cloudevents+json; charset=utf-8']);
  });

  it('of a group are quiet at night, also while one of it is on the night shift; a call goes out', async () => {
    const owner = { kind: 'department', id: 'HUC' } as NewEndpoint['owner'], { id } = await endpoint({ format: 'wecom', owner, url: `${robots.url}/wecom/huc?key=k1`, wants: 'urgent' });
    w.at('2026-12-03 23:00');
    expect(w.directory.book().onDuty('h-huc-2' as UserId, w.clock.now())).toBe(true);
    const urgent = w.notice('lead-huc', { urgency: 'high' });
    await w.tell(w.notice('lead-huc'), urgent);
    await w.deliver();
    expect([robots.at('/wecom/huc'), await states(`webhook:${id}`)]).toEqual([[], ['waiting off-duty']]);
    const call = w.notice('h-huc-2', { kind: 'called', urgency: 'call' });
    await w.tell(call);
    await w.deliver();
    expect(robots.at('/wecom/huc').map((h) => [h.json['msgtype'], h.body.includes(call.number)])).toEqual([['text', true]]);
    w.at('2026-12-04 08:00');
    await w.deliver();
    expect(robots.at('/wecom/huc').slice(1).map((h) => h.body.includes(urgent.number))).toEqual([true]);
    expect((await w.ask('op-1', 'DELETE', `/api/notices/endpoints/${id}`)).status).toBe(204);
  });

  it('that fail hold up no other and are tried again under the same id; "too fast" is left in peace', async () => {
    w.at('2026-12-07 09:00');
    const ids: string[] = [];
    robots.instead.set('/plain', (h) => { ids.push(String(h.headers['webhook-id'])); return ids.length < 3 ? { status: 503, headers: { 'retry-after': '1' } } : undefined; });
    robots.instead.set('/dingtalk/send', () => ({ body: '{"errcode":130101,"errmsg":"send too fast"}' }));
    const before = robots.at('/wecom/send').length, plainBefore = robots.at('/plain').length;
    await w.tell(w.notice('h-san-2'));
    await w.deliver();
    expect([robots.at('/wecom/send').length - before, ids.length]).toEqual([1, 1]);
    w.clock.advance(26_000);
    await w.deliver();
    w.clock.advance(78_000);
    await w.deliver();
    expect([new Set(ids).size, ids.length, robots.at('/plain').length - plainBefore]).toEqual([1, 3, 1]);
    robots.instead.delete('/dingtalk/send');
    const ding = robots.at('/dingtalk/send').length;
    await w.deliver();
    expect(robots.at('/dingtalk/send').length).toBe(ding);
    w.clock.advance(10 * MINUTE);
    await w.deliver();
    expect(robots.at('/dingtalk/send').length).toBe(ding + 1);
    robots.instead.clear();
  });

  it('a line that is out of order for three days is parked whole; a new call is still tried at once', async () => {
    const { id } = await endpoint({ format: 'plain', owner: { kind: 'person', id: 'h-wtr-1' } as NewEndpoint['owner'], url: `${robots.url}/down`, secret: WHSEC });
    let tried = 0;
    robots.instead.set('/down', () => { tried++; return { status: 500 }; });
    await w.tell(w.notice('h-wtr-1', { urgency: 'call', kind: 'called' }), w.notice('h-wtr-1', { urgency: 'call', kind: 'called' }));
    await w.deliver();
    expect(tried).toBe(1);
    await w.tell(w.notice('h-wtr-1', { urgency: 'call', kind: 'called' }), w.notice('h-wtr-1', { urgency: 'normal' }));
    await w.deliver();
    expect(tried).toBe(2);
    await w.tell(w.notice('h-wtr-1', { urgency: 'normal' }));
    await w.deliver();
    expect(tried).toBe(2);
    for (let i = 0; i < 20; i++) {
      const [row] = await w.db.query<{ at: string | null }>("select min(next_at) as at from notice_sent where line = $1 and state = 'waiting'", [`webhook:${id}`]);
      if (row?.at == null) break;
      w.clock.set(Math.max(w.clock.now(), Number(row.at)));
      await w.deliver();
    }
    expect(tried).toBe(10);
    expect((await states(`webhook:${id}`)).map((s) => s.split(' ')[0])).toEqual(Array.from({ length: 5 }, () => 'parked'));
    expect((await w.ask('op-1', 'GET', '/api/notices/endpoints')).body).toEqual(expect.arrayContaining([expect.objectContaining({ id, parked: 5, waiting: 0, failures: 0 })]));
    robots.instead.clear();
    expect(await w.source.unpark(`webhook:${id}`)).toBe(true);
    await w.deliver();
    w.clock.advance(HOUR);
    await w.deliver();
    expect((await states(`webhook:${id}`)).filter((s) => s !== 'sent' && s !== 'waiting off-duty')).toEqual([]);
  });

  it('410 switches an endpoint off; what waited for it is parked and goes out when an operator switches it on', async () => {
    w.at('2026-12-14 09:00');
    const { id } = await endpoint({ format: 'plain', owner: { kind: 'person', id: 'h-wtr-2' } as NewEndpoint['owner'], url: `${robots.url}/moved`, secret: WHSEC });
    robots.instead.set('/moved', () => ({ status: 410 }));
    await w.tell(w.notice('h-wtr-2'), w.notice('h-wtr-2'));
    await w.deliver();
    expect(await states(`webhook:${id}`)).toEqual(['parked HTTP 410: the receiver wants no more', 'parked HTTP 410: the receiver wants no more']);
    const all = (await w.ask('op-1', 'GET', '/api/notices/endpoints')).body as EndpointView[];
    expect(all.find((e) => e.id === id)).toMatchObject({ active: false, disabledReason: 'HTTP 410: the receiver wants no more', parked: 2 });
    await w.tell(w.notice('h-wtr-2'));
    await w.deliver();
    expect(await states(`webhook:${id}`)).toHaveLength(2);
    robots.instead.clear();
    expect((await w.ask('op-1', 'PATCH', `/api/notices/endpoints/${id}`, { active: true })).body).toMatchObject({ active: true, disabledReason: null });
    await w.source.unpark(`webhook:${id}`);
    await w.deliver();
    expect([robots.at('/moved').length, await states(`webhook:${id}`)]).toEqual([2, ['sent', 'sent']]);
  });

  it('keep the pace of a robot: no more than 20 in any minute, and none is lost', async () => {
    const { id } = await endpoint({ format: 'wecom', owner: { kind: 'role', id: 'leader' } as NewEndpoint['owner'], url: `${robots.url}/wecom/fast?key=k1` });
    const leader = w.directory.people({ role: 'leader' })[0]?.id ?? '', sent: number[] = [];
    robots.instead.set('/wecom/fast', () => { sent.push(w.clock.now()); return undefined; });
    for (let i = 0; i < 60; i++) {
      await w.tell(w.notice(leader, { kind: 'called', urgency: 'call' }));
      await w.deliver();
      w.clock.advance(500);
    }
    for (let i = 0; i < 100 && (await states(`webhook:${id}`)).some((s) => s !== 'sent'); i++) { w.clock.advance(1000); await w.deliver(); }
    for (const from of sent) expect(sent.filter((t) => t >= from && t < from + MINUTE).length).toBeLessThanOrEqual(20);
    expect(new Set(await states(`webhook:${id}`))).toEqual(new Set(['sent']));
    expect(sent.length).toBeGreaterThan(10);
    robots.instead.clear();
  });

  it('after a crash between sending and recording the same message comes again under the same id, and nothing else', async () => {
    w.at('2026-12-15 09:00');
    await endpoint({ format: 'plain', owner: { kind: 'person', id: 'disp-1' } as NewEndpoint['owner'], url: `${robots.url}/crash`, secret: WHSEC });
    const ids: string[] = [];
    // The receiver has it; then the database takes nothing more.
    robots.instead.set('/crash', async (h) => {
      ids.push(String(h.headers['webhook-id']));
      if (ids.length === 1) await w.db.query(`create function power_cut() returns trigger language plpgsql as $$ begin raise exception 'power cut'; end $$;
        create trigger power_cut before update on notice_sent for each row when (new.state = 'sent') execute function power_cut()`);
      return undefined;
    });
    await w.tell(w.notice('disp-1'));
    await w.source.handle('disp-1');
    const [line = ''] = (await w.source.due(w.clock.now(), 10)).filter((id) => id.startsWith('webhook:'));
    await expect(w.source.handle(line)).rejects.toThrow('power cut');
    await w.db.query('drop trigger power_cut on notice_sent');
    await w.deliver();
    expect([ids.length, await states(line)]).toEqual([1, ['waiting']]);
    w.clock.advance(2 * MINUTE);
    await w.deliver();
    expect([ids.length, new Set(ids).size, await states(line)]).toEqual([2, 1, ['sent']]);
    w.clock.advance(HOUR);
    await w.deliver();
    expect(ids).toHaveLength(2);
    robots.instead.clear();
  });
});

describe('an endpoint that is mended', () => {
  it('goes on at once, without waiting for its next try', async () => {
    w.at('2026-12-15 14:00');
    const { id } = await endpoint({ format: 'plain', owner: { kind: 'person', id: 'disp-3' } as NewEndpoint['owner'], url: `${robots.url.replace(/\d+$/, '9')}/typo`, secret: WHSEC });
    await w.tell(w.notice('disp-3'));
    await w.deliver();
    expect(await states(`webhook:${id}`)).toEqual([expect.stringContaining('ECONNREFUSED')]);
    await w.ask('op-1', 'PATCH', `/api/notices/endpoints/${id}`, { url: `${robots.url}/mended` });
    await w.deliver();
    expect([robots.at('/mended').length, await states(`webhook:${id}`)]).toEqual([1, ['sent']]);
  });
});

describe('two processes', () => {
  it('at the same line at once send each thing once', async () => {
    w.at('2026-12-15 14:30');
    const box = await mailTo('h-um-2'), [busy, other] = [w.app.get(Sender), new Sender(w.db, w.clock, w.app.get(Lines), w.directory, w.app.get<Config>(CONFIG), w.app.get<Log>(LOG))];
    await w.tell(w.notice('h-um-2'), w.notice('h-um-2'), w.notice('h-um-2'));
    await w.source.handle('h-um-2');
    await Promise.all([busy, other, busy, other].map((sender) => sender.send('mail:h-um-2')));
    expect([post.to(box).length, new Set(post.to(box).map((m) => m.id)).size, await states('mail:h-um-2')]).toEqual([3, 3, ['sent', 'sent', 'sent']]);
  });
});

describe('a changed secret', () => {
  it('signs together with the one before for a day', async () => {
    w.at('2026-12-15 15:00');
    const former = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const { id } = await endpoint({ format: 'plain', owner: { kind: 'person', id: 'disp-1' } as NewEndpoint['owner'], url: `${robots.url}/turned`, secret: former });
    const signatures = (): number[] => robots.at('/turned').map((h) => String(h.headers['webhook-signature']).split(' ').length);
    expect((await w.ask('op-1', 'POST', `/api/notices/endpoints/${id}/test`)).body).toMatchObject({ ok: false, status: 401 });
    await w.ask('op-1', 'PATCH', `/api/notices/endpoints/${id}`, { secret: WHSEC });
    expect((await w.ask('op-1', 'POST', `/api/notices/endpoints/${id}/test`)).body).toMatchObject({ ok: true, status: 204, reason: null });
    await w.tell(w.notice('disp-1'));
    await w.deliver();
    w.clock.advance(24 * HOUR);
    await w.tell(w.notice('disp-1'));
    await w.deliver();
    expect(signatures()).toEqual([2, 2, 1]);
  });
});

describe('through the queue', () => {
  it('everything goes by itself', async () => {
    w.at('2026-12-17 09:00');
    const box = await mailTo('lead-huc');
    const before = post.to(box).length;
    await w.app.get(Work).resume();
    await w.tell(w.notice('lead-huc'));
    await w.app.get(Work).quiesce();
    expect(post.to(box).length - before).toBe(1);
    await w.app.get(Work).pause();
  });
});
