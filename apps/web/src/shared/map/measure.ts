/** How a number of each cell is shown by colour. `format` writes a value for the legend and the cell. */
export interface Measure { readonly title: string; readonly format?: (value: number) => string; /** Numbers at which a colour begins; left out: by how the values lie. */ readonly from?: readonly number[] }
export interface MeasureStep { readonly from: number; readonly to: number; readonly color: string; readonly ink: string; /** Drawn across, so that the darkest are told apart without colour. */ readonly hatched: boolean; readonly label: string; readonly count: number }

/** One hue from light to dark: order is seen by everybody, whatever colours they tell apart. Ink is what is read on it with 4.5:1 or better. */
const RAMP = [['#eef6f8', '#14212a'], ['#c8e2ea', '#14212a'], ['#8fc3d2', '#14212a'], ['#4a93a9', '#0b1418'], ['#17607a', '#ffffff'], ['#0b3645', '#ffffff']] as const;
/** Which shades so many steps above zero have: few steps are not the darkest, for then a single case looks like a disaster. */
const SHADES: readonly (readonly number[])[] = [[], [3], [2, 4], [1, 3, 5], [1, 2, 4, 5], [1, 2, 3, 4, 5]];
/** Whole numbers people count in. */
const ROUND = [1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000];

/** The steps of a measure: zero (when there is one) for itself, the others in at most five groups of about equal size, cut at numbers that are there. */
export function stepsOf(values: readonly number[], { format = String, from }: Measure): MeasureStep[] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [];
  const sorted = [...known].sort((a, b) => a - b), max = sorted.at(-1) ?? 0, whole = known.every(Number.isInteger);
  const starts = from ?? cuts(sorted, whole);
  const zero = starts[0] === 0, shades = [...(zero ? [0] : []), ...(SHADES[starts.length - Number(zero)] ?? [1, 2, 3, 4, 5])];
  return starts.map((start, i): MeasureStep => {
    const next = starts[i + 1], to = next ?? max, [color, ink] = RAMP[shades[i] ?? 5] ?? RAMP[5];
    const last = whole && next !== undefined ? next - 1 : to;
    return {
      from: start, to, color, ink, hatched: starts.length > 2 && i === starts.length - 1, count: known.filter((v) => v >= start && (next === undefined || v < next)).length,
      label: start === last || start >= max ? format(start) : `${format(start)} – ${format(last)}`,
    };
  });
}

function cuts(sorted: readonly number[], whole: boolean): number[] {
  const positive = sorted.filter((v) => v > 0), zero = sorted.some((v) => v <= 0);
  const at = (share: number): number => positive[Math.min(positive.length - 1, Math.floor(share * positive.length))] ?? 0;
  const raw = positive.length === 0 ? [] : [positive[0] ?? 0, at(0.2), at(0.4), at(0.6), at(0.8)];
  const neat = whole ? raw.map((v) => ROUND.findLast((r) => r <= v) ?? v) : raw;
  return [...new Set([...(zero ? [0] : []), ...neat])].sort((a, b) => a - b);
}

/** The step a value belongs to; null where nothing is known. */
export const stepOf = (value: number | undefined, steps: readonly MeasureStep[]): MeasureStep | null => (value === undefined ? null : (steps.findLast((s) => value >= s.from) ?? null));
