import fc from 'fast-check';
import { BEIJING, compactMoment, epoch, isoMoment } from './moment.js';

describe('moments', () => {
  it('of ISO 8601 need a zone, or a protocol that says it', () => {
    expect(isoMoment('2024-01-01T09:59:58Z')).toBe(Date.UTC(2024, 0, 1, 9, 59, 58));
    expect(isoMoment('2022-07-18T09:34:15.775023242+00:00')).toBe(Date.UTC(2022, 6, 18, 9, 34, 15, 775));
    expect(isoMoment('2015-03-01T02:40:00+0200')).toBe(Date.UTC(2015, 2, 1, 0, 40));
    expect(isoMoment('2015-03-01 02:40-03')).toBe(Date.UTC(2015, 2, 1, 5, 40));
    expect([isoMoment('2009-12-04T16:23:32'), isoMoment('2009-12-04T16:23:32', BEIJING)]).toEqual([null, Date.UTC(2009, 11, 4, 8, 23, 32)]);
    for (const wrong of ['2015-02-29T00:00:00Z', '2015-13-01T00:00:00Z', '2015-01-01T24:00:00Z', '2015-01-01T00:60:00Z', '1969-12-31T23:59:59Z', '2100-01-02T00:00:00Z', '9999-01-01T00:00:00Z', 'now', '', '2015', 'Thu, 01 Jan 2015 00:00:00 GMT', 7, null]) expect(isoMoment(wrong)).toBeNull();
  });

  it('of HJ 212 are Beijing time with 14 or 17 digits', () => {
    expect(compactMoment('20160801085857')).toBe(Date.UTC(2016, 7, 1, 0, 58, 57));
    expect(compactMoment('20160801085857223')).toBe(Date.UTC(2016, 7, 1, 0, 58, 57, 223));
    for (const wrong of ['2016080108585700', '20160832085857', '201608010858', '', '2016080108585x']) expect(compactMoment(wrong)).toBeNull();
  });

  it('are what the engine’s own clock says they are', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
      expect(isoMoment(new Date(at).toISOString())).toBe(at);
      const local = new Date(at + BEIJING).toISOString();
      if (at + BEIJING < 253_402_300_800_000) expect(compactMoment(local.replaceAll(/\D/g, ''))).toBe(at);
    }));
    expect([epoch(0), epoch(-1), epoch(Number.NaN), epoch('5'), epoch(1.4)]).toEqual([0, null, null, null, 1]);
  });
});
