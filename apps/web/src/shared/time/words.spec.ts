import fc from 'fast-check';
import 'vue';

/** What the choice of a language looks at on a page. */
Object.assign(globalThis, { location: { search: '' }, document: { documentElement: {} } });
const { choose } = await import('../i18n/lang.js');
const { agoText, briefText, clockText, dateOf, momentText, ZONE } = await import('./words.js');
afterAll(() => { for (const name of ['location', 'document'] as const) Reflect.deleteProperty(globalThis, name); });

const NOW = Date.parse('2026-11-26T09:30:00+08:00');
const MINUTE = 60_000, DAY = 86_400_000;
/** The county's time has had no summer since 1991. */
const moments = fc.integer({ min: Date.parse('1992-01-01T00:00:00Z'), max: Date.parse('2090-01-01T00:00:00Z') });
afterEach(() => choose('zh'));

it('dates and clocks are those that the browser knows for the county', () => {
  const parts = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  fc.assert(fc.property(moments, (at) => {
    const p = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
    expect([dateOf(at), clockText(at), momentText(at)]).toEqual([`${p['year']}-${p['month']}-${p['day']}`, `${p['hour']}:${p['minute']}`, `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}`]);
  }));
});

it.each(['zh', 'en'] as const)('how long ago is said as the browser would (%s)', (language) => {
  choose(language);
  const browser = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { numeric: 'auto', style: 'short' });
  for (const [minutes, n, unit] of [[0, 0, 'minute'], [-3, -3, 'minute'], [-59, -59, 'minute'], [-60, -1, 'hour'], [-140, -2, 'hour'], [-23 * 60, -23, 'hour'], [-1440, -1, 'day'], [-2880, -2, 'day'], [-9 * 1440, -9, 'day'], [3, 3, 'minute'], [180, 3, 'hour'], [1440, 1, 'day'], [2880, 2, 'day'], [5 * 1440, 5, 'day']] as const)
    expect([minutes, agoText(NOW + minutes * MINUTE, NOW)]).toEqual([minutes, browser.format(n, unit)]);
});

it('a moment is as short as it stays clear', () => {
  const said = (apart: number): string => briefText(NOW + apart * DAY, NOW);
  expect([0, -1, 1, -6, -400].map(said)).toEqual(['09:30', '昨天 09:30', '明天 09:30', '11-20 09:30', '2025-10-22 09:30']);
  choose('en');
  expect([0, -1, 1, -6, -400].map(said)).toEqual(['09:30', 'yesterday 09:30', 'tomorrow 09:30', '20 Nov 09:30', '22 Oct 2025, 09:30']);
});
