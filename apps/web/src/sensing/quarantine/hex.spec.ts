import { bytesOf, hexLines, isHex } from './hex.js';

describe('bytes that could not be read', () => {
  it('are told from text by their number', () => {
    expect([isHex('ff00', 2), isHex('ff00', 4), isHex('##0101QN', 8), isHex('abc', 2)]).toEqual([true, false, false, false]);
    expect([...bytesOf('ff00', 2)]).toEqual([255, 0]);
    expect([...bytesOf('水', 3)]).toEqual([0xe6, 0xb0, 0xb4]);
  });
  it('are shown sixteen in a line, beside what of them can be read', () => {
    expect(hexLines(bytesOf('##0101QN=20261124\r\n', 19))).toEqual([
      { at: '0000', hex: '23 23 30 31 30 31 51 4e 3d 32 30 32 36 31 31 32', text: '##0101QN=2026112' }, { at: '0010', hex: '34 0d 0a', text: '4··' },
    ]);
  });
});
