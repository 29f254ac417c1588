import { webcrypto } from 'node:crypto';
import type { ClassId } from '#domain';
import { compose, cut, type Message, type ToSay } from '../../message.js';
import { FORMATS } from './formats.js';

const AT = Date.parse('2026-11-24T09:00:00+08:00'), ID = '01890a5d-ac96-774b-bcce-b302099a8057', SECRET = 'SEC0123456789abcdef';
const row = (n: number, more: Partial<ToSay> = {}): ToSay => ({
  id: `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`, case_id: `01890a5d-ac96-774b-0000-${String(n).padStart(12, '0')}` as ToSay['case_id'], number: `MD20261124-${String(n).padStart(6, '0')}`, kind: 'to-accept', urgency: 'normal',
  data: { stage: 'acceptance', classId: 'E0110', cell: '532323100001001', dueAt: AT + 3_600_000, note: 'Wang, 13900001111' }, created_at: String(AT), ...more,
});
const book = { classes: new Map([['E0110' as ClassId, { zh: '暴露垃圾', en: 'Exposed rubbish' }]]) } as unknown as Parameters<typeof compose>[3]['book'];
const said = (rows: readonly ToSay[], more: Partial<Parameters<typeof compose>[3]> = {}): Message => compose(ID, AT, rows, { language: 'zh', foreign: true, publicUrl: 'https://grid.example.gov.cn/', book, cellName: () => '茅阳社区017网格', ...more });
const target = { url: 'https://robots.example/send?key=k1', secret: SECRET, formerSecret: null, source: 'https://grid.example.gov.cn' };
/** Another implementation than the program's. */
async function hmac(key: string | Uint8Array<ArrayBuffer>, text: string): Promise<string> {
  const made = await webcrypto.subtle.importKey('raw', typeof key === 'string' ? new TextEncoder().encode(key) : key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return Buffer.from(await webcrypto.subtle.sign('HMAC', made, new TextEncoder().encode(text))).toString('base64');
}
const LINK = 'https://grid.example.gov.cn/desk/case/01890a5d-ac96-774b-0000-000000000001';

describe('a message', () => {
  it('is one sentence and its case, or many sentences each with its cases', () => {
    expect(said([row(1)]).title).toBe('有新案件待签收 MD20261124-000001');
    const many = said([row(1), row(2, { kind: 'escalated', data: { clock: 'handling', level: 2 } }), row(3), row(4)], { language: 'en' });
    expect(many.title).toBe('4 notices · A new case to accept (3 cases) · Handling limit: escalated to level 2');
    expect(many.groups.map((g) => [g.count, g.cases.map((c) => c.number)])).toEqual([[3, ['MD20261124-000001', 'MD20261124-000003', 'MD20261124-000004']], [1, ['MD20261124-000002']]]);
  });

  it('carries no words that people wrote where others read along, and has them for the person', () => {
    const answered = row(1, { kind: 'answered', data: { outcome: 'refused', reason: '张三已电话告知' } });
    expect(said([answered], { foreign: false }).title).toContain('张三');
    for (const format of Object.values(FORMATS)) expect(format.posting(target, said([answered, row(2)]), AT).body).not.toMatch(/张三|Wang|1390/);
  });

  it('is cut between characters', () => {
    expect(cut('网格网格', 12)).toBe('网格网格');
    for (let bytes = 4; bytes < 12; bytes++) { expect(Buffer.byteLength(cut('网格网格', bytes))).toBeLessThanOrEqual(bytes); expect(cut('网格网格', bytes)).toMatch(/^[网格]*…$/); }
  });
});

describe('WeCom', () => {
  it('gets markdown at its key, and a text that calls everybody for a call', () => {
    const { url, body } = FORMATS.wecom.posting({ ...target, secret: null }, said([row(1)]), AT);
    expect(url).toBe(target.url);
    expect(JSON.parse(body)).toEqual({ msgtype: 'markdown', markdown: { content: `**网格调度**\n有新案件待签收\n- [MD20261124-000001](${LINK}) · 暴露垃圾 · 茅阳社区017网格 · 截止 2026-11-24 10:00` } });
    expect(JSON.parse(FORMATS.wecom.posting({ ...target, secret: null }, said([row(1, { kind: 'called', urgency: 'call', data: {} })]), AT).body)).toEqual({ msgtype: 'text', text: { content: `紧急呼叫：请立即应答\n- MD20261124-000001 ${LINK}`, mentioned_list: ['@all'] } });
  });

  it('is never sent more than it takes', () => {
    const { markdown } = JSON.parse(FORMATS.wecom.posting(target, said(Array.from({ length: 200 }, (_, i) => row(i))), AT).body) as { markdown: { content: string } };
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096);
    expect(markdown.content).toContain('有新案件待签收（200 件）');
  });

  it('says in its body what went wrong', () => {
    const read = (body: string, status = 200) => FORMATS.wecom.read({ status, body, retryAfter: null });
    expect(read('{"errcode":0,"errmsg":"ok"}')).toEqual({ ok: true });
    expect(read('{"errcode":45009,"errmsg":"api freq out of limit"}')).toEqual({ ok: false, fault: 'line', reason: 'code 45009: api freq out of limit', wait: 60_000 });
    expect(read('{"errcode":93000,"errmsg":"invalid webhook url"}')).toEqual({ ok: false, fault: 'line', reason: 'code 93000: invalid webhook url' });
    expect(read('{"errcode":40008,"errmsg":"invalid message type"}')).toMatchObject({ fault: 'message' });
    expect(read('<html>', 200)).toMatchObject({ ok: false, fault: 'line' });
    expect(read('', 502)).toEqual({ ok: false, fault: 'line', reason: 'HTTP 502' });
    expect(read('{"errcode":0}', 500)).toMatchObject({ ok: false, fault: 'line' });
  });
});

