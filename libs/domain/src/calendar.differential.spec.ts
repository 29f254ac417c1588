import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { calendarsOf, elapsed, expiry, intervals, provisional, type Calendar, type CalendarData, type CalendarDay, type Season } from './calendar.js';
import { reckon, type Course } from './reckoning.js';
import { CALENDAR_2026 } from './testing/county.js';
import { drawing, one, type Draw } from './testing/walk.js';
import type { Instant } from './vocabulary.js';

/**
 * The calendar and the clocks against two that share nothing with them: somebody who walks every minute of three years, and Debian's
 * Business::Hours, fed day by day. What the days are is read from the data by the test itself.
 */

const MINUTE = 60_000, MINUTES_A_DAY = 1440;
const FIRST = '2025-01-01', DAYS = 3 * 365 + 200;
const OFFSET = 480 * MINUTE;
/** The local midnight of the first day. */
const ORIGIN = Date.parse(`${FIRST}T00:00:00Z`) - OFFSET;
const dates = Array.from({ length: DAYS }, (_, i) => new Date(Date.parse(`${FIRST}T00:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10));

const AREAS = ['532323', '532323100', '532323100001', '532323100001001', '532323101'];
const PLACES = [null, '532323100001001', '532323100001002', '532323100002001', '532323101001001', '532399001001001'];
const WINDOWS: readonly (readonly (readonly [string, string])[])[] = [
  [['08:00', '12:00'], ['14:00', '18:00']], [['08:30', '12:00'], ['14:30', '17:30']], [['09:00', '17:00']], [['07:30', '11:45'], ['15:00', '18:59']],
  [['06:00', '09:00'], ['10:00', '12:00'], ['13:15', '20:30']], [['00:00', '24:00']], [['22:00', '24:00']], [['00:00', '00:01'], ['23:00', '23:59']],
];

const season = (draw: Draw): Season => ({ from: draw(2) === 0 ? (dates[draw(DAYS)] as string) : one(draw, ['01-01', '02-29', '05-01', '06-15', '10-01', '12-31']), windows: one(draw, WINDOWS) });
const days = (draw: Draw, n: number): CalendarDay[] => [...new Map(Array.from({ length: n }, () => one(draw, dates)).map((date) => [date, { date, kind: draw(3) === 0 ? 'work' : 'off' } as const])).values()];
const some = <T>(draw: Draw, n: number, make: () => T): T[] => Array.from({ length: draw(n) }, make);

/** 2026 as it was, or any other county: seasons in any order, many days off and made up, parts with days and seasons of their own. */
function county(draw: Draw, nth: number): CalendarData {
  if (nth === 0) return { ...CALENDAR_2026, publishedYears: [2025, 2026] };
  return {
    utcOffsetMinutes: 480, publishedYears: [2025, 2026],
    seasons: [{ from: one(draw, ['2020-01-01', '2020-01-01', '2025-04-10', '03-01']), windows: one(draw, WINDOWS) }, ...some(draw, 5, () => season(draw))],
    days: days(draw, draw(200)),
    areas: AREAS.filter(() => draw(2) === 0).map((area) => ({ area, ...(draw(2) === 0 && { seasons: [{ from: '2019-06-01', windows: one(draw, WINDOWS) }, ...some(draw, 3, () => season(draw))] }), ...(draw(3) > 0 && { days: days(draw, draw(60)) }) })),
  };
}

/** The windows of each day, as the rule book's words have it: written without the code under test. */
function windowsOf(data: CalendarData, place: string | null): readonly (readonly (readonly [string, string])[])[] {
  const around = (data.areas ?? []).filter((a) => place?.startsWith(a.area) === true).sort((a, b) => a.area.length - b.area.length);
  const seasons = around.findLast((a) => a.seasons !== undefined)?.seasons ?? data.seasons;
  const kinds = Object.fromEntries([...data.days, ...around.flatMap((a) => a.days ?? [])].map((d) => [d.date, d.kind]));
  return dates.map((date) => {
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    if ((kinds[date] ?? (weekday === 0 || weekday === 6 ? 'off' : 'work')) === 'off') return [];
    const begun = ({ from }: Season): string => {
      if (from.length > 5) return from <= date ? `${from} b` : '';
      const year = Number(date.slice(0, 4));
      return `${year}-${from}` <= date ? `${year}-${from} a` : `${year - 1}-${from} a`;
    };
    const latest = seasons.map(begun).reduce((a, b) => (b > a ? b : a), '');
    return latest === '' ? [] : (seasons.find((s) => begun(s) === latest)?.windows ?? []);
  });
}

const minuteOf = (hhmm: string): number => Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(3));

/** One mark for each minute of the years: whether somebody works in it. */
function minutesOf(windows: ReturnType<typeof windowsOf>): Uint8Array {
  const marks = new Uint8Array(DAYS * MINUTES_A_DAY);
  windows.forEach((spans, day) => { for (const [open, close] of spans) marks.fill(1, day * MINUTES_A_DAY + minuteOf(open), day * MINUTES_A_DAY + minuteOf(close)); });
  return marks;
}

/** A county, a place in it, the calendar under test and the marks to walk by. */
interface World { readonly calendar: Calendar; readonly windows: ReturnType<typeof windowsOf>; readonly marks: Uint8Array }
function worlds(draw: Draw, count: number): World[] {
  return Array.from({ length: count }, (_, nth) => {
    const data = county(draw, nth), place = one(draw, PLACES), windows = windowsOf(data, place);
    return { calendar: calendarsOf(data)(place), windows, marks: minutesOf(windows) };
  });
}

const at = (minute: number): Instant => ORIGIN + minute * MINUTE;
const said = (t: Instant | null): string => (t === null ? '—' : new Date(t + OFFSET).toISOString().slice(0, 19));

/** The first two years and a bit: what is left is room to end in. */
const START = (2 * 365 + 30) * MINUTES_A_DAY;
/** With both halves more than 100,000 courses of a clock are walked. */
const WORLDS = 40, CASES = 1_300;

describe('against somebody who walks every minute', () => {
  it(`agrees in all of ${(WORLDS * CASES).toLocaleString('en')} questions: when so much working time is over, and how much lies between two moments`, () => {
    const draw = drawing(20261123);
    let asked = 0;
    for (const { calendar, marks } of worlds(draw, WORLDS)) for (let n = 0; n < CASES; n++, asked++) {
      const from = draw(START), minutes = 1 + draw(one(draw, [60, 600, 3000]));
      let left = minutes, end = from;
      while (left > 0) left -= marks[end++] ?? fail('ran out of years');
      const due = expiry(calendar, at(from), { amount: minutes * MINUTE, unit: 'working' });
      if (due !== at(end)) throw new Error(`${minutes} working minutes from ${said(at(from))}: walked to ${said(at(end))}, not ${said(due)}`);
      const to = from + draw(20 * MINUTES_A_DAY);
      let worked = 0;
      for (let m = from; m < to; m++) worked += marks[m] ?? 0;
      if (elapsed(calendar, at(from), at(to), 'working') !== worked * MINUTE) throw new Error(`between ${said(at(from))} and ${said(at(to))}: walked ${worked} minutes, not ${elapsed(calendar, at(from), at(to), 'working') / MINUTE}`);
      const spans = intervals(calendar, at(from), at(to), 'working');
      if (spans.reduce((sum, [a, b]) => sum + b - a, 0) !== worked * MINUTE || spans.some(([a, b], i) => b <= a || a <= (spans[i - 1]?.[1] ?? 0))) throw new Error(`the stretches between ${said(at(from))} and ${said(at(to))}: ${JSON.stringify(spans.map((s) => s.map(said)))}`);
    }
    expect(asked).toBeGreaterThanOrEqual(50_000);
  });

  it(`agrees in all of ${(WORLDS * CASES).toLocaleString('en')} whole clocks, with pauses and extensions, working and continuous`, () => {
    const draw = drawing(20261124);
    const seen = { paused: 0, extended: 0, late: 0, still: 0, provisional: 0 };
    let asked = 0;
    for (const { calendar, marks } of worlds(draw, WORLDS)) for (let n = 0; n < CASES; n++, asked++) {
      const from = draw(START), unit = draw(4) === 0 ? 'continuous' : 'working', minutes = 1 + draw(one(draw, [120, 2400]));
      const near = (): number => from - 200 + draw(one(draw, [600, 6000, 20_000]));
      const pauses = some(draw, 4, () => { const begin = near(); return { from: begin, to: draw(12) === 0 ? null : begin + draw(one(draw, [100, 8000])) }; });
      const extensions = some(draw, 3, () => ({ at: Math.max(from, near()), by: 1 + draw(1200) }));
      const walked = walk(marks, from, minutes, unit === 'continuous', pauses, extensions);
      const course: Course = {
        start: at(from), limit: { amount: minutes * MINUTE, unit },
        pauses: pauses.map((p) => ({ from: at(p.from), to: p.to === null ? null : at(p.to) })), extensions: extensions.map((e) => ({ at: at(e.at), by: e.by * MINUTE })),
      };
      const found = reckon(course, calendar);
      const due = walked.end === null ? null : at(walked.end);
      if (found.dueAt !== due || found.used !== walked.used * MINUTE || String([...found.late].sort()) !== String(walked.late) || found.provisional !== (unit === 'working' && walked.provisional))
        throw new Error(`${JSON.stringify({ from: said(at(from)), minutes, unit, pauses: course.pauses.map((p) => [said(p.from), said(p.to)]), extensions: extensions.map((e) => [said(at(e.at)), e.by]) })}: walked ${JSON.stringify({ ...walked, end: said(due) })}, not ${JSON.stringify({ ...found, dueAt: said(found.dueAt), intervals: found.intervals.length })}`);
      seen.paused += Number(pauses.length > 0); seen.extended += Number(extensions.length > 0); seen.late += found.late.length; seen.still += Number(due === null); seen.provisional += Number(found.provisional);
    }
    expect(asked).toBeGreaterThanOrEqual(50_000);
    for (const [what, times] of Object.entries(seen)) expect([what, times > 1000]).toEqual([what, true]);
  });
});

const fail = (why: string): never => { throw new Error(why); };

/** A mark for each minute of a pause; wiped after each walk. */
const still = new Uint8Array(DAYS * MINUTES_A_DAY);

/** Minute by minute: stands still in a pause, else counts; what is asked for when the last minute is over is too late. `end` null: it stands still for good. */
function walk(marks: Uint8Array, from: number, limit: number, continuous: boolean, pauses: readonly { from: number; to: number | null }[], extensions: readonly { at: number; by: number }[]): { end: number | null; used: number; late: readonly number[]; provisional: boolean } {
  for (const p of pauses) still.fill(1, Math.max(0, p.from), Math.max(0, p.to ?? still.length));
  const waiting = [...extensions.entries()].sort(([, a], [, b]) => a.at - b.at), endless = Math.min(...pauses.map((p) => (p.to === null ? p.from : Infinity)));
  let left = limit, used = 0, minute = from, counted = from, end: number | null = null;
  for (; ; minute++) {
    while (waiting[0]?.[1].at === minute) left += waiting.shift()?.[1].by ?? 0;
    if (left === 0) { counted = end = minute; break; }
    if (still[minute] === 1) {
      if (minute >= endless && waiting.length === 0) break;
    } else {
      counted = minute;
      if (continuous || marks[minute] === 1) { left--; used++; }
    }
  }
  for (const p of pauses) still.fill(0, Math.max(0, p.from), Math.max(0, p.to ?? still.length));
  return { end, used, late: end === null ? [] : waiting.map(([i]) => i).sort(), provisional: (dates[Math.floor(counted / MINUTES_A_DAY)] as string) > '2027' };
}

/** What is missing for the Perl half; null when nothing is. */
function missing(): string | null {
  const tried = spawnSync('perl', ['-MBusiness::Hours', '-e', '1'], { encoding: 'utf8' });
  return tried.error ? 'perl is not installed' : tried.status === 0 ? null : 'the Perl module Business::Hours (Debian: libbusiness-hours-perl) is not installed';
}
const lacks = missing();
if (lacks !== null) console.warn(`calendar.differential: ${lacks}; the comparison with it is skipped`);

(lacks === null ? describe : describe.skip)('against Debian’s Business::Hours, fed day by day', () => {
  const PERL_WORLDS = 20, PERL_CASES = 2_500;

  it(`agrees in all of ${(PERL_WORLDS * PERL_CASES).toLocaleString('en')} deadlines and as many spans between two moments, to the second`, () => {
    const draw = drawing(20261125);
    const lines: string[] = [], ours: { readonly asked: string; readonly answer: number }[] = [];
    const ask = (asked: string, answer: number): void => { lines.push(asked); ours.push({ asked, answer }); };
    for (const { calendar, windows } of worlds(draw, PERL_WORLDS)) {
      lines.push('calendar', ...dates.map((date, i) => ['day', date, ...(windows[i] ?? []).map((span) => span.join('-'))].join(' ')));
      // A year of its own for each, because a day's hours are worked out once.
      const year = draw(365) * 86_400;
      for (let n = 0; n < PERL_CASES; n++) {
        const from = ORIGIN / 1000 + year + draw(365 * 86_400), seconds = 1 + draw(one(draw, [3600, 36_000, 144_000])), to = from + draw(one(draw, [86_400, 20 * 86_400]));
        ask(`due ${from} ${seconds}`, expiry(calendar, from * 1000, { amount: seconds * 1000, unit: 'working' }) / 1000);
        ask(`between ${from} ${to}`, elapsed(calendar, from * 1000, to * 1000, 'working') / 1000);
      }
    }
    // CST-8: eight hours east of Greenwich, whatever zones the machine knows.
    const theirs = execFileSync('perl', [fileURLToPath(new URL('./calendar.differential.pl', import.meta.url))], { input: `${lines.join('\n')}\n`, encoding: 'utf8', env: { ...process.env, TZ: 'CST-8' }, maxBuffer: 1 << 28 }).trimEnd().split('\n').map(Number);
    expect(theirs).toHaveLength(ours.length);
    const different = ours.filter(({ answer }, i) => answer !== theirs[i]);
    expect([different.length, different[0] ?? null]).toEqual([0, null]);
    expect(ours.length).toBeGreaterThanOrEqual(100_000);
  });
});

it('a deadline is provisional exactly when a year that it runs in is not published', () => {
  const calendar = calendarsOf(CALENDAR_2026)(null);
  expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((date) => provisional(calendar, Date.parse(`${date}T12:00:00+08:00`), Date.parse(`${date}T12:00:00+08:00`)))).toEqual([true, false, false, true]);
});
