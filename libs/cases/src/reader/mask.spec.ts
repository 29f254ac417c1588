import { masked, maskedData } from './mask.js';

describe('masked', () => {
  it.each([
    ['请联系13812345678。', '请联系138****5678。'], ['身份证53232319900101123X', '身份证532323********123X'], ['办公室0878-5211234', '办公室0878-***1234'],
    ['13812345678和13987654321', '138****5678和139****4321'],
  ])('blacks out %s', (text, shown) => { expect(masked(text)).toBe(shown); });

  it.each(['坐标101.5412345678', '编号202611240001', 'MD20261124-000123', '宽3米', '订单12345678901234567890'])('leaves %s alone', (text) => { expect(masked(text)).toBe(text); });

  it('touches what people wrote, and no hashes', () => {
    const hash = 'a13812345678b'.padEnd(64, '0');
    expect(maskedData({ note: '13812345678', evidence: [hash], passed: true })).toEqual({ note: '138****5678', evidence: [hash], passed: true });
  });
});