describe('DingTalk', () => {
  it('gets markdown, with the time and its signature in the address', async () => {
    const { url, body } = FORMATS.dingtalk.posting(target, said([row(1)]), AT), address = new URL(url);
    expect([address.searchParams.get('key'), address.searchParams.get('timestamp'), address.searchParams.get('sign')]).toEqual(['k1', String(AT), await hmac(SECRET, `${AT}\n${SECRET}`)]);
    expect(JSON.parse(body)).toEqual({
      msgtype: 'markdown', at: { isAtAll: false },
      markdown: { title: '有新案件待签收 MD20261124-000001', text: `**网格调度**\n\n有新案件待签收\n\n- [MD20261124-000001](${LINK}) · 暴露垃圾 · 茅阳社区017网格 · 截止 2026-11-24 10:00` },
    });
    expect(new URL(FORMATS.dingtalk.posting({ ...target, secret: null }, said([row(1)]), AT).url).searchParams.has('sign')).toBe(false);
    expect(JSON.parse(FORMATS.dingtalk.posting(target, said([row(1, { urgency: 'call' })]), AT).body)).toMatchObject({ at: { isAtAll: true } });
  });

  it('is left alone for ten minutes when it was too fast', () => {
    expect(FORMATS.dingtalk.read({ status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}', retryAfter: null })).toMatchObject({ fault: 'line', wait: 600_000 });
    expect(FORMATS.dingtalk.read({ status: 200, body: '{"errcode":310000,"errmsg":"sign not match"}', retryAfter: null })).toMatchObject({ fault: 'line', reason: 'code 310000: sign not match' });
  });
});

describe('Feishu', () => {
  it('gets a post, with the time in seconds and its signature in the body', async () => {
    const { timestamp, sign, ...rest } = JSON.parse(FORMATS.feishu.posting(target, said([row(1)]), AT).body) as Record<string, unknown>;
    expect([timestamp, sign]).toEqual([String(AT / 1000), await hmac(`${AT / 1000}\n${SECRET}`, '')]);
    expect(rest).toEqual({ msg_type: 'post', content: { post: { zh_cn: { title: '【网格调度】有新案件待签收 MD20261124-000001', content: [
      [{ tag: 'text', text: '有新案件待签收' }], [{ tag: 'text', text: '- ' }, { tag: 'a', text: 'MD20261124-000001', href: LINK }, { tag: 'text', text: ' · 暴露垃圾 · 茅阳社区017网格 · 截止 2026-11-24 10:00' }],
    ] } } } });
    const bare = JSON.parse(FORMATS.feishu.posting({ ...target, secret: null }, said([row(1, { urgency: 'call' })], { publicUrl: null }), AT).body) as { sign?: string; content: { post: { zh_cn: { content: object[][] } } } };
    expect([bare.sign, bare.content.post.zh_cn.content.at(-1)]).toEqual([undefined, [{ tag: 'at', user_id: 'all' }]]);
  });

  it('answers in either of its two ways, and "too fast" also under HTTP 400', () => {
    expect(FORMATS.feishu.read({ status: 200, body: '{"code":0,"msg":"success"}', retryAfter: null })).toEqual({ ok: true });
    expect(FORMATS.feishu.read({ status: 200, body: '{"StatusCode":0,"StatusMessage":"success"}', retryAfter: null })).toEqual({ ok: true });
    expect(FORMATS.feishu.read({ status: 400, body: '{"code":11232,"msg":"frequency limited"}', retryAfter: null })).toMatchObject({ fault: 'line', wait: 60_000 });
    expect(FORMATS.feishu.read({ status: 200, body: '{"code":19021,"msg":"sign match fail"}', retryAfter: null })).toMatchObject({ fault: 'line', reason: 'code 19021: sign match fail' });
  });
});

describe('the plain webhook', () => {
  const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', former = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const key = (secret: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(secret.slice(6), 'base64'));

  it('is a CloudEvent under the signature of Standard Webhooks, of two secrets during a change', async () => {
    const { headers, body } = FORMATS.plain.posting({ ...target, secret: whsec, formerSecret: former }, said([row(1)]), AT + 999);
    expect([headers['webhook-id'], headers['webhook-timestamp']]).toEqual([ID, String(AT / 1000)]);
    const signed = `${ID}.${AT / 1000}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${await hmac(key(whsec), signed)} v1,${await hmac(key(former), signed)}`);
    expect(JSON.parse(body)).toEqual({
      specversion: '1.0', id: ID, source: 'https://grid.example.gov.cn', type: 'cn.gridcity.notices.told.v1', time: '2026-11-24T01:00:00.000Z', datacontenttype: 'application/json', subject: 'MD20261124-000001',
      data: { language: 'zh', text: '有新案件待签收 MD20261124-000001', notices: [{
        id: row(1).id, kind: 'to-accept', urgency: 'normal', text: '有新案件待签收', case: row(1).case_id, number: 'MD20261124-000001', at: '2026-11-24T01:00:00.000Z', classId: 'E0110', class: '暴露垃圾', cell: '532323100001001', place: '茅阳社区017网格',
        dueAt: '2026-11-24T02:00:00.000Z', url: LINK,
      }] },
    });
  });

  it('is told by the status', () => {
    const read = (status: number, retryAfter: string | null = null) => FORMATS.plain.read({ status, body: '', retryAfter });
    expect([read(200), read(204)]).toEqual([{ ok: true }, { ok: true }]);
    expect(read(410)).toMatchObject({ fault: 'gone' });
    expect(read(429, '120')).toMatchObject({ fault: 'line', wait: 120_000 });
    expect(read(302)).toMatchObject({ fault: 'line', reason: 'HTTP 302: redirects are not followed' });
    expect([read(400), read(422)].map((s) => !s.ok && s.fault)).toEqual(['message', 'message']);
    expect([read(401), read(404), read(500), read(503, 'Wed, 21 Oct 2026 07:28:00 GMT')].map((s) => !s.ok && s.fault)).toEqual(['line', 'line', 'line', 'line']);
  });
});
