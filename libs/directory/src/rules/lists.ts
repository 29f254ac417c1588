import type { Kind } from '../book/content.js';

/** The lists of each kind and the member that names an entry: what can be added, changed and removed by itself, and compared by name. */
export const LISTS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  catalogue: { classes: 'id' }, departments: { departments: 'id', townships: 'code' }, duty: { lines: 'id' }, calendar: { days: 'date', seasons: 'from', areas: 'area' }, limits: {}, ladder: { rules: 'id' },
  roster: { shifts: 'id', skills: 'person' }, settings: { refusals: 'code' },
  assessment: { grades: 'grade', bands: 'id', schemes: 'id', groups: 'id', targets: 'indicator' },
};

export type Entry = Readonly<Record<string, unknown>>;
export const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of a list of a content; none where it is not there. */
export function entriesOf(content: unknown, list: string): readonly Entry[] {
  const found = isEntry(content) ? content[list] : undefined;
  return Array.isArray(found) ? found.filter(isEntry) : [];
}
