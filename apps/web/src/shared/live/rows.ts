import type { CaseRow } from '#contract';
import { shallowReactive } from 'vue';
import { rememberNumber } from '../book/names.js';

const rows = shallowReactive(new Map<string, CaseRow>());

/** The newest known row of a case. Lists hold ids and read the rows here, so that a change patches one line and moves none. */
export const rowOf = (id: string): CaseRow | undefined => rows.get(id);

/** Keeps a row unless a newer one is known; true when something changed. */
export function keepRow(row: CaseRow): boolean {
  const known = rows.get(row.id);
  if (known && known.version >= row.version) return false;
  rememberNumber(row.id, row.number);
  rows.set(row.id, row);
  return true;
}
export const dropRows = (): void => rows.clear();
