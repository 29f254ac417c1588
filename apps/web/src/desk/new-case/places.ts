import type { CellCollection } from '../../shared/book/places.js';
import type { LonLat } from '../../shared/map/sheet.js';
import type { Option } from '../../shared/ui/SearchSelect.vue';

/** Somewhere that has a name: its middle, and how far from it the right spot may still be, in metres. */
export interface Spot extends LonLat { readonly accuracy: number }

/** All corners of an outline, whatever its nesting. */
function corners(coordinates: unknown): [number, number][] {
  if (!Array.isArray(coordinates)) return [];
  return typeof coordinates[0] === 'number' ? [coordinates as unknown as [number, number]] : coordinates.flatMap(corners);
}
const METRES_A_DEGREE = 111_194.9;
/** The middle of the outlines and half the diagonal of what they cover. */
export function middleOf(outlines: readonly unknown[]): Spot | null {
  const all = outlines.flatMap(corners);
  if (all.length === 0) return null;
  const [west, east] = [Math.min(...all.map((c) => c[0])), Math.max(...all.map((c) => c[0]))], [south, north] = [Math.min(...all.map((c) => c[1])), Math.max(...all.map((c) => c[1]))];
  const lon = (west + east) / 2, lat = (south + north) / 2;
  return { lon, lat, accuracy: Math.round(Math.hypot((east - west) * Math.cos((lat * Math.PI) / 180), north - south) * METRES_A_DEGREE / 2) };
}

/** What a place is called without the number of its cell: 茅阳社区001网格 → 茅阳社区. */
const COMMUNITY = /[\s]*(cell)?\s*\d+\s*(号)?(单元)?(网格)?$/iu;
const COMMUNITY_DIGITS = 12;

interface Named { readonly id: string; readonly name: string }
/** Everything that a caller may name: townships, communities, cells, and the people who look after them. `spots` finds where it is. */
export function gazetteer(cells: CellCollection, nameOf: (code: string) => string, codeOf: (f: CellCollection['features'][number]) => string, townships: readonly Named[], members: readonly { readonly id: string; readonly name: string; readonly cells: readonly string[] }[], groups: { readonly township: string; readonly community: string; readonly cell: string; readonly member: string }): { readonly options: readonly Option[]; readonly spots: ReadonlyMap<string, readonly string[]> } {
  const codes = cells.features.map(codeOf), spots = new Map<string, readonly string[]>();
  const within = (prefix: string): string[] => codes.filter((c) => c.startsWith(prefix));
  const made = (group: string, id: string, label: string, at: readonly string[], hint?: string, search?: string): Option[] => { if (at.length === 0 || label === '') return []; spots.set(id, at); return [{ value: id, label, group, ...(hint && { hint }), ...(search && { search }) }]; };
  const communities = new Map<string, string>();
  for (const code of codes) { const key = code.slice(0, COMMUNITY_DIGITS); if (!communities.has(key)) communities.set(key, nameOf(code).replace(COMMUNITY, '')); }
  const options = [
    ...[...communities].flatMap(([code, name]) => made(groups.community, code, name, within(code), townships.find((x) => code.startsWith(x.id))?.name)),
    ...townships.flatMap(({ id, name }) => made(groups.township, id, name, within(id))),
    ...members.flatMap((m) => made(groups.member, `person ${m.id}`, m.name, m.cells.filter((c) => codes.includes(c)), nameOf(m.cells[0] ?? ''), m.id)),
    ...codes.flatMap((code) => made(groups.cell, code, nameOf(code), [code], code.slice(-6), code)),
  ];
  return { options, spots };
}
