import type { TriggerRule } from '../trigger/index.js';
import type { Automation } from '../vocabulary.js';
import type { TriggerPolicy } from './words.js';

/** How alarms of a rule were judged by people: `truths` of `judged` were so. */
export interface Verdicts { readonly judged: number; readonly truths: number }

/** 95 %, one-sided. */
const Z = 1.645;

/** The share of true alarms that is surely reached: the lower bound of Wilson's interval, one-sided at 95 %; 0 while nothing was judged. 20 of 20 are not yet a sure 0.95. */
export function surePrecision({ judged, truths }: Verdicts): number {
  if (judged <= 0) return 0;
  const p = truths / judged, zz = Z * Z;
  const middle = p + zz / (2 * judged), margin = Z * Math.sqrt((p * (1 - p)) / judged + zz / (4 * judged * judged));
  return Math.max(0, Math.min(1, (middle - margin) / (1 + zz / judged)));
}

/** How far a rule's cases go by themselves, and why just so far. `sure`: see `surePrecision`; it and the needed share are 0 … 1. */
export interface Credit extends Verdicts {
  /** Null: an alarm of the rule never becomes a case of the city. */
  readonly automation: Automation | null;
  readonly why: 'policy' | 'earned' | 'too-few-judged' | 'not-precise';
  readonly sure: number;
  readonly needed: TriggerRule['action']['earned'];
}

/** A rule that may dispatch does so only while the verdicts on its alarms have earned it; until then its cases are filed, and a person dispatches. */
export function creditOf(policy: TriggerPolicy, needed: TriggerRule['action']['earned'], verdicts: Verdicts): Credit {
  const sure = surePrecision(verdicts), said = { ...verdicts, sure, needed };
  switch (policy) {
    case 'maintenance': return { ...said, automation: null, why: 'policy' };
    case 'review': return { ...said, automation: 'review', why: 'policy' };
    case 'auto_file': return { ...said, automation: 'file', why: 'policy' };
    case 'auto_dispatch':
      if (verdicts.judged < needed.judged) return { ...said, automation: 'file', why: 'too-few-judged' };
      return sure >= needed.precision ? { ...said, automation: 'dispatch', why: 'earned' } : { ...said, automation: 'file', why: 'not-precise' };
  }
}
