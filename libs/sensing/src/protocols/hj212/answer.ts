import { crcText } from './crc.js';
import type { Head } from './segment.js';

/** QnRtn of HJ 212-2017 table 6: 1 ready, 2 refused, 3 password, 4 MN, 5 ST, 6 Flag, 7 QN, 8 CN, 9 CRC, 100 unknown. */
export type QnRtn = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 100;

/** A whole frame around a segment. */
export function frameOf(segment: string): Buffer {
  const bytes = Buffer.from(segment, 'latin1');
  return Buffer.concat([Buffer.from(`##${String(bytes.length).padStart(4, '0')}`, 'latin1'), bytes, Buffer.from(`${crcText(bytes)}\r\n`, 'latin1')]);
}

/** CN 9014: the data arrived, to be sent after the commit (HJ 212-2017, 6.6.5.2). Flag keeps the version bits and asks for no answer. */
export const dataAnswer = (head: Head): Buffer => frameOf(`${quoted(head)}ST=91;CN=9014;PW=${ascii(head.pw)};MN=${ascii(head.mn)};Flag=${head.flag & 0b1111_1100};CP=&&&&`);

/** CN 9011: refused, and why; the logger sends it again or says it to its people. */
export const refusal = (head: Head, why: QnRtn): Buffer => frameOf(`${quoted(head)}ST=91;CN=9011;PW=${ascii(head.pw)};MN=${ascii(head.mn)};Flag=${head.flag & 0b1111_1100};CP=&&QnRtn=${why}&&`);

/** Whether a frame asks for an answer: bit 0 of Flag (HJ 212-2017, table 3). A logger that sends no Flag asks for none. */
export const wantsAnswer = (head: Head): boolean => (head.flag & 1) === 1;

const quoted = ({ qn }: Head): string => (qn === '' ? '' : `QN=${ascii(qn)};`);
const ascii = (text: string): string => text.replaceAll(/[^\x21-\x7e]|[;&=]/g, '').slice(0, 64);
