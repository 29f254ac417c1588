import type { TransitionKind } from './trigger/index.js';
import type { Severity } from './vocabulary.js';

/** What an alarm that belongs to a case has come to: a line of the case's history, and nothing more unless it is graver. */
export interface Observation {
  readonly alarm: string;
  readonly what: TransitionKind;
  /** What the register calls the device. */
  readonly device: string;
  /** The rule as it was called then. */
  readonly rule: { readonly id: string; readonly version: number; readonly zh: string; readonly en: string };
  /** In `unit`; null where no reading did it. */
  readonly value: number | null;
  readonly unit: string;
  /** The case becomes as grave as this; never milder. */
  readonly severity?: Severity;
}
