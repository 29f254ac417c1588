import { DAY, HOUR } from '#domain';
import { lang } from '../i18n/lang.js';

/** Everything is shown in the county's time, wherever the browser is: eight hours before UTC all the year, so that plain arithmetic says it. */
export const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;
/** A date whose UTC parts are those of the county's calendar and clock. */
const there = (at: number): Date => new Date(at + 8 * HOUR);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const monthDay = (at: number): string => (lang.value === 'en' ? `${there(at).getUTCDate()} ${MONTHS[there(at).getUTCMonth()]}` : dateOf(at).slice(5));

export const clockText = (at: number): string => there(at).toISOString().slice(11, 16);

/** `2026-11-23 14:05`, or `23 Nov 2026, 14:05`. */
export const momentText = (at: number): string => (lang.value === 'en' ? `${monthDay(at)} ${there(at).getUTCFullYear()}, ${clockText(at)}` : `${dateOf(at)} ${clockText(at)}`);

/** As short as it stays clear: `14:05` today, `昨天 14:05`, `11-20 14:05`, with the year when it is another one. */
export function briefText(at: number, now: number): string {
  const day = (x: number): number => Math.floor((x + 8 * HOUR) / DAY);
  const apart = day(now) - day(at);
  if (apart === 0) return clockText(at);
  if (apart === 1) return `${lang.value === 'zh' ? '昨天' : 'yesterday'} ${clockText(at)}`;
  if (apart === -1) return `${lang.value === 'zh' ? '明天' : 'tomorrow'} ${clockText(at)}`;
  return there(at).getUTCFullYear() === there(now).getUTCFullYear() ? `${monthDay(at)} ${clockText(at)}` : momentText(at);
}

/** `2026-11-24`: the county's local date, as the API takes it. */
export function dateOf(at: number): string { return there(at).toISOString().slice(0, 10); }

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

const AGO = {
  zh: { now: '此刻', day: ['昨天', '前天', '明天', '后天'], unit: { minute: '分钟', hour: '小时', day: '天' }, past: '前', future: '后' },
  en: { now: 'this minute', day: ['yesterday', null, 'tomorrow', null], unit: { minute: ' min', hour: ' hr', day: ' days' }, past: ' ago', future: 'in ' },
} as const;
/** How long ago, in one part: `3分钟前`, `3 min ago`. By hand, since the browser takes longer to load its own words than to paint the list. */
export function agoText(at: number, now: number): string {
  const minutes = Math.round((at - now) / MINUTE), said = AGO[lang.value], apart = Math.abs(minutes);
  if (apart === 0) return said.now;
  const [n, unit] = apart < 60 ? [apart, 'minute'] as const : apart < 24 * 60 ? [Math.round(apart / 60), 'hour'] as const : [Math.round(apart / 1440), 'day'] as const;
  const length = `${n}${said.unit[unit]}`;
  if (unit === 'day' && n <= 2) { const named = said.day[(minutes > 0 ? 2 : 0) + n - 1]; if (named) return named; }
  return minutes < 0 ? `${length}${said.past}` : lang.value === 'en' ? `${said.future}${length}` : `${length}${said.future}`;
}
