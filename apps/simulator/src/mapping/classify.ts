import type { ServiceRequest } from '../source/request.js';
import { kindOf, type Kind, type Mapping } from './mapping.js';
import { CATCH_ALL, guess } from './words.js';

export interface Classified {
  /** What the reporter says it is; null: not sure. */
  readonly reported: Kind | null;
  /** What a dispatcher makes of it when the reporter was not sure. */
  readonly filed: Kind;
  readonly by: 'table' | 'words' | 'nobody';
}

/**
 * The table decides where it has the category (null there means "not sure" on purpose); else the words of the category do.
 * Free text never decides for the reporter: it only helps the dispatcher who has to file what came in as "not sure".
 */
export function classify(request: Pick<ServiceRequest, 'category' | 'text'>, mapping: Mapping | null): Classified {
  const row = mapping?.categories[request.category];
  const guessed = guess(request.text) ?? CATCH_ALL;
  if (row !== undefined) return { reported: row === null ? null : kindOf(row), filed: row === null ? guessed : kindOf(row), by: 'table' };
  const named = guess(request.category);
  return { reported: named, filed: named ?? guessed, by: named === null ? 'nobody' : 'words' };
}
