import { calendarsOf, LIMIT_UNITS, limitOf, reckon, type Calendar, type Instant } from '#domain';
import { KINDS } from '#directory';
import { loadConfig } from '#platform';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { RULEBOOK } from '../root.js';
import { sentence, type Sentence } from '../say.js';
import { UsageError, type Command, type Given } from './command.js';
import { environment, PROCESS_OPTIONS } from './env.js';
import { withDatabase } from './offline.js';

export const deadline: Command = {
  summary: sentence('计算时限：标准输入每行一问（JSON），逐行作答；有错行时退出码为 1', 'work out deadlines: a question a line (JSON) on standard input, an answer a line; exit code 1 when a line was faulty'),
  words: [],
  options: {
    rulebook: { type: 'string', value: 'DIR', help: sentence('用此目录中 calendar.json 的日历（默认：有数据库用数据库的，否则用随程序的）', 'the calendar of calendar.json in this folder (default: the database’s where there is one, else the program’s own)') },
    'data-dir': PROCESS_OPTIONS['data-dir'], 'database-url': PROCESS_OPTIONS['database-url'],
  },
  run: (given) => answer(given, process.stdin, process.stdout),
};

/** Answers all lines of `input` on `output` without holding them. The exit code: 1 when some line could not be answered. */
export async function answer(given: Given, input: Readable, output: Writable): Promise<number> {
  const calendarAt = await calendars(given);
  let faulty = false;
  async function* answers(): AsyncGenerator<string> {
    let line = 0, batch = '';
    // Opened only now: lines that come before somebody listens are lost.
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line++;
      if (text.trim() === '') continue;
      const said = lineOf(line, text, calendarAt);
      faulty ||= 'error' in said;
      batch += `${JSON.stringify(said)}\n`;
      if (batch.length > BATCH) { yield batch; batch = ''; }
    }
    if (batch !== '') yield batch;
  }
  try {
    await pipeline(Readable.from(answers()), output, { end: false });
  } catch (error) {
    // Whoever reads has seen enough, as `head` does.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
  return faulty ? 1 : 0;
}
const BATCH = 64 * 1024;

type CalendarAt = (place: string | null) => Calendar;

async function calendars(given: Given): Promise<CalendarAt> {
  const folder = given.values['rulebook'];
  if (typeof folder === 'string') return ofFiles(resolve(folder));
  const { databaseUrl, dataDir } = loadConfig(environment(given));
  const kept = databaseUrl !== null || ['postgres', 'postgres.place'].some((name) => existsSync(join(dataDir, name)));
  const content = kept ? await withDatabase(given, async ({ database }) => {
    const [there] = await database.query<{ there: boolean }>(`select to_regclass('public.rule_book') is not null as there`);
    if (there?.there !== true) return undefined;
    const [row] = await database.query<{ content: unknown }>(`select content from rule_book where kind = 'calendar' and effective_from <= $1 order by effective_from desc, version desc limit 1`, [Date.now()]);
    return row?.content;
  }) : undefined;
  return content === undefined ? ofFiles(RULEBOOK) : calendarsOf(KINDS.calendar.parse(content));
}

async function ofFiles(folder: string): Promise<CalendarAt> {
  const file = join(folder, 'calendar.json');
  try {
    return calendarsOf(z.object({ content: KINDS.calendar }).parse(JSON.parse(await readFile(file, 'utf8'))).content);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    throw new UsageError(sentence(`${file} 不是可用的日历：${why}`, `${file} is no calendar to work with: ${why}`));
  }
}

/** What a line may get wrong, and the rule that it broke. */
const BROKEN = {
  json: sentence('一行应是一个 JSON 对象', 'a line is one JSON object'),
  unknown: sentence('没有这个字段', 'there is no such field'),
  missing: sentence('应填写，且类型正确', 'must be given, and of the right kind'),
  instant: sentence('应为 ISO 8601 时刻，如 2026-11-23T10:00:00+08:00；不带时区的按县内时间；2000 年至 2200 年', 'an instant of ISO 8601, e.g. 2026-11-23T10:00:00+08:00; without an offset it is local time; from 2000 to 2200'),
  value: sentence('应为大于 0、不超过 10000 的数', 'a number above 0, at most 10000'),
  unit: sentence(`应为 ${LIMIT_UNITS.join('、')} 之一`, `one of ${LIMIT_UNITS.join(', ')}`),
  kind: sentence('延期的单位应与时限同类：同为工作时间或同为连续时间', 'an extension is of the same kind of time as the limit: both working or both continuous'),
  area: sentence('应为 6、9、12 或 15 位的区域或网格代码', 'the code of an area or cell: 6, 9, 12 or 15 digits'),
  order: sentence('暂停的结束应晚于开始', 'a pause ends after it begins'),
  early: sentence('延期不早于计时开始', 'an extension does not come before the start'),
  late: sentence('时限已过，不能再延期', 'the deadline had passed: it can be extended before it only'),
  many: sentence('最多 1000 项', 'at most 1000'),
  id: sentence('应为文字或数字', 'a text or a number'),
  idle: sentence('日历中此后没有工作时间', 'the calendar has no working time ahead'),
} as const satisfies Record<string, Sentence>;
type Broken = keyof typeof BROKEN;

