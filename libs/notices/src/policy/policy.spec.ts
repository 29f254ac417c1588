import fc from 'fast-check';
import { DAY } from '#domain';
import { decide, quietUntil, type Decision, type Rule } from './policy.js';

const OFFSET = 8 * 3_600_000, MINUTE = 60_000, HOUR = 60 * MINUTE;
/** 2026-11-24, a Tuesday, at a local time. */
const at = (time: string, day = 24): number => Date.parse(`2026-11-${String(day).padStart(2, '0')}T${time}:00+08:00`);
const always = (t: number): number => t;
const never = (): null => null;
/** On duty from 08:00 to 18:00 every day. */
const byDay = (t: number): number => {
  const midnight = Math.floor((t + OFFSET) / DAY) * DAY - OFFSET, hour = (t - midnight) / HOUR;
  return hour < 8 ? midnight + 8 * HOUR : hour < 18 ? t : midnight + DAY + 8 * HOUR;
};
const rule = (more: Partial<Rule> = {}): Rule => ({ wants: 'all', muted: [], quiet: null, ...more });
const NIGHT = { from: 22 * 60, to: 7 * 60 }, NOON = { from: 12 * 60, to: 14 * 60 };
const told = (urgency: 'normal' | 'high' | 'call', kind = 'to-accept'): { urgency: typeof urgency; kind: string } => ({ urgency, kind });

describe('whom a message may reach when', () => {
  it.each<[string, Parameters<typeof decide>, Decision]>([
    ['normal on duty', [told('normal'), rule(), at('09:00'), OFFSET, byDay], { when: 'now' }],
    ['normal in quiet hours on duty', [told('normal'), rule({ quiet: NOON }), at('12:30'), OFFSET, byDay], { when: 'later', at: at('14:00'), reason: 'quiet-hours' }],
    ['normal in quiet hours over midnight, then before the shift', [told('normal'), rule({ quiet: NIGHT }), at('23:30'), OFFSET, byDay], { when: 'later', at: at('08:00', 25), reason: 'quiet-hours' }],
    ['normal off duty', [told('normal'), rule(), at('19:00'), OFFSET, byDay], { when: 'later', at: at('08:00', 25), reason: 'off-duty' }],
    ['normal off duty, the shift begins in quiet hours', [told('normal'), rule({ quiet: { from: 420, to: 540 } }), at('19:00'), OFFSET, byDay], { when: 'later', at: at('09:00', 25), reason: 'off-duty' }],
    ['high passes quiet hours on duty', [told('high'), rule({ quiet: NOON }), at('12:30'), OFFSET, byDay], { when: 'now' }],
    ['high wakes nobody off duty', [told('high'), rule({ quiet: NIGHT }), at('03:00'), OFFSET, byDay], { when: 'later', at: at('08:00'), reason: 'off-duty' }],
    ['a call passes everything', [told('call'), rule({ quiet: NIGHT, wants: 'none', muted: ['called'] }), at('03:00'), OFFSET, never], { when: 'now' }],
    ['nothing wanted', [told('high'), rule({ wants: 'none' }), at('09:00'), OFFSET, always], { when: 'never', reason: 'not-wanted' }],
    ['only urgent wanted', [told('normal'), rule({ wants: 'urgent' }), at('09:00'), OFFSET, always], { when: 'never', reason: 'not-wanted' }],
    ['only urgent wanted, and it is', [told('high'), rule({ wants: 'urgent' }), at('09:00'), OFFSET, always], { when: 'now' }],
    ['a muted kind', [told('high', 'closed'), rule({ muted: ['closed'] }), at('09:00'), OFFSET, always], { when: 'never', reason: 'muted' }],
    ['nobody knows a shift', [told('normal'), rule(), at('09:00'), OFFSET, never], { when: 'never', reason: 'no-shift' }],
    ['quiet hours cover every shift', [told('normal'), rule({ quiet: { from: 7 * 60, to: 19 * 60 } }), at('09:00'), OFFSET, byDay], { when: 'never', reason: 'no-shift' }],
  ])('%s', (_, question, answer) => expect(decide(...question)).toEqual(answer));

  const minute = fc.integer({ min: 0, max: 1439 }), quiet = fc.option(fc.tuple(minute, minute).filter(([a, b]) => a !== b).map(([from, to]) => ({ from, to })));
  /** A shift each day, in minutes, not over midnight: easy for a walker. */
  const shift = fc.tuple(minute, minute).filter(([a, b]) => a < b);
  const moment = fc.integer({ min: at('00:00', 1), max: at('00:00', 28) });

  it('is the first minute at which a walker finds neither quiet nor off duty', () => {
    fc.assert(fc.property(quiet, shift, moment, fc.constantFrom('normal', 'high'), (hours, [from, to], t, urgency) => {
      const now = Math.floor(t / MINUTE) * MINUTE;
      const minuteOf = (m: number): number => Math.round((((m + OFFSET) % DAY) + DAY) % DAY / MINUTE) % 1440;
      const onDuty = (m: number): boolean => minuteOf(m) >= from && minuteOf(m) < to;
      const isQuiet = (m: number): boolean => urgency === 'normal' && hours !== null && (hours.from < hours.to ? minuteOf(m) >= hours.from && minuteOf(m) < hours.to : minuteOf(m) >= hours.from || minuteOf(m) < hours.to);
      const walk = (free: (m: number) => boolean, start: number): number | null => { for (let m = start; m <= start + 2 * DAY; m += MINUTE) if (free(m)) return m; return null; };
      const found = walk((m) => onDuty(m) && !isQuiet(m), now);
      const decision = decide({ urgency: urgency as 'normal', kind: 'to-accept' }, rule({ quiet: hours }), now, OFFSET, (m) => walk(onDuty, m));
      if (found === null) expect(decision).toEqual({ when: 'never', reason: 'no-shift' });
      else if (found === now) expect(decision).toEqual({ when: 'now' });
      else expect(decision).toMatchObject({ when: 'later', at: found });
    }), { numRuns: 300 });
  });

  it('wakes nobody off duty but by a call, whatever is chosen', () => {
    fc.assert(fc.property(quiet, moment, fc.constantFrom('normal', 'high', 'call'), fc.constantFrom('all', 'urgent', 'none'), (hours, now, urgency, wants) => {
      const decision = decide(told(urgency), rule({ quiet: hours, wants }), now, OFFSET, byDay);
      if (urgency === 'call') expect(decision).toEqual({ when: 'now' });
      else if (decision.when === 'now') expect(byDay(now)).toBe(now);
      else if (decision.when === 'later') { expect(decision.at).toBeGreaterThan(now); expect(byDay(decision.at)).toBe(decision.at); expect(urgency === 'high' || hours === null || quietUntil(hours, decision.at, OFFSET) === decision.at).toBe(true); }
    }));
  });
});
