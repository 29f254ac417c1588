import { CELL_CRS } from '#contract';
import fc from 'fast-check';
import { fromCrs, toCrs } from './crs.js';

describe('coordinate systems of cell files', () => {
  it('lead there and back to within 0.2 m, each near its own meridian', () => {
    fc.assert(fc.property(fc.constantFrom(...CELL_CRS), fc.double({ min: -1.5, max: 1.5, noNaN: true }), fc.double({ min: 18, max: 53, noNaN: true }), (crs, aside, lat) => {
      const epsg = Number(crs.slice(5)), meridian = crs.startsWith('epsg:') ? (epsg < 4534 ? (epsg - 4488) * 3 : 75 + (epsg - 4534) * 3) : 105;
      const [lon, back] = fromCrs(toCrs([meridian + aside, lat], crs), crs);
      expect(Math.hypot((lon - meridian - aside) * 111_320 * Math.cos((lat * Math.PI) / 180), (back - lat) * 111_320)).toBeLessThan(0.2);
    }), { numRuns: 300 });
  });
  it('know the county in its zone: 34, meridian 102', () => {
    const [x, y] = toCrs([101.54, 25.31], 'epsg:4522'), [east, north] = toCrs([101.54, 25.31], 'epsg:4543');
    expect([Math.floor(x / 1e6), Math.round(y)]).toEqual([34, Math.round(north)]);
    expect(x - 34_000_000).toBeCloseTo(east, 3);
    expect(east).toBeGreaterThan(450_000);
    expect(east).toBeLessThan(500_000);
    expect(north / 1e6).toBeCloseTo(2.8, 1);
  });
});
