import { label } from '#contract';
import { calls, cut, textLinesOf, plainLine, type Message, type Said } from '../../message.js';
import { atMostIn } from '../../policy/bucket.js';
import { JSON_HEADERS, robot, type Format } from './format.js';

/** What one markdown and one text message hold, in bytes. */
const MARKDOWN = 4096, TEXT = 2048;

/** 企业微信群机器人: the key in the address is all its protection; 20 messages a minute. Only a text can call out to everybody in the group. */
export const wecom: Format = {
  limits: [atMostIn(20, 60_000)],
  posting({ url }, message) {
    const content = calls(message)
      ? { msgtype: 'text', text: { content: cut(body(message, (of) => (of.url === null ? of.number : `${of.number} ${of.url}`)), TEXT), mentioned_list: ['@all'] } }
      : { msgtype: 'markdown', markdown: { content: cut(`**${label(message.language).message.product}**\n${body(message, (of) => (of.url === null ? of.number : `[${of.number}](${of.url})`))}`, MARKDOWN) } };
    return { url, headers: JSON_HEADERS, body: JSON.stringify(content) };
  },
  read: robot({ code: ['errcode'], text: ['errmsg'], slow: [45009], ours: [40008, 44004, 45002] }),
};

const body = (message: Message, link: (of: Said) => string): string => textLinesOf(message).map((line) => plainLine(line, link)).join('\n');
