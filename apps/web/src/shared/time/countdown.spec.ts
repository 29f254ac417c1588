import { calendarOf, HOUR } from '#domain';
import { countdown } from './countdown.js';

const calendar = calendarOf({ utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '2020-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }], days: [] });
const at = (text: string): number => Date.parse(`2026-11-${text}:00+08:00`);

describe('a countdown', () => {
  const working = { dueAt: at('24T15:00'), yellowAt: at('24T14:00'), clockUnit: 'working' as const };
  it('counts only working time to a deadline in working time', () => {
    expect(countdown(working, at('24T11:00'), calendar)).toEqual({ light: 'green', length: 2 * HOUR, over: false, kind: 'working', resumesAt: null });
  });
  it('stands still at noon and says when it goes on', () => {
    expect(countdown(working, at('24T12:30'), calendar)).toMatchObject({ length: HOUR, resumesAt: at('24T14:00') });
  });
  it('counts the working time by which it is over', () => {
    expect(countdown(working, at('25T08:30'), calendar)).toMatchObject({ light: 'red', over: true, length: 3.5 * HOUR });
  });
  it('never stops where the limit runs round the clock', () => {
    expect(countdown({ ...working, clockUnit: 'continuous' }, at('24T12:30'), calendar)).toMatchObject({ length: 2.5 * HOUR, resumesAt: null });
  });
  it('is nothing where nothing runs', () => { expect(countdown({ dueAt: null, yellowAt: null, clockUnit: null }, 0, calendar)).toBeNull(); });
});
