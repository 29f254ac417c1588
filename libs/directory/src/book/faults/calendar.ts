import type { Contents } from '../content.js';
import { areaKnownIn } from './known.js';
import { twice, type Say } from './said.js';

type CalendarData = Contents['calendar'];
type Season = CalendarData['seasons'][number];

/** Working time: windows in order, from the first published year on, no year and no holiday left out, areas that are there. */
export function calendarAgrees(book: Contents, say: Say): void {
  const { publishedYears, seasons, days, areas = [] } = book.calendar;
  seasonsAgree(seasons, '/seasons', say);
  daysAgree(days, '/days', publishedYears, say);
  beginsInTime(book.calendar, say);
  yearsAgree(book.calendar, say);
  const inside = areaKnownIn(book);
  twice(areas.map((a) => a.area), (i, area) => say('calendar', `/areas/${i}/area`, 'twice', area));
  areas.forEach((a, i) => {
    const path = `/areas/${i}`;
    if (!inside(a.area)) say('calendar', `${path}/area`, 'unknown-area', a.area);
    if (a.seasons === undefined && a.days === undefined) say('calendar', path, 'area-differs-in-nothing');
    if (a.seasons) seasonsAgree(a.seasons, `${path}/seasons`, say);
    if (a.days) daysAgree(a.days, `${path}/days`, publishedYears, say);
  });
}

function seasonsAgree(seasons: readonly Season[], path: string, say: Say): void {
  twice(seasons.map((s) => s.from), (i, from) => say('calendar', `${path}/${i}/from`, 'twice', from));
  seasons.forEach(({ windows }, i) => windows.forEach(([open, close], k) => {
    if (open >= close || open < (windows[k - 1]?.[1] ?? '00:00')) say('calendar', `${path}/${i}/windows/${k}`, 'windows-overlap');
  }));
}

function daysAgree(days: CalendarData['days'], path: string, years: readonly number[], say: Say): void {
  twice(days.map((d) => d.date), (i, date) => say('calendar', `${path}/${i}/date`, 'twice', date));
  // The notice for a year may reach into the last days of the year before and the first of the year after.
  const known = new Set(years.flatMap((y) => [`${y}`, `${y - 1}-12`, `${y + 1}-01`]));
  days.forEach((d, i) => { if (!known.has(d.date.slice(0, 4)) && !known.has(d.date.slice(0, 7))) say('calendar', `${path}/${i}/date`, 'day-not-published', d.date); });
}

/** A season of every year has always begun; one with a date must have before the first year that is published. */
function beginsInTime({ seasons, publishedYears }: CalendarData, say: Say): void {
  if (publishedYears.length === 0 || seasons.some((s) => s.from.length === 5)) return;
  const first = `${Math.min(...publishedYears)}-01-01`;
  if (!seasons.some((s) => s.from <= first)) say('calendar', '/seasons/0/from', 'never-begins', first);
}

/** 全国年节及纪念日放假办法: these days are off in every year; those of the lunar calendar within these days of the solar one. */
const HOLIDAYS: readonly { readonly zh: string; readonly en: string; readonly from: string; readonly to: string; readonly days: number }[] = [
  { zh: '元旦', en: 'New Year’s Day', from: '01-01', to: '01-01', days: 1 }, { zh: '春节', en: 'Spring Festival', from: '01-20', to: '02-24', days: 3 }, { zh: '清明节', en: 'Qingming', from: '04-03', to: '04-06', days: 1 },
  { zh: '劳动节', en: 'Labour Day', from: '05-01', to: '05-01', days: 1 }, { zh: '端午节', en: 'Dragon Boat Festival', from: '05-27', to: '06-26', days: 1 }, { zh: '国庆节', en: 'National Day', from: '10-01', to: '10-03', days: 3 },
];

/** Years without a gap, each with the days off that it must have. */
function yearsAgree({ publishedYears, days }: CalendarData, say: Say): void {
  const sorted = publishedYears.toSorted((a, b) => a - b);
  twice(publishedYears.map(String), (i, year) => say('calendar', `/publishedYears/${i}`, 'twice', year));
  for (let year = (sorted[0] ?? 0) + 1; year < (sorted.at(-1) ?? 0); year++) if (!publishedYears.includes(year)) say('calendar', '/publishedYears', 'year-gap', year);
  const off = days.filter((d) => d.kind === 'off').map((d) => d.date);
  publishedYears.forEach((year, i) => {
    for (const { zh, en, from, to, days: least } of HOLIDAYS) {
      if (off.filter((date) => date >= `${year}-${from}` && date <= `${year}-${to}`).length < least) say('calendar', `/publishedYears/${i}`, 'day-missing', zh, en, year);
    }
  });
}
