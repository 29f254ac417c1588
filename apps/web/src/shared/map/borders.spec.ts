import { bordersOf } from './borders.js';

/** Unit squares in a row; the code says the township. */
const square = (code: string, x: number, y = 0) => ({ code, rings: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]] });
const length = (lines: readonly (readonly [number, number])[][]): number => lines.reduce((sum, line) => sum + line.slice(1).reduce((s, [x, y], i) => s + Math.hypot(x - (line[i]?.[0] ?? 0), y - (line[i]?.[1] ?? 0)), 0), 0);

describe('the borders of areas', () => {
  it('leave out what cells of one area share', () => { expect(length(bordersOf([square('532323101001001', 0), square('532323101001002', 1)]))).toBe(6); });
  it('are drawn once where two areas meet', () => { expect(length(bordersOf([square('532323101001001', 0), square('532323102001001', 1)]))).toBe(7); });
  it('join pieces into lines', () => {
    const lines = bordersOf([square('532323101001001', 0), square('532323101001002', 1), square('532323101001003', 2)]);
    expect([lines.length, length(lines)]).toEqual([1, 8]);
  });
});
