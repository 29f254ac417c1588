import { likely, USUAL, type Habit } from './habits.js';

const NOW = Date.parse('2026-11-24T09:00:00+08:00'), DAY = 86_400_000;
const now = { at: NOW, hour: 9, cell: 'A' };
const habit = (classId: string, more: Partial<Habit> = {}): Habit => ({ classId, hour: 9, cell: 'A', at: NOW - DAY, ...more });
const any = (): boolean => true;

describe('what the next report is likely of', () => {
  it('is what everybody reports while nothing is known of this person', () => { expect(likely([], now, [], any)).toEqual(USUAL.slice(0, 8)); });
  it('is what this person reports, more so lately, at this hour and here', () => {
    expect(likely([habit('P0305'), habit('E0120', { at: NOW - 90 * DAY }), habit('E0403', { hour: 20 })], now, [], any).slice(0, 2)).toEqual(['P0305', 'E0403']);
    expect(likely([habit('P0305', { cell: 'B' }), habit('E0120')], now, [], any).slice(0, 2)).toEqual(['E0120', 'P0305']);
    expect(likely([habit('P0305', { hour: 23 })], { ...now, hour: 1 }, [], any)[0]).toBe('P0305');
  });
  it('looks at what lies open around, and offers nothing the book does not know', () => {
    expect(likely([], now, ['P0305', 'P0305', 'P0305', null], any)[0]).toBe('P0305');
    expect(likely([habit('X')], now, [], (id) => id !== 'X')).not.toContain('X');
    expect(likely([], now, [], (id) => id === 'E0110')).toEqual(['E0110']);
  });
});
