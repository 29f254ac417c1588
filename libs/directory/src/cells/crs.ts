import type { CellCrs } from '#contract';
import library from 'gcoord';
import proj4 from 'proj4';

/** The package's types speak of an ES module, the package itself is none. */
const gcoord = library as unknown as typeof library.default;
/** What of the library is used, in degrees and metres. */
interface Converter { forward(p: [number, number]): number[]; inverse(p: [number, number]): number[] }

/** The central meridian of a CGCS2000 3-degree Gauss-Krüger system, and whether eastings begin with the zone's number. */
function zoneOf(crs: CellCrs): { readonly meridian: number; readonly zone: number | null } | null {
  const epsg = Number(crs.slice(5));
  if (!crs.startsWith('epsg:')) return null;
  return epsg < 4534 ? { meridian: (epsg - 4513 + 25) * 3, zone: epsg - 4513 + 25 } : { meridian: 75 + (epsg - 4534) * 3, zone: null };
}
/** Whether its numbers are metres. */
export const projected = (crs: CellCrs): boolean => zoneOf(crs) !== null;

const made = new Map<CellCrs, Converter>();
function converter(crs: CellCrs): Converter | null {
  const of = zoneOf(crs);
  if (of === null) return null;
  let found = made.get(crs);
  if (!found) made.set(crs, found = proj4('EPSG:4326', `+proj=tmerc +lat_0=0 +lon_0=${of.meridian} +k=1 +x_0=${(of.zone ?? 0) * 1_000_000 + 500_000} +y_0=0 +ellps=GRS80 +units=m +no_defs`));
  return found;
}

/** Seven decimals are a centimetre: finer than anybody surveys, and the same corner comes out the same for both neighbours. */
const round = (value: number): number => Math.round(value * 1e7) / 1e7;

/** A position of a file as it is kept: WGS-84, which CGCS2000 agrees with to within centimetres. */
export function fromCrs([x, y]: readonly [number, number], crs: CellCrs): [number, number] {
  const [lon = NaN, lat = NaN] = crs === 'gcj02' ? gcoord.transform([x, y], gcoord.GCJ02, gcoord.WGS84) : (converter(crs)?.inverse([x, y]) ?? [x, y]);
  return [round(lon), round(lat)];
}
/** The way back, for files that go out: degrees to seven decimals, metres to millimetres. */
export function toCrs([lon, lat]: readonly [number, number], crs: CellCrs): [number, number] {
  if (crs === 'gcj02') { const [x = NaN, y = NaN] = gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02); return [round(x), round(y)]; }
  const metres = converter(crs)?.forward([lon, lat]);
  return metres ? [Math.round((metres[0] ?? NaN) * 1e3) / 1e3, Math.round((metres[1] ?? NaN) * 1e3) / 1e3] : [lon, lat];
}
