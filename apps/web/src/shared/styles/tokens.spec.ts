import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const tokens = Object.fromEntries([...readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8').matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value])) as Record<string, string>;

/** WCAG 2 relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const a = luminance(tokens[one] ?? ''), b = luminance(tokens[other] ?? '');
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe('the colours', () => {
  it('keep the contrasts of the lights that were chosen for them', () => {
    expect(contrast('green', 'green-ground')).toBeCloseTo(6.58, 1);
    expect(contrast('yellow', 'yellow-ground')).toBeCloseTo(7.12, 1);
    expect(contrast('red', 'red-ground')).toBeCloseTo(6.66, 1);
  });

  const grounds = ['surface', 'paper', 'sunken', 'hover', 'selected', 'accent-soft'];
  it.each(grounds.flatMap((ground) => ['ink', 'ink-2', 'ink-3', 'accent', 'accent-strong'].map((ink) => [ink, ground] as const)))('text in %s is readable on %s', (ink, ground) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([['grey', 'grey-ground'], ['info', 'info-ground'], ['on-accent', 'accent'], ['on-accent', 'accent-strong'], ['red', 'surface'], ['red', 'hover']])('text in %s is readable on %s', (ink, ground) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([['control', 'surface'], ['focus', 'surface'], ['focus', 'paper'], ['focus', 'selected'], ['accent', 'line']])('the shape in %s can be told from %s', (shape, ground) => {
    expect(contrast(shape, ground)).toBeGreaterThanOrEqual(3);
  });
});
