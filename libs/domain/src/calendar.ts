import type { Instant, Millis } from './vocabulary.js';

/** `working` runs only inside the calendar's windows; `continuous` never stops. `amount` in milliseconds. */
export interface Limit {
  readonly amount: Millis;
  readonly unit: 'working' | 'continuous';
}

/** Working windows of one local day, as offsets from local midnight, ascending and disjoint. */
export type Windows = readonly (readonly [Millis, Millis])[];

export interface Calendar {
  /** Local time minus UTC. China keeps one offset all year, so local midnight is a plain sum. */
  readonly offset: Millis;
  /** Windows of a local day (days since 1970); empty on a day off. */
  windows(day: number): Windows;
  /** Whether the year's public holidays have been published; beyond that a deadline is provisional. */
  published(year: number): boolean;
}

export const HOUR: Millis = 3_600_000;
export const DAY: Millis = 24 * HOUR;

/** So many days off in a row and the calendar is called faulty rather than searched for ever. */
const DROUGHT_DAYS = 3 * 366;

/** The moment at which `limit` is used up when it starts to run at `from`. Throws RangeError when no working time lies ahead. */
export function expiry(cal: Calendar, from: Instant, limit: Limit): Instant {
  if (limit.unit === 'continuous' || limit.amount <= 0) return from + Math.max(0, limit.amount);
  let left = limit.amount;
  let worked = localDay(cal, from);
  for (let day = worked; day - worked < DROUGHT_DAYS; day++) {
    const midnight = day * DAY - cal.offset;
    for (const [open, close] of cal.windows(day)) {
      worked = day;
      const start = Math.max(midnight + open, from);
      const room = midnight + close - start;
      if (room <= 0) continue;
      if (room >= left) return start + left;
      left -= room;
    }
  }
  throw new RangeError('calendar has no working time ahead');
}

/** How much of the limit's kind of time lies between two moments; 0 when `to` is not after `from`. */
export function elapsed(cal: Calendar, from: Instant, to: Instant, unit: Limit['unit']): Millis {
  if (to <= from) return 0;
  if (unit === 'continuous') return to - from;
  let sum = 0;
  for (let day = localDay(cal, from), last = localDay(cal, to); day <= last; day++) {
    const midnight = day * DAY - cal.offset;
    for (const [open, close] of cal.windows(day)) sum += Math.max(0, Math.min(midnight + close, to) - Math.max(midnight + open, from));
  }
  return sum;
}

/** True when a working-time answer between the two moments leans on a year whose holidays are not published. */
export function provisional(cal: Calendar, from: Instant, to: Instant): boolean {
  for (let year = localYear(cal, from), last = localYear(cal, to); year <= last; year++) if (!cal.published(year)) return true;
  return false;
}

/** The calendar as the rule book keeps it. Dates are local, `YYYY-MM-DD`. */
export interface CalendarData {
  readonly utcOffsetMinutes: number;
  /** Years whose State Council notice has been loaded. */
  readonly publishedYears: readonly number[];
  /** Working windows with effective dates; the last one that has begun holds. Times are `HH:MM`. */
  readonly seasons: readonly { readonly from: string; readonly windows: readonly (readonly [string, string])[] }[];
  /** Exceptions to "Monday to Friday works": `off` days and make-up `work` days. Local days are rows like any other. */
  readonly days: readonly { readonly date: string; readonly kind: 'off' | 'work' }[];
}

const NOTHING: Windows = [];

/** Builds the calendar of an area. Days are looked up once and remembered: a deadline walks the same weeks again and again. */
export function calendarOf(data: CalendarData): Calendar {
  const exceptions = new Map(data.days.map((d) => [dayOf(d.date), d.kind]));
  const seasons = data.seasons.map((s) => ({ from: dayOf(s.from), windows: s.windows.map(([a, b]) => [timeOf(a), timeOf(b)] as const) })).sort((a, b) => b.from - a.from);
  const years = new Set(data.publishedYears);
  const known = new Map<number, Windows>();
  return {
    offset: data.utcOffsetMinutes * 60_000,
    published: (year) => years.has(year),
    windows(day) {
      let windows = known.get(day);
      if (windows === undefined) {
        const works = exceptions.get(day) ?? (isWeekday(day) ? 'work' : 'off');
        windows = works === 'work' ? (seasons.find((s) => s.from <= day)?.windows ?? NOTHING) : NOTHING;
        known.set(day, windows);
      }
      return windows;
    },
  };
}

/** The units of the standards (DOMAIN 2.5). 1 工作日 = 8 working hours; "urgent" and natural units never stop. */
export const LIMIT_UNITS = ['urgent_minute', 'urgent_hour', 'urgent_day', 'work_hour', 'work_day', 'natural_day'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

const UNIT: Readonly<Record<LimitUnit, Limit>> = {
  urgent_minute: { amount: 60_000, unit: 'continuous' },
  urgent_hour: { amount: HOUR, unit: 'continuous' },
  urgent_day: { amount: DAY, unit: 'continuous' },
  natural_day: { amount: DAY, unit: 'continuous' },
  work_hour: { amount: HOUR, unit: 'working' },
  work_day: { amount: 8 * HOUR, unit: 'working' },
};

export const limitOf = (value: number, unit: LimitUnit): Limit => ({ amount: Math.round(value * UNIT[unit].amount), unit: UNIT[unit].unit });

/** Days since 1970 of a local date `YYYY-MM-DD`. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
export const localDay = (cal: Pick<Calendar, 'offset'>, at: Instant): number => Math.floor((at + cal.offset) / DAY);

const localYear = (cal: Calendar, at: Instant): number => new Date(at + cal.offset).getUTCFullYear();
const timeOf = (hhmm: string): Millis => Number(hhmm.slice(0, 2)) * HOUR + Number(hhmm.slice(3, 5)) * 60_000;
/** 1970-01-01 was a Thursday. */
const isWeekday = (day: number): boolean => { const d = (((day + 4) % 7) + 7) % 7; return d !== 0 && d !== 6; };
