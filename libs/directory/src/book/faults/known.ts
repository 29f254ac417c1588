import type { Contents, Kind } from '../content.js';
import type { Say } from './said.js';

/** Asks whether a department is there; `staffed`: and whether people work in it. */
export type Known = (kind: Kind, path: string, id: string, staffed?: boolean) => void;

export function knownIn({ departments: { departments } }: Contents, say: Say): Known {
  const kinds = new Map(departments.map((d) => [d.id as string, d.kind]));
  return (kind, path, id, staffed = false) => {
    const found = kinds.get(id);
    if (found === undefined) say(kind, path, 'unknown-department', id);
    else if (staffed && found === 'symbol') say(kind, path, 'nobody-works-there', id);
  };
}

/** Whether an area code lies in the county: it, one of its townships or something below one. */
export function areaKnownIn({ departments: { county, townships } }: Contents): (area: string) => boolean {
  const codes = new Set(townships.map((t) => t.code));
  return (area) => area === county.code || codes.has(area.slice(0, 9));
}
