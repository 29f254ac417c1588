import { DAY, HOUR } from '#domain';
import { lang, locale } from '../i18n/lang.js';

/** Everything is shown in the county's time, wherever the browser is. */
export const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale.value + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, made = new Intl.DateTimeFormat(locale.value, { timeZone: ZONE, hourCycle: 'h23', ...options }));
  return made;
}
const parts = (at: number, options: Intl.DateTimeFormatOptions): Record<string, string> => Object.fromEntries(format(options).formatToParts(at).map((p) => [p.type, p.value]));
const DATE: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

export function clockText(at: number): string { const p = parts(at, CLOCK); return `${p['hour']}:${p['minute']}`; }

/** `2026-11-23 14:05`, or `23 Nov 2026, 14:05`. */
export function momentText(at: number): string {
  if (lang.value === 'en') { const p = parts(at, { day: 'numeric', month: 'short', year: 'numeric' }); return `${p['day']} ${p['month']} ${p['year']}, ${clockText(at)}`; }
  const p = parts(at, DATE);
  return `${p['year']}-${p['month']}-${p['day']} ${clockText(at)}`;
}

/** As short as it stays clear: `14:05` today, `昨天 14:05`, `11-20 14:05`, with the year when it is another one. */
export function briefText(at: number, now: number): string {
  const day = (x: number): number => Math.floor((x + 8 * HOUR) / DAY);
  const apart = day(now) - day(at);
  if (apart === 0) return clockText(at);
  if (apart === 1) return `${lang.value === 'zh' ? '昨天' : 'yesterday'} ${clockText(at)}`;
  if (apart === -1) return `${lang.value === 'zh' ? '明天' : 'tomorrow'} ${clockText(at)}`;
  if (new Date(at + 8 * HOUR).getUTCFullYear() !== new Date(now + 8 * HOUR).getUTCFullYear()) return momentText(at);
  const p = parts(at, { ...DATE, ...(lang.value === 'en' && { month: 'short', day: 'numeric' }) });
  return lang.value === 'en' ? `${p['day']} ${p['month']} ${clockText(at)}` : `${p['month']}-${p['day']} ${clockText(at)}`;
}

/** `2026-11-24`: the county's local date, as the API takes it. */
export function dateOf(at: number): string { return new Date(at + 8 * HOUR).toISOString().slice(0, 10); }

const ZH_UNITS = { day: '天', work: '工作日', hour: '时', minute: '分', none: '不足1分' } as const;
const EN_UNITS = { day: ' d', work: ' wd', hour: ' h', minute: ' min', none: '< 1 min' } as const;

/** The two largest parts of a length of time. A working day has eight hours and says that it is one. */
export function lengthText(ms: number, kind: 'working' | 'continuous' = 'continuous'): string {
  const unit = lang.value === 'zh' ? ZH_UNITS : EN_UNITS;
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  if (minutes === 0) return unit.none;
  const dayLength = kind === 'working' ? 8 * 60 : 24 * 60;
  const days = Math.floor(minutes / dayLength), hours = Math.floor((minutes % dayLength) / 60), rest = minutes % 60;
  const list = days > 0 ? [[days, kind === 'working' ? unit.work : unit.day], [hours, unit.hour]] as const : [[hours, unit.hour], [rest, unit.minute]] as const;
  return list.filter(([n]) => n > 0).map(([n, u]) => `${n}${u}`).join(lang.value === 'zh' ? '' : ' ');
}

/** How long ago, in one part: `3 分钟前`. */
export function agoText(at: number, now: number): string {
  const relative = new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto', style: 'short' });
  const minutes = Math.round((at - now) / MINUTE);
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}
