import type { CellId } from '#domain';
import { CellEditions } from './editions.js';

const drawn = (code: string, x: number) => ({ code: code as CellId, zh: code, en: code, areaM2: 1, rings: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] as [number, number][][] });
const [a, b, c] = ['532323101001001', '532323101001002', '532323101001003'];

describe('the cells of a day', () => {
  const editions = new CellEditions([{ ...drawn(a, 0), from: 0, to: null }, { ...drawn(b, 1), from: 0, to: null }], [
    { version: 1, code: b as CellId, from: 100, cell: null }, { version: 2, code: c as CellId, from: 100, cell: drawn(c, 1) }, { version: 4, code: a as CellId, from: 200, cell: drawn(a, 5) }, { version: 3, code: a as CellId, from: 200, cell: drawn(a, 9) },
  ]);
  it('are those of the files until a draft\'s day, then as it says; of two for one day the later decision stands', () => {
    expect([50, 100, 250].map((at) => editions.cellsAt(at).map((x) => x.code.slice(-1)).join())).toEqual(['1,2', '1,3', '1,3']);
    expect([50, 100, 250].map((at) => [editions.at(at).locate({ lon: 1.5, lat: 0.5 }), editions.at(at).locate({ lon: 5.5, lat: 0.5 })])).toEqual([[b, null], [c, null], [c, a]]);
  });
  it('stay the same object within one edition, and editions grow', () => {
    expect(editions.at(120)).toBe(editions.at(199));
    expect([editions.edition(0), editions.edition(100), editions.edition(1e9)]).toEqual([2, 3, 4]);
  });
});
