import { DIM, FILL, INK, LINE, type Paper } from './paper.js';

/** Where a chart is drawn. */
export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
/** `value`: 0 … 1 of the scale; null: there is none, and `said` tells why. */
export interface Bar { readonly name: string; readonly value: number | null; readonly said: string }
export interface Range { readonly name: string; readonly median: number; readonly p90: number; readonly said: string }
export interface Course { readonly name: string; readonly values: readonly number[] }

const LABEL = 116, BAR = 15, SMALL = { size: 7.5 }, FAINT = { size: 7, colour: DIM };
/** Told apart without colours: by dash, weight and mark. */
const LINES = [{ colour: INK, width: 1.4 }, { colour: FILL, width: 1.4, dash: [5, 2] }, { colour: DIM, width: 1.1, dash: [1.2, 2] }] as const;

export const heightOfBars = (n: number): number => n * BAR + 16;

/** Bars from the left, each with its name before and its number behind it. */
export function drawBars(paper: Paper, { x, y, width }: Omit<Box, 'height'>, bars: readonly Bar[], scale: (share: number) => string): void {
  const from = x + LABEL, wide = width - LABEL - 84, bottom = y + bars.length * BAR;
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    paper.line(from + tick * wide, y, from + tick * wide, bottom + 2, { width: 0.4 });
    paper.say(scale(tick), { centre: from + tick * wide }, bottom + 3, FAINT);
  }
  for (const [i, { name, value, said }] of bars.entries()) {
    const top = y + i * BAR;
    paper.say(name, { right: from - 6 }, top + 3, SMALL, LABEL - 8);
    if (value !== null) paper.block(from, top + 3, Math.min(1, Math.max(0, value)) * wide, BAR - 6, FILL);
    paper.say(said, { left: from + (value === null ? 0 : Math.min(1, value) * wide) + 4 }, top + 3, value === null ? FAINT : SMALL);
  }
}

/** From the median, a full dot, to nine tenths, a hollow one. */
export function drawRanges(paper: Paper, { x, y, width }: Omit<Box, 'height'>, ranges: readonly Range[], scale: (value: number) => string): void {
  const most = Math.max(...ranges.map((r) => r.p90), 1e-9), from = x + LABEL, wide = width - LABEL - 84, bottom = y + ranges.length * BAR, at = (value: number): number => from + (value / most) * wide;
  for (const tick of [0, 0.5, 1]) { paper.line(from + tick * wide, y, from + tick * wide, bottom + 2, { width: 0.4 }); paper.say(scale(tick * most), { centre: from + tick * wide }, bottom + 3, FAINT); }
  for (const [i, r] of ranges.entries()) {
    const middle = y + i * BAR + BAR / 2;
    paper.say(r.name, { right: from - 6 }, middle - 5, SMALL, LABEL - 8);
    paper.line(at(r.median), middle, at(r.p90), middle, { colour: FILL, width: 1.6 });
    paper.dot(at(r.p90), middle, 2.6, INK, true);
    paper.dot(at(r.median), middle, 2.8, INK);
    paper.say(r.said, { left: at(r.p90) + 7 }, middle - 5, SMALL);
  }
}

/** Counts over time, one line a course, with its name at its own dash. @param steps what stands below, one a value */
export function drawCourses(paper: Paper, { x, y, width, height }: Box, courses: readonly Course[], steps: readonly string[]): void {
  const top = niceTop(Math.max(...courses.flatMap((c) => c.values), 1)), from = x + 34, wide = width - 40, floor = y + height - 14, tall = height - 32, count = Math.max(1, steps.length - 1);
  const at = (i: number, value: number): readonly [number, number] => [steps.length === 1 ? from + wide / 2 : from + (i / count) * wide, floor - (value / top) * tall];
  for (const tick of [0, 0.5, 1]) { const line = floor - tick * tall; paper.line(from, line, from + wide, line, { width: tick === 0 ? 0.8 : 0.4, colour: tick === 0 ? DIM : LINE }); paper.say(String(tick * top), { right: from - 5 }, line - 5, FAINT); }
  const every = Math.ceil(steps.length / 12);
  for (const [i, step] of steps.entries()) if (i % every === 0) paper.say(step, { centre: at(i, 0)[0] }, floor + 3, FAINT);
  let legend = from;
  for (const [n, { name, values }] of courses.entries()) {
    const style = LINES[n % LINES.length] ?? LINES[0], points = values.map((v, i) => at(i, v));
    paper.path(points, style.colour, style.width, 'dash' in style ? style.dash : undefined);
    if (points.length <= 31) for (const [px, py] of points) paper.dot(px, py, 1.7, style.colour, n > 0);
    paper.path([[legend, y + 5], [legend + 22, y + 5]], style.colour, style.width, 'dash' in style ? style.dash : undefined);
    paper.say(name, { left: legend + 26 }, y, SMALL);
    legend += 110;
  }
}
/** The next even number whose half is whole, so that three lines carry whole numbers. */
const niceTop = (most: number): number => { const unit = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1) * 2; return Math.ceil(most / unit) * unit; };
