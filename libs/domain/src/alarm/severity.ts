import type { AlarmSeverity } from '../trigger/index.js';
import type { Severity } from '../vocabulary.js';

/** How grave a case is by its alarm: a warning is what the catalogue says of the condition, a critical one a step graver, a notice a step milder. */
export function gravity(catalogue: Severity, alarm: AlarmSeverity): Severity {
  const step = alarm === 'critical' ? -1 : alarm === 'notice' ? 1 : 0;
  return Math.min(4, Math.max(1, catalogue + step)) as Severity;
}
