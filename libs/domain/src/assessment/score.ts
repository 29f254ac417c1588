import { shareOf } from './share.js';
import type { Assessed, Band, Counted, Grade, Scheme, SchemePart, ScoredPart, Size } from './scheme.js';

const FULL = 100;
/** Parts that weigh less than this together make no score. */
const LEAST = 0.5;
const twoDigits = (score: number): number => Math.round(score * 100) / 100;

/** The points of a volume; a volume below the first step has those of the first. */
export function bandScore({ steps }: Pick<Band, 'steps'>, value: number): number {
  return (steps.findLast(({ from }) => from <= value) ?? steps[0])?.score ?? 0;
}

/** The grade of a score; null without one, and below the lowest. */
export const gradeOf = <G extends Pick<Grade, 'from'>>(grades: readonly G[], score: number | null): G | null =>
  score === null ? null : grades.reduce<G | null>((best, g) => (g.from <= score && (best === null || g.from > best.from) ? g : best), null);

function points(part: SchemePart, counts: Counted, bands: ReadonlyMap<string, Band>, { cells, months }: Size): Omit<ScoredPart, 'weight' | 'share'> {
  const { id, better, per, band: name } = part, count = counts[part.count] ?? 0;
  if (part.of !== null) {
    const of = counts[part.of] ?? 0, value = shareOf({ count, of });
    return { id, count, of, value, score: value === null ? null : FULL * Math.min(1, Math.max(0, better === 'more' ? value : 1 - value)) };
  }
  const over = months * (per === 'cell' ? cells : 1), value = over > 0 ? count / over : null, band = name === undefined ? undefined : bands.get(name);
  return { id, count, of: null, value, score: value === null || band === undefined ? null : bandScore(band, value) };
}

/**
 * The score of a unit by a scheme: the weighted points of its counts. A part with nothing to divide by says nothing, and its weight goes to the others in proportion:
 * it is neither full marks nor none (DOMAIN 4.6, 6). `counts` of several units are added up before this, never their scores.
 */
export function assess(scheme: Pick<Scheme, 'sample' | 'minimum' | 'parts'>, counts: Counted, bands: ReadonlyMap<string, Band>, size: Size): Assessed {
  const scored = scheme.parts.map((part) => ({ ...points(part, counts, bands, size), weight: part.weight }));
  const whole = scored.reduce((sum, p) => sum + p.weight, 0), told = scored.reduce((sum, p) => sum + (p.score === null ? 0 : p.weight), 0);
  const parts = scored.map((p): ScoredPart => ({ ...p, share: p.score === null || told === 0 ? 0 : p.weight / told })), n = counts[scheme.sample] ?? 0;
  return { n, enough: n >= scheme.minimum, parts, score: whole > 0 && told / whole >= LEAST ? twoDigits(parts.reduce((sum, p) => sum + (p.score ?? 0) * p.share, 0)) : null };
}

/** The scheme with other weights; a part that is not named keeps its own. Only their proportion matters. */
export const reweighted = <S extends Scheme>(scheme: S, weights: Readonly<Partial<Record<string, number>>>): S => ({ ...scheme, parts: scheme.parts.map((p) => ({ ...p, weight: weights[p.id] ?? p.weight })) });
