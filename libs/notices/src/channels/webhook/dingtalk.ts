import { createHmac } from 'node:crypto';
import { label } from '#contract';
import { calls, cut, textLinesOf, plainLine, type Message } from '../../message.js';
import { atMostIn } from '../../policy/bucket.js';
import { JSON_HEADERS, robot, type Format } from './format.js';

const TEN_MINUTES = 10 * 60_000;
/** Below the 20,000 bytes of a message. */
const TEXT = 15_000;

/** 钉钉群机器人: 20 messages a minute, then it is blocked for ten. 加签: the time and its HMAC under the secret go into the address. */
export const dingtalk: Format = {
  limits: [atMostIn(20, 60_000)],
  posting({ url, secret }, message, at) {
    const address = new URL(url);
    if (secret !== null) {
      address.searchParams.set('timestamp', String(at));
      address.searchParams.set('sign', createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64'));
    }
    const content = { msgtype: 'markdown', markdown: { title: cut(message.title, 200), text: cut(textOf(message), TEXT) }, at: { isAtAll: calls(message) } };
    return { url: address.href, headers: JSON_HEADERS, body: JSON.stringify(content) };
  },
  read: robot({ code: ['errcode'], text: ['errmsg'], slow: [130101, 410100, 90030], pause: TEN_MINUTES, ours: [40035, 400102, 460101] }),
};

/** Its markdown wants an empty line between two lines. */
const textOf = (message: Message): string =>
  [`**${label(message.language).message.product}**`, ...textLinesOf(message).map((line) => plainLine(line, (of) => (of.url === null ? of.number : `[${of.number}](${of.url})`)))].join('\n\n');
