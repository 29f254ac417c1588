import { conversionOf, ucumOf } from './units.js';

const convert = (value: number, from: string, to: string): number | null => { const found = conversionOf(from, to); return found === null ? null : value * found.factor + found.offset; };

describe('units', () => {
  it.each([
    [125, 'cm', 'm', 1.25], [1.25, 'MTR', '厘米', 125], [300, 'K', 'Cel', 26.85], [212, '[degF]', 'Cel', 100], [100, '℃', '[degF]', 212], [0.85, 'C62', '%', 85], [85, '%RH', '/', 0.85], [35, 'ug/m3', 'mg/m3', 0.035], [35, 'μg/m³', 'GQ', 35],
    [101.3, 'kPa', 'hPa', 1013], [60, 'mm[Hg]', 'Pa', 7999.3], [3.6, 'km/h', 'm/s', 1], [3600, 'm3/h', 'L/s', 1000], [1, 'inch', 'mm', 25.4], [1, 'kW.h', 'J', 3.6e6], [180, '°', 'rad', Math.PI], [5, 'mg/L', 'ug/L', 5000],
  ])('%d %s in %s is %d', (value, from, to, is) => expect(convert(value, from, to)).toBeCloseTo(is, 1));

  it('are refused, never guessed', () => {
    for (const [from, to] of [['M', 'm'], ['', 'm'], ['furlong', 'm'], ['m', 'Cel'], ['mg/m3', 'mg/L'], ['mg/m3', '[ppm]'], ['C', 'Cel'], ['constructor', 'm'], ['__proto__', 'm']] as const) expect(conversionOf(from, to)).toBeNull();
    // What the county calls its own is what it calls it.
    expect(conversionOf('档', '档')).toEqual({ factor: 1, offset: 0 });
    expect([ucumOf('CEL'), ucumOf('μg/m³'), ucumOf('分贝'), ucumOf('x')]).toEqual(['Cel', 'ug/m3', 'dB[SPL]', null]);
  });

  it('go and come back', () => {
    for (const [a, b] of [['cm', 'm'], ['K', '[degF]'], ['hPa', 'mm[Hg]'], ['ug/m3', 'g/m3']] as const) expect(convert(convert(123.456, a, b) ?? 0, b, a)).toBeCloseTo(123.456, 9);
  });
});
