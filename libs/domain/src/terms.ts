import type { Limit } from './calendar.js';
import type { Millis } from './vocabulary.js';

/** A name or a sentence in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** One step of a sudden incident with a limit of its own (DOMAIN 2.4): fence, repair, make good. */
export interface StageTerm extends Bilingual {
  readonly limit: Limit;
  readonly closing: Bilingual;
}

/** What the catalogue promised when the case was filed. The case keeps it for ever: a later edition never moves a deadline. */
export interface Terms {
  /** The edition of the rule book that gave them. */
  readonly edition: number;
  readonly limit: Limit;
  readonly total: Limit;
  readonly closing: Bilingual;
  /** In their order; empty for the usual case. */
  readonly stages: readonly StageTerm[];
  /** How long after closing somebody looks again, ascending; empty for the usual case. */
  readonly recheckAfter: readonly Millis[];
}
