import { faultsOf } from '#platform';
import type { z } from 'zod';
import type { Kind } from '../content.js';
import type { ContentFault } from './said.js';

/** Rules that the schemas put into words themselves, in Chinese. */
const WORDED: Readonly<Record<string, string>> = {
  'a department code such as SAN or TWN-101': '须为部门代码，如 SAN 或 TWN-101', 'a class code such as E0110': '须为类别代码，如 E0110', 'a condition code such as E0110-1': '须为立案条件代码，如 E0110-1',
  'a code of 6, 9, 12 or 15 digits': '须为 6、9、12 或 15 位代码', 'letters, digits, dot, dash and underscore only': '只能用字母、数字、点、横线和下划线', 'lower-case letters, digits, dot, dash and underscore': '只能用小写字母、数字、点、横线和下划线',
  'a community of 12 digits or a cell of 15': '须为 12 位社区代码或 15 位网格代码', 'a ring must end where it begins': '环须首尾相接', 'must not contain control characters': '不能含控制字符',
};

/** What a schema found in one kind's content, all of it. */
export const schemaFaults = (kind: Kind, error: z.ZodError): ContentFault[] => allFaultsOf(error).map((f) => ({ kind, ...f }));

/** Every fault of a schema, in both languages. */
export const allFaultsOf = (error: z.ZodError): Omit<ContentFault, 'kind'>[] =>
  faultsOf(error, 'body', undefined, Infinity).map(({ pointer, code, message, zh = message }) => ({ path: pointer, code, en: message, zh: WORDED[message] ?? zh }));
