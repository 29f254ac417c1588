import type { Events } from '../event.js';
import type { Outcome } from '../vocabulary.js';
import type { Fact } from './row.js';

/** How every case ends, whatever the outcome. */
export const ended = (outcome: Outcome, reason: string | null, more: Partial<Pick<Events['CaseClosed'], 'note' | 'document' | 'into' | 'proposedBy'>> = {}): Fact =>
  ({ type: 'CaseClosed', data: { outcome, reason, document: null, into: null, ...more } });
