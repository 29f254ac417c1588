/** Longitude and latitude in degrees of WGS-84. */
export type LonLat = readonly [number, number];
export type Ring = readonly LonLat[];
/** A cell as its outline is looked at. Rings are closed, the first is the outer one. */
export interface Shape { readonly code: string; readonly rings: readonly Ring[] }

/** WGS-84: semi-major axis in metres, first eccentricity squared. */
const A = 6_378_137, E2 = 0.006_694_379_990_14;

/** Metres around a middle: over a county true to a few parts in a thousand, which is what tolerances need. Areas that are told are measured on the ellipsoid. */
export class Plane {
  private readonly kx: number;
  private readonly ky: number;
  constructor(private readonly lon: number, private readonly lat: number) {
    const phi = (lat * Math.PI) / 180, w = 1 - E2 * Math.sin(phi) ** 2;
    this.ky = ((Math.PI / 180) * A * (1 - E2)) / w ** 1.5;
    this.kx = ((Math.PI / 180) * A * Math.cos(phi)) / Math.sqrt(w);
  }
  static of(shapes: readonly Shape[]): Plane {
    let n = 0, lon = 0, lat = 0;
    for (const { rings: [outer = []] } of shapes) for (const [x, y] of outer) { n++; lon += x; lat += y; }
    return new Plane(n === 0 ? 0 : lon / n, n === 0 ? 0 : lat / n);
  }
  to([lon, lat]: LonLat): [number, number] { return [(lon - this.lon) * this.kx, (lat - this.lat) * this.ky]; }
  from([x, y]: readonly [number, number]): [number, number] { return [x / this.kx + this.lon, y / this.ky + this.lat]; }
}

/** Twice the signed area: positive for rings that run counter-clockwise. */
export const turn = (ring: readonly (readonly [number, number])[]): number => ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] ?? [x, y]; return sum + x * v - u * y; }, 0);
export const lengthOf = (ring: readonly (readonly [number, number])[]): number => ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] ?? [x, y]; return sum + Math.hypot(u - x, v - y); }, 0);

/** The ring as it is kept: closed, without points twice in a row, outer rings counter-clockwise and holes clockwise (RFC 7946). */
export function tidy(ring: Ring, hole = false): LonLat[] {
  const open = ring.filter(([x, y], i) => { const next = ring[(i + 1) % ring.length]; return i === ring.length - 1 ? !(ring[0]?.[0] === x && ring[0][1] === y) : !(next?.[0] === x && next[1] === y); });
  const area = turn(open), list = area !== 0 && area < 0 !== hole ? [...open].reverse() : [...open];
  const [first] = list;
  return first === undefined ? [] : [...list, first];
}
