import type { z } from 'zod';
import type { FieldFault } from './problem-error.js';

export type Where = 'body' | 'query' | 'path';
type Issue = z.ZodError['issues'][number];
interface Said { readonly message: string; readonly zh: string }

/** An answer that names a thousand faults helps nobody. */
const MOST = 50;

const TYPES: Readonly<Record<string, Said>> = {
  string: { message: 'a text', zh: '文本' }, number: { message: 'a number', zh: '数字' }, int: { message: 'a whole number', zh: '整数' }, boolean: { message: 'true or false', zh: 'true 或 false' },
  array: { message: 'a list', zh: '列表' }, object: { message: 'an object', zh: '对象' }, record: { message: 'an object', zh: '对象' }, null: { message: 'null', zh: 'null' }, date: { message: 'a date', zh: '日期' },
};
const FORMATS: Readonly<Record<string, Said>> = {
  uuid: { message: 'a UUID', zh: ' UUID' }, datetime: { message: 'an instant as ISO 8601 with offset', zh: '带时区的 ISO 8601 时刻' }, date: { message: 'a date such as 2026-11-24', zh: '形如 2026-11-24 的日期' },
  email: { message: 'an e-mail address', zh: '电子邮件地址' }, url: { message: 'a URL', zh: '网址' },
};
const UNITS: Readonly<Record<string, Said>> = { string: { message: ' characters', zh: '个字符' }, array: { message: ' entries', zh: '项' }, set: { message: ' entries', zh: '项' }, file: { message: ' bytes', zh: '字节' } };

const UNSAID: Said = { message: 'is not valid', zh: '无效' };

/** Each fault that a schema found (the first `most`), with its pointer: RFC 6901 into a body, `query/name` and `path/name` else. `name` is the parameter where only one was checked. */
export function faultsOf(error: z.ZodError, where: Where, name?: string, most = MOST): FieldFault[] {
  return error.issues.flatMap((issue) => {
    const path = [...(name === undefined ? [] : [name]), ...issue.path.map(String)];
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return unknown.length > 0 ? unknown.map((key) => fault(issue, [...path, key], where)) : [fault(issue, path, where)];
  }).slice(0, most);
}

const fault = (issue: Issue, path: readonly string[], where: Where): FieldFault => ({ pointer: pointerTo(path, where), code: issue.code ?? 'custom', ...say(issue) });

const pointerTo = (path: readonly string[], where: Where): string => {
  const steps = path.map((step) => step.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1'));
  return where === 'body' ? steps.map((step) => `/${step}`).join('') : [where, ...steps].join('/');
};

/** The rule that was broken, in both languages; never what was sent. A rule the schema put into words itself keeps them. */
function say(issue: Issue): Said {
  if (issue.message.includes('\n')) return worded(issue) ?? UNSAID;
  if ((issue.code === 'invalid_union' || issue.code === 'invalid_value') && 'input' in issue && issue.input === undefined) return { message: 'is missing', zh: '缺失' };
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return { message: 'is missing', zh: '缺失' };
      const type = TYPES[issue.expected] ?? { message: `a ${issue.expected}`, zh: issue.expected };
      return { message: `must be ${type.message}`, zh: `须为${type.zh}` };
    }
    case 'too_big': return bound(issue.origin, 'at most', '至多', issue.maximum, issue.inclusive ?? true);
    case 'too_small': return bound(issue.origin, 'at least', '至少', issue.minimum, issue.inclusive ?? true);
    case 'invalid_format': {
      const format = FORMATS[issue.format];
      return format ? { message: `must be ${format.message}`, zh: `须为${format.zh}` } : worded(issue) ?? { message: 'has the wrong form', zh: '格式不正确' };
    }
    case 'invalid_value': return { message: `must be one of ${listed(issue.values)}`, zh: `须为以下之一：${listed(issue.values)}` };
    case 'not_multiple_of': return { message: `must be a multiple of ${issue.divisor}`, zh: `须为 ${issue.divisor} 的倍数` };
    case 'invalid_key': {
      const [inner] = issue.issues, why = inner === undefined ? null : worded(inner);
      return { message: `has a name that it may not have${why === null ? '' : `: ${why.message}`}`, zh: `名称不符合要求${why === null ? '' : `：${why.zh}`}` };
    }
    case 'unrecognized_keys': return { message: 'is not a known field', zh: '未知字段' };
    case 'invalid_union': return { message: 'fits none of the allowed forms', zh: '不符合任何允许的形式' };
    default: return worded(issue) ?? UNSAID;
  }
}

function bound(origin: string, en: string, zh: string, limit: number | bigint, inclusive: boolean): Said {
  const unit = UNITS[origin];
  if (unit) return { message: `must have ${en} ${limit}${unit.message}`, zh: `须${zh} ${limit} ${unit.zh}` };
  return inclusive ? { message: `must be ${en} ${limit}`, zh: `须${zh}为 ${limit}` } : { message: `must be ${en === 'at most' ? 'less' : 'more'} than ${limit}`, zh: `须${en === 'at most' ? '小于' : '大于'} ${limit}` };
}

const listed = (values: readonly unknown[]): string => values.slice(0, 30).map(String).join(', ') + (values.length > 30 ? ' …' : '');

/** Words the schema's author chose, other than zod's own: English, and Chinese on the second line. */
function worded({ message }: Issue): Said | null {
  const [en = '', zh = en] = message.split('\n');
  return /^(Invalid|Too|Unrecognized)/.test(en) ? null : { message: en, zh };
}