const as = (rule: Broken) => ({ error: rule });
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;
const instant = z.string(as('instant')).max(40, as('instant')).refine((text) => {
  const bare = text.replace(/(Z|[+-]\d{2}:\d{2})$/, '');
  const day = LOCAL.exec(bare), at = Date.parse(`${bare.replace(' ', 'T')}Z`);
  return day !== null && new Date(at).getUTCDate() === Number(day[3]) && Number.isFinite(Date.parse(text.replace(' ', 'T'))) && Number(day[1]) >= 2000 && Number(day[1]) <= 2200;
}, as('instant'));
const amount = { value: z.number(as('value')).positive(as('value')).max(10_000, as('value')), unit: z.enum(LIMIT_UNITS, as('unit')) };
const question = z.strictObject({
  /** Given back with the answer. */
  id: z.union([z.string().max(200), z.number()], as('id')).optional(),
  start: instant,
  limit: z.strictObject(amount, as('missing')),
  pauses: z.array(z.strictObject({ from: instant, to: instant.nullish() }, as('missing')), as('missing')).max(1000, as('many')).default([]),
  /** `at`: when it was asked for. */
  extensions: z.array(z.strictObject({ at: instant, ...amount }, as('missing')), as('missing')).max(1000, as('many')).default([]),
  area: z.string(as('area')).regex(/^\d{6}(\d{3}){0,3}$/, as('area')).nullish(),
}, as('json'));

interface Fault { readonly line: number; readonly error: { readonly field: string | null; readonly rule: Sentence } }
interface Answer {
  readonly line: number;
  readonly id?: string | number;
  /** Null while it stands still. */
  readonly deadline: string | null;
  readonly provisional: boolean;
  /** Milliseconds of the limit's kind of time; the limit with its extensions. */
  readonly used: number;
  readonly limit: number;
  /** The working intervals that were counted; of a continuous limit the stretches outside the pauses. */
  readonly intervals: readonly (readonly [string, string])[];
}

/** The answer to one line. */
export function lineOf(line: number, text: string, calendarAt: CalendarAt): Answer | Fault {
  const fault = (field: string | null, rule: Broken): Fault => ({ line, error: { field, rule: BROKEN[rule] } });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return fault(null, 'json');
  }
  const read = question.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.');
    return fault(field === '' ? null : field, issue?.code === 'unrecognized_keys' ? 'unknown' : (issue?.message ?? '') in BROKEN ? (issue?.message as Broken) : 'missing');
  }
  const { id, start: from, limit: { value, unit }, area, ...told } = read.data;
  const calendar = calendarAt(area ?? null), limit = limitOf(value, unit);
  const at = (said: string): Instant => (/(Z|[+-]\d{2}:\d{2})$/.test(said) ? Date.parse(said.replace(' ', 'T')) : Date.parse(`${said.replace(' ', 'T')}Z`) - calendar.offset);
  const start = at(from);
  const pauses = told.pauses.map((p) => ({ from: at(p.from), to: p.to == null ? null : at(p.to) }));
  const extensions = told.extensions.map((e) => ({ at: at(e.at), by: limitOf(e.value, e.unit) }));
  const backwards = pauses.findIndex((p) => p.to !== null && p.to <= p.from), early = extensions.findIndex((e) => e.at < start), other = extensions.findIndex((e) => e.by.unit !== limit.unit);
  if (backwards >= 0) return fault(`pauses.${backwards}.to`, 'order');
  if (early >= 0) return fault(`extensions.${early}.at`, 'early');
  if (other >= 0) return fault(`extensions.${other}.unit`, 'kind');
  try {
    const found = reckon({ start, limit, pauses, extensions: extensions.map((e) => ({ at: e.at, by: e.by.amount })) }, calendar);
    if (found.late[0] !== undefined) return fault(`extensions.${found.late[0]}.at`, 'late');
    const say = (t: Instant): string => written(t, calendar);
    return {
      line, ...(id !== undefined && { id }), deadline: found.dueAt === null ? null : say(found.dueAt), provisional: found.provisional,
      used: found.used, limit: found.limit.amount, intervals: found.intervals.map(([begin, end]) => [say(begin), say(end)]),
    };
  } catch (error) {
    if (error instanceof RangeError) return fault('start', 'idle');
    throw error;
  }
}

/** ISO 8601 in the county's own time, to the millisecond. */
function written(at: Instant, { offset }: Calendar): string {
  const minutes = Math.abs(offset) / 60_000, two = (n: number): string => String(n).padStart(2, '0');
  return `${new Date(at + offset).toISOString().slice(0, -1)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
