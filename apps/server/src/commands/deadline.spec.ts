import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Given } from './command.js';
import { UsageError } from './command.js';
import { answer } from './deadline.js';

interface Said { line: number; id?: unknown; deadline?: string | null; provisional?: boolean; used?: number; limit?: number; intervals?: [string, string][]; error?: { field: string | null; rule: { zh: string; en: string } } }

const folder = mkdtempSync(join(tmpdir(), 'grid-deadline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command as a terminal gives it, in an empty data folder: the calendar is that of `rulebook/`. */
async function asked(lines: Iterable<unknown>, values: Given['values'] = {}): Promise<{ code: number; answers: Said[] }> {
  const out: string[] = [];
  const given: Given = { values: { 'data-dir': folder, ...values }, words: [], env: {}, language: 'en', say: () => undefined, progress: () => undefined };
  function* text(): Generator<string> { for (const l of lines) yield `${typeof l === 'string' ? l : JSON.stringify(l)}\n`; }
  const code = await answer(given, Readable.from(text()), new Writable({ write(chunk: Buffer, _, done) { out.push(chunk.toString()); done(); } }));
  return { code, answers: out.join('').split('\n').filter((l) => l !== '').map((l) => JSON.parse(l) as Said) };
}

const HOUR = 3_600_000;
const limit = (value: number, unit: string) => ({ value, unit });

describe('deadline', () => {
  it('knows every deadline of DOMAIN 8.3, from the county’s own rule book and without a server', async () => {
    const vectors: readonly (readonly [string, number, string, string])[] = [
      ['2026-11-23T10:00', 4, 'work_hour', '2026-11-23T16:00'], ['2026-11-23T10:00', 1, 'work_day', '2026-11-24T10:00'], ['2026-11-23T12:30', 2, 'work_hour', '2026-11-23T16:00'], ['2026-11-23T18:00', 2, 'work_hour', '2026-11-24T10:00'],
      ['2026-11-20T17:00', 4, 'work_hour', '2026-11-23T11:00'], ['2026-02-13T17:00', 4, 'work_hour', '2026-02-14T11:00'], ['2026-02-14T17:00', 1, 'work_day', '2026-02-24T17:00'], ['2026-02-11T09:00', 5, 'work_day', '2026-02-25T09:00'],
      ['2026-09-30T16:00', 2, 'work_day', '2026-10-09T16:00'], ['2026-04-30T17:30', 1, 'work_day', '2026-05-06T17:30'], ['2026-06-01T22:36', 2, 'urgent_hour', '2026-06-02T00:36'],
    ];
    const { code, answers } = await asked(vectors.map(([start, value, unit]) => ({ start, limit: limit(value, unit) })));
    expect(answers.map((a) => [a.deadline, a.provisional])).toEqual(vectors.map(([, , , due]) => [`${due}:00.000+08:00`, false]));
    expect(code).toBe(0);
    for (const a of answers) expect([a.used, a.intervals?.reduce((sum, [from, to]) => sum + Date.parse(to) - Date.parse(from), 0)]).toEqual([a.limit, a.limit]);
  });

  it('shows its working: a suspension of two days (11-24 09:00 becomes 11-26 09:00), and an extension beside it', async () => {
    const course = { start: '2026-11-23T09:00:00+08:00', limit: limit(1, 'work_day'), pauses: [{ from: '2026-11-23T15:00', to: '2026-11-25T15:00' }] };
    const { answers } = await asked([course, { ...course, id: 'extended', extensions: [{ at: '2026-11-23T14:00', value: 2, unit: 'work_hour' }] }, { ...course, pauses: [{ from: '2026-11-23T07:00:00Z' }] }]);
    const morning = ['2026-11-23T09:00:00.000+08:00', '2026-11-23T12:00:00.000+08:00'], afternoon = ['2026-11-23T14:00:00.000+08:00', '2026-11-23T15:00:00.000+08:00'];
    expect(answers).toEqual([
      { line: 1, deadline: '2026-11-26T09:00:00.000+08:00', provisional: false, used: 8 * HOUR, limit: 8 * HOUR, intervals: [morning, afternoon, ['2026-11-25T15:00:00.000+08:00', '2026-11-25T18:00:00.000+08:00'], ['2026-11-26T08:00:00.000+08:00', '2026-11-26T09:00:00.000+08:00']] },
      { line: 2, id: 'extended', deadline: '2026-11-26T11:00:00.000+08:00', provisional: false, used: 10 * HOUR, limit: 10 * HOUR, intervals: [morning, afternoon, ['2026-11-25T15:00:00.000+08:00', '2026-11-25T18:00:00.000+08:00'], ['2026-11-26T08:00:00.000+08:00', '2026-11-26T11:00:00.000+08:00']] },
      { line: 3, deadline: null, provisional: false, used: 4 * HOUR, limit: 8 * HOUR, intervals: [morning, afternoon] },
    ]);
  });

  it('says that a deadline in a year without a published calendar is provisional, and that the Torch Festival is a day off', async () => {
    const { answers } = await asked([{ start: '2027-12-31T17:00', limit: limit(4, 'work_hour') }, { start: '2026-08-05T17:00', limit: limit(2, 'work_hour'), area: '532323100' }]);
    expect(answers.map((a) => [a.provisional, a.deadline?.slice(0, 16)])).toEqual([[true, expect.any(String)], [false, '2026-08-10T09:00']]);
  });

  it('takes the calendar of another folder, with what differs in an area', async () => {
    const other = { content: { utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '01-01', windows: [['08:00', '12:00']] }], days: [], areas: [{ area: '532323101', seasons: [{ from: '05-01', windows: [['10:00', '11:00']] }] }] } };
    writeFileSync(join(folder, 'calendar.json'), JSON.stringify(other));
    const { answers } = await asked([null, '532323100001001', '532323101001001'].map((area) => ({ start: '2026-11-23T08:00', limit: limit(1, 'work_hour'), area })), { rulebook: folder });
    expect(answers.map((a) => a.deadline?.slice(11, 16))).toEqual(['09:00', '09:00', '11:00']);
    await expect(asked([], { rulebook: join(folder, 'nowhere') })).rejects.toBeInstanceOf(UsageError);
  });

  it('answers a faulty line with its field and the rule in both languages, goes on with the others, and says so at the end', async () => {
    const fine = { start: '2026-11-23T10:00', limit: limit(4, 'work_hour') };
    const faulty: readonly (readonly [unknown, string | null])[] = [
      ['{', null], ['[]', null], [{}, 'start'], [{ ...fine, start: '2026-02-30T10:00' }, 'start'], [{ ...fine, start: 'soon' }, 'start'], [{ ...fine, start: '1999-12-31T10:00' }, 'start'], [{ ...fine, limit: limit(0, 'work_hour') }, 'limit.value'],
      [{ ...fine, limit: limit(1, '工作日') }, 'limit.unit'], [{ ...fine, area: '5323' }, 'area'], [{ ...fine, urgent: true }, 'urgent'], [{ ...fine, pauses: [{ from: '2026-11-23T11:00', to: '2026-11-23T10:00' }] }, 'pauses.0.to'],
      [{ ...fine, extensions: [{ at: '2026-11-23T11:00', value: 1, unit: 'urgent_hour' }] }, 'extensions.0.unit'], [{ ...fine, extensions: [{ at: '2026-11-22T11:00', value: 1, unit: 'work_hour' }] }, 'extensions.0.at'],
      [{ ...fine, extensions: [{ at: '2026-11-23T16:00:00.001', value: 1, unit: 'work_hour' }] }, 'extensions.0.at'], [{ ...fine, start: '2001-01-02T10:00' }, 'start'],
    ];
    const { code, answers } = await asked([fine, '', ...faulty.map(([line]) => line), fine]);
    expect(code).toBe(1);
    expect(answers.map((a) => a.line)).toEqual([1, ...faulty.map((_, i) => i + 3), faulty.length + 3]);
    expect(answers.slice(1, -1).map((a) => a.error?.field)).toEqual(faulty.map(([, field]) => field));
    for (const { error } of answers.slice(1, -1)) expect([/[一-龥]/.test(error?.rule.zh ?? ''), /^[a-z]/.test(error?.rule.en ?? '')]).toEqual([true, true]);
    expect([answers[0]?.deadline, answers.at(-1)?.deadline]).toEqual(['2026-11-23T16:00:00.000+08:00', '2026-11-23T16:00:00.000+08:00']);
  });

  it('does not hold what it reads: answers come while questions still go in', async () => {
    let read = 0, readAtFirstAnswer = 0;
    const line = `${JSON.stringify({ start: '2026-11-23T10:00', limit: limit(4, 'work_hour') })}\n`;
    function* many(): Generator<string> { for (; read < 50_000; read++) yield line; }
    const given: Given = { values: { 'data-dir': folder }, words: [], env: {}, language: 'zh', say: () => undefined, progress: () => undefined };
    let answered = 0;
    await answer(given, Readable.from(many()), new Writable({ write(chunk: Buffer, _, done) { readAtFirstAnswer ||= read; answered += chunk.toString().split('\n').length - 1; done(); } }));
    expect(answered).toBe(50_000);
    expect(readAtFirstAnswer).toBeLessThan(25_000);
  });
});
