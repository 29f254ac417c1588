import { createHmac } from 'node:crypto';
import { label } from '#contract';
import { calls, cut, textLinesOf, type Message } from '../../message.js';
import { atMostIn } from '../../policy/bucket.js';
import { JSON_HEADERS, robot, type Format } from './format.js';

type Piece = { readonly tag: 'text'; readonly text: string } | { readonly tag: 'a'; readonly text: string; readonly href: string } | { readonly tag: 'at'; readonly user_id: string };

/** 飞书群机器人: 100 messages a minute and 5 a second. 签名校验: the HMAC of nothing under "time, line break, secret" goes into the body; the time in seconds. */
export const feishu: Format = {
  limits: [atMostIn(100, 60_000), atMostIn(5, 1_000)],
  posting({ url, secret }, message, at) {
    const timestamp = String(Math.floor(at / 1000));
    const signed = secret === null ? {} : { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') };
    const post = { title: cut(label(message.language).message.titled(message.title), 300), content: rows(message) };
    return { url, headers: JSON_HEADERS, body: JSON.stringify({ ...signed, msg_type: 'post', content: { post: { [message.language === 'zh' ? 'zh_cn' : 'en_us']: post } } }) };
  },
  read: robot({ code: ['code', 'StatusCode'], text: ['msg', 'StatusMessage'], slow: [9499, 11232, 99991400], ours: [19001, 19002, 230001] }),
};

const rows = (message: Message): Piece[][] => [
  ...textLinesOf(message).map(({ of, text }): Piece[] => {
    if (of === null) return [{ tag: 'text', text }];
    const number: Piece = of.url === null ? { tag: 'text', text: of.number } : { tag: 'a', text: of.number, href: of.url };
    return [{ tag: 'text', text: '- ' }, number, ...(text === '' ? [] : [{ tag: 'text' as const, text: ` · ${text}` }])];
  }),
  ...(calls(message) ? [[{ tag: 'at' as const, user_id: 'all' }]] : []),
];
