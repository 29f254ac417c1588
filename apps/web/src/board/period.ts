import { CHANNELS, type Channel, type DepartmentId } from '#domain';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

/** What the board looks at. The address says it all, so that a view can be sent. */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'custom'] as const;
export type Period = (typeof PERIODS)[number];
export const COMPARED = ['previous', 'year', 'none'] as const;
/** The shapes of walls: a screen, two of them side by side, nine of them. */
export const WALLS = ['16x9', '32x9', '3x3'] as const;
export type Wall = (typeof WALLS)[number];
export interface Look {
  readonly period: Period;
  /** Local days, both included; never beyond today. */
  readonly from: string;
  readonly to: string;
  readonly compare: (typeof COMPARED)[number];
  readonly area?: string;
  readonly department?: DepartmentId;
  readonly category?: string;
  readonly source?: Channel;
  /** How it is laid out on a wall; null: it is not on one. */
  readonly wall: Wall | null;
  readonly table: boolean;
}

const DAY = 86_400_000;
const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
const day = (date: Date): string => date.toISOString().slice(0, 10);
const add = (from: string, days: number): string => day(new Date(at(from).getTime() + days * DAY));
const month = (from: string, by: number): string => { const d = at(from); return day(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + by, 1))); };

/** The first day of the period that holds a day, and of the next one. Weeks begin on Monday. */
function bounds(period: Exclude<Period, 'custom'>, on: string): readonly [first: string, next: string] {
  const m = at(on).getUTCMonth();
  switch (period) {
    case 'day': return [on, add(on, 1)];
    case 'week': { const first = add(on, -((at(on).getUTCDay() + 6) % 7)); return [first, add(first, 7)]; }
    case 'month': return [month(on, 0), month(on, 1)];
    case 'quarter': return [month(on, -(m % 3)), month(on, 3 - (m % 3))];
    case 'year': return [month(on, -m), month(on, 12 - m)];
  }
}

const isDay = (text: string | undefined): text is string => text !== undefined && /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(at(text).getTime());
const LONGEST = 399;

/** Reads a look from the address; what makes no sense is as if it were not there. */
export function lookOf(query: LocationQuery, today: string): Look {
  const one = (name: string): string | undefined => { const v = query[name], s = Array.isArray(v) ? v[0] : v; return s === null || s === '' ? undefined : s; };
  const shaped = (name: string, shape: RegExp): string | undefined => { const v = one(name); return v !== undefined && shape.test(v) ? v : undefined; };
  const among = <T extends string>(name: string, values: readonly T[]): T | undefined => values.find((v) => v === one(name));
  const wanted = among('period', PERIODS) ?? 'month', given = [one('from'), one('to')] as const;
  const custom = wanted === 'custom' && isDay(given[0]) && isDay(given[1]) && given[0] <= given[1];
  const period = wanted === 'custom' && !custom ? 'month' : wanted;
  const on = one('at'), held = isDay(on) && on < today ? on : today;
  const [first, next] = period === 'custom' ? [given[0] as string, add(given[1] as string, 1)] : bounds(period, held);
  const last = add(next, -1), from = first > today ? today : first, to = last > today ? today : last;
  const area = shaped('area', /^\d{6}(\d{3}){0,3}$/), department = shaped('department', /^[A-Z]{2,4}(-\d{3})?$/) as DepartmentId | undefined, category = shaped('category', /^[EP](\d{2}){0,2}$/), source = among('source', CHANNELS);
  return {
    period, from: add(from, LONGEST) < to ? add(to, -LONGEST) : from, to, compare: among('compare', COMPARED) ?? 'previous', ...(area !== undefined && { area }), ...(department !== undefined && { department }), ...(category !== undefined && { category }), ...(source !== undefined && { source }),
    wall: among('wall', WALLS) ?? (one('wall') === '1' ? '16x9' : null), table: one('view') === 'table',
  };
}

/** The address of a look: what is usual is left out, and a period that holds today follows the days. */
export function addressOf(look: Look, today: string): LocationQueryRaw {
  const { period, from, to, compare, area, department, category, source, wall, table } = look;
  const current = period !== 'custom' && from <= today && today <= to;
  return {
    ...(period !== 'month' && { period }), ...(period === 'custom' ? { from, to } : !current && { at: from }), ...(compare !== 'previous' && { compare }), ...(area && { area }), ...(department && { department }), ...(category && { category }),
    ...(source && { source }), ...(wall && { wall }), ...(table && { view: 'table' }),
  };
}

/** The same kind of period, one earlier or later; null when that has not begun. */
export function moved(look: Look, by: -1 | 1, today: string): Look | null {
  const { period, from, to } = look;
  if (period === 'custom') {
    const n = (at(to).getTime() - at(from).getTime()) / DAY + 1, next = { from: add(from, by * n), to: add(to, by * n) };
    return next.from > today ? null : { ...look, from: next.from, to: next.to > today ? today : next.to };
  }
  const [first, next] = bounds(period, from), on = by === 1 ? next : add(first, -1);
  if (on > today) return null;
  const [begin, end] = bounds(period, on);
  return { ...look, from: begin, to: add(end, -1) > today ? today : add(end, -1) };
}
/** Another period around the day one looks at. */
export function turned(look: Look, period: Exclude<Period, 'custom'>, today: string): Look {
  const [first, next] = bounds(period, look.to), last = add(next, -1);
  return { ...look, period, from: first, to: last > today ? today : last };
}
