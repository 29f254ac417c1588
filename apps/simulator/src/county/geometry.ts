import type { Place } from '#domain';
import inPolygon from 'point-in-polygon-hao';
import { z } from 'zod';

export type Point = Pick<Place, 'lon' | 'lat'>;
const position = z.tuple([z.number(), z.number()]).rest(z.number());
const rings = z.array(z.array(position).min(4)).min(1);
export const geometrySchema = z.union([z.object({ type: z.literal('Polygon'), coordinates: rings }), z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings).min(1) })]);

/** One area on the map, with the box that tells quickly that a point is not in it. */
export interface Area {
  readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[];
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly squareMetres: number;
}

export const METRES_PER_DEGREE = 111_195;

/** Reads a GeoJSON polygon. Throws ZodError. */
export function areaOf(geometry: unknown): Area {
  const parsed = geometrySchema.parse(geometry);
  const polygons = (parsed.type === 'Polygon' ? [parsed.coordinates] : parsed.coordinates).map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lon, lat] as const)));
  const all = polygons.flatMap((p) => p[0] ?? []);
  const lons = all.map(([lon]) => lon), lats = all.map(([, lat]) => lat);
  return {
    polygons, west: Math.min(...lons), south: Math.min(...lats), east: Math.max(...lons), north: Math.max(...lats),
    squareMetres: polygons.reduce((sum, p) => sum + p.reduce((area, ring, i) => area + (i === 0 ? 1 : -1) * ringArea(ring), 0), 0),
  };
}

export function contains(area: Area, { lon, lat }: Point): boolean {
  if (lon < area.west || lon > area.east || lat < area.south || lat > area.north) return false;
  return area.polygons.some((polygon) => inPolygon([lon, lat], polygon as unknown as Parameters<typeof inPolygon>[1]) !== false);
}

/** The place at the shares `x` and `y` of the area's box, pulled towards its middle until it lies inside. */
export function placeIn(area: Area, x: number, y: number): Point {
  const middle = { lon: (area.west + area.east) / 2, lat: (area.south + area.north) / 2 };
  for (let pull = 0; pull <= 1; pull += 0.1) {
    const point = { lon: lerp(area.west + x * (area.east - area.west), middle.lon, pull), lat: lerp(area.south + y * (area.north - area.south), middle.lat, pull) };
    if (contains(area, point)) return point;
  }
  const corner = area.polygons[0]?.[0]?.[0] ?? [middle.lon, middle.lat];
  return { lon: corner[0], lat: corner[1] };
}

const lerp = (a: number, b: number, share: number): number => a + (b - a) * share;

function ringArea(ring: readonly (readonly [number, number])[]): number {
  const squeeze = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x1, y1] = ring[i] as readonly [number, number], [x2, y2] = ring[i + 1] as readonly [number, number];
    twice += (x1 * y2 - x2 * y1) * squeeze;
  }
  return (Math.abs(twice) / 2) * METRES_PER_DEGREE ** 2;
}
