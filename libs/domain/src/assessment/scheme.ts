import type { Bilingual } from '../terms.js';

/** What units a scheme compares. `area`: townships, communities or cells, as they are asked for. */
export const SCHEME_UNITS = ['area', 'department', 'person'] as const;
export type SchemeUnit = (typeof SCHEME_UNITS)[number];

/** A grade of scores from `from` up to the next one: half-open, so that no score has two (DOMAIN 4.4). */
export interface Grade extends Bilingual { readonly grade: string; readonly from: number; readonly colour: string }
/** What a volume is worth, from `from` up to the next step. Data of the county: the standard's bands are a city's (DOMAIN 4.3). */
export interface Band extends Bilingual { readonly id: string; readonly steps: readonly { readonly from: number; readonly score: number }[] }

/** One term of a score. */
export interface SchemePart extends Bilingual {
  readonly id: string;
  /** In hundredths; those of a scheme add up to 100. */
  readonly weight: number;
  /** What is counted, and over what. Without `of` it is a volume, which a band turns into points. */
  readonly count: string;
  readonly of: string | null;
  /** `less`: the lower the rate, the better; its complement is scored. */
  readonly better: 'more' | 'less';
  readonly band?: string | undefined;
  /** A volume by unit grid, or of the whole unit; both by month. */
  readonly per?: 'cell' | 'unit' | undefined;
}
export interface Scheme extends Bilingual {
  readonly id: string;
  readonly unit: SchemeUnit;
  /** What the sample is: below `minimum` of it a unit is not ranked. */
  readonly sample: string;
  readonly minimum: number;
  readonly parts: readonly SchemePart[];
}

export type Counted = Readonly<Partial<Record<string, number>>>;
/** What a volume is divided by. */
export interface Size { readonly cells: number; readonly months: number }
export interface ScoredPart {
  readonly id: string;
  readonly count: number;
  readonly of: number | null;
  /** The rate, or the volume by month. Null: nothing to divide by. */
  readonly value: number | null;
  /** 0 … 100. */
  readonly score: number | null;
  /** In hundredths, as the scheme says it. */
  readonly weight: number;
  /** What it weighs here, 0 … 1: where a part says nothing the others carry its weight. */
  readonly share: number;
}
export interface Assessed {
  /** 0 … 100, to two digits. Null when the parts that say something weigh less than half. */
  readonly score: number | null;
  readonly n: number;
  readonly enough: boolean;
  readonly parts: readonly ScoredPart[];
}
