import type { AssessmentSchemes, LeagueRow, SchemeView } from '#contract';
import { number } from '../numbers.js';

export type Part = SchemeView['parts'][number];
export type Scored = LeagueRow['parts'][number];
const TWO = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }), ONE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
export const points = (n: number | null): string => (n === null ? '—' : TWO.format(n));
export const tenths = (n: number): string => ONE.format(n);
/** A rate to two digits, which never says all or none while it is neither. */
export function percent(count: number, of: number): string {
  const exact = Math.round((count / of) * 10_000) / 100;
  return `${TWO.format(count < of && exact >= 100 ? 99.99 : count > 0 && exact <= 0 ? 0.01 : exact)}%`;
}
export const made = ({ count, of }: Scored): string => (of === null ? number(count) : `${number(count)}/${number(of)}`);

/** Places won (above zero) or lost; null where there was no rank before, or is none now. */
export const climbed = ({ rank, before }: Pick<LeagueRow, 'rank' | 'before'>): number | null => (rank === null || before?.rank == null ? null : before.rank - rank);

/** A grade is a word, a letter and a shape; its colour says it once more. */
const SHAPES: Readonly<Record<string, readonly [mark: string, tone: string]>> = { green: ['●', 'chip-green'], blue: ['◆', 'chip-info'], yellow: ['▲', 'chip-yellow'], red: ['■', 'chip-red'], black: ['✕', 'black'] };
export const shapeOf = (colour: string): readonly [mark: string, tone: string] => SHAPES[colour] ?? ['○', ''];
export type Grade = AssessmentSchemes['grades'][number];
