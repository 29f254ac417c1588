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

/** The stretches in which that kind of time runs between two moments, ascending, none touching the next; their lengths add up to `elapsed`. */
export function intervals(cal: Calendar, from: Instant, to: Instant, unit: Limit['unit']): readonly (readonly [Instant, Instant])[] {
  if (to <= from) return [];
  if (unit === 'continuous') return [[from, to]];
  const found: [Instant, Instant][] = [];
  for (let day = localDay(cal, from), last = localDay(cal, to); day <= last; day++) {
    const midnight = day * DAY - cal.offset;
    for (const [open, close] of cal.windows(day)) {
      const start = Math.max(midnight + open, from), end = Math.min(midnight + close, to), before = found.at(-1);
      if (end <= start) continue;
      if (before?.[1] === start) before[1] = end;
      else found.push([start, end]);
    }
  }
  return found;
}

/** True when a working-time answer between the two moments leans on a year whose holidays are not published. */
export function provisional(cal: Calendar, from: Instant, to: Instant): boolean {
  for (let year = localYear(cal, from), last = localYear(cal, to); year <= last; year++) if (!cal.published(year)) return true;
  return false;
}

/** Working windows from a day on: a date, or `MM-DD` for that day of every year (02-29 is 1 March where there is none). Times are `HH:MM`. */
export interface Season {
  readonly from: string;
  readonly windows: readonly (readonly [string, string])[];
}

/** An exception to "Monday to Friday works": a day `off`, or a make-up day that is `work`. Local days are rows like any other. */
export interface CalendarDay {
  readonly date: string;
  readonly kind: 'off' | 'work';
}

/** The calendar as the rule book keeps it. Dates are local, `YYYY-MM-DD`. */
export interface CalendarData {
  readonly utcOffsetMinutes: number;
  /** Years whose State Council notice has been loaded. */
  readonly publishedYears: readonly number[];
  /** The last one that has begun holds; of two that begin on the same day the one with a year. */
  readonly seasons: readonly Season[];
  readonly days: readonly CalendarDay[];
  /** What differs in a part of the county, by the first digits of a cell's code: its days come on top of those around it, its seasons take their place. */
  readonly areas?: readonly { readonly area: string; readonly seasons?: readonly Season[] | undefined; readonly days?: readonly CalendarDay[] | undefined }[] | undefined;
}

const NOTHING: Windows = [];

/** The county's calendar, without what differs in its parts. Days are looked up once and remembered: a deadline walks the same weeks again and again. */
export function calendarOf(data: CalendarData): Calendar {
  const exceptions = new Map(data.days.map((d) => [dayOf(d.date), d.kind]));
  const seasons = data.seasons.map((s) => ({ begun: beginning(s.from), yearly: s.from.length === MONTH_DAY, windows: s.windows.map(([a, b]) => [timeOf(a), timeOf(b)] as const) }));
  const years = new Set(data.publishedYears);
  const known = new Map<number, Windows>();
  const held = (day: number): Windows => {
    let latest: (typeof seasons)[number] | null = null, since = -Infinity;
    for (const s of seasons) {
      const begun = s.begun(day);
      if (begun > since || (latest !== null && begun === since && latest.yearly && !s.yearly)) [latest, since] = [s, begun];
    }
    return latest?.windows ?? NOTHING;
  };
  return {
    offset: data.utcOffsetMinutes * 60_000,
    published: (year) => years.has(year),
    windows(day) {
      let windows = known.get(day);
      if (windows === undefined) {
        const works = exceptions.get(day) ?? (isWeekday(day) ? 'work' : 'off');
        windows = works === 'work' ? held(day) : NOTHING;
        known.set(day, windows);
      }
      return windows;
    },
  };
}

/** The calendar of each place of the county, by its cell or the first digits of one; null: the county's. The longest area that it lies in decides, with what that inherits from the shorter ones. */
export function calendarsOf(data: CalendarData): (place: string | null) => Calendar {
  const county = calendarOf(data), areas = data.areas ?? [];
  if (areas.length === 0) return () => county;
  const calendars = new Map<string, Calendar>();
  for (const { area } of areas) {
    const around = areas.filter((other) => area.startsWith(other.area)).sort((a, b) => a.area.length - b.area.length);
    calendars.set(area, calendarOf({ ...data, seasons: around.reduce((seasons, a) => a.seasons ?? seasons, data.seasons), days: [...data.days, ...around.flatMap((a) => a.days ?? [])] }));
  }
  const lengths = [...new Set([...calendars.keys()].map((area) => area.length))].sort((a, b) => b - a);
  return (place) => {
    if (place !== null) for (const length of lengths) {
      const calendar = place.length < length ? undefined : calendars.get(place.slice(0, length));
      if (calendar !== undefined) return calendar;
    }
    return county;
  };
}

const MONTH_DAY = 'MM-DD'.length;

/** The last day up to a given one on which a season began; -Infinity when it never has. */
function beginning(from: string): (day: number) => number {
  if (from.length !== MONTH_DAY) {
    const first = dayOf(from);
    return (day) => (first <= day ? first : -Infinity);
  }
  const month = Number(from.slice(0, 2)) - 1, date = Number(from.slice(3));
  return (day) => {
    const year = new Date(day * DAY).getUTCFullYear(), first = Date.UTC(year, month, date) / DAY;
    return first <= day ? first : Date.UTC(year - 1, month, date) / DAY;
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
/** Milliseconds after midnight of a local time `HH:MM`. */
export const timeOf = (hhmm: string): Millis => Number(hhmm.slice(0, 2)) * HOUR + Number(hhmm.slice(3, 5)) * 60_000;
/** 1970-01-01 was a Thursday. */
const isWeekday = (day: number): boolean => { const d = (((day + 4) % 7) + 7) % 7; return d !== 0 && d !== 6; };
