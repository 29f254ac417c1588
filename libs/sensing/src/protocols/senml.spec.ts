import { encode } from 'cborg';
import { senmlCbor, senmlJson } from './senml.js';

const NOW = Date.parse('2026-11-24T01:00:00Z');
const read = (pack: unknown) => senmlJson(Buffer.from(JSON.stringify(pack)), NOW);
/** RFC 8428, 5.1.2 and 5.1.3. */
const SEVEN = [
  { bn: 'urn:dev:ow:10e2073a0108006:', bt: 1.276020076001e+09, bu: 'A', bver: 5, n: 'voltage', u: 'V', v: 120.1 }, { n: 'current', t: -5, v: 1.2 }, { n: 'current', t: -4, v: 1.3 }, { n: 'current', t: -3, v: 1.4 }, { n: 'current', t: -2, v: 1.5 }, { n: 'current', t: -1, v: 1.6 }, { n: 'current', v: 1.7 },
];
const CBOR = Buffer.from('87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c7461676501615602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333', 'hex');

describe('SenML', () => {
  it('is resolved as RFC 8428 does it', () => {
    const { samples, refused } = read(SEVEN);
    expect(refused).toEqual([]);
    expect(samples.map(({ device, metric, at, value, unit }) => [device, metric, at, value, unit])).toEqual([
      ['urn:dev:ow:10e2073a0108006', 'voltage', 1276020076001, 120.1, 'V'], ['urn:dev:ow:10e2073a0108006', 'current', 1276020071001, 1.2, 'A'], ['urn:dev:ow:10e2073a0108006', 'current', 1276020072001, 1.3, 'A'],
      ['urn:dev:ow:10e2073a0108006', 'current', 1276020073001, 1.4, 'A'], ['urn:dev:ow:10e2073a0108006', 'current', 1276020074001, 1.5, 'A'], ['urn:dev:ow:10e2073a0108006', 'current', 1276020075001, 1.6, 'A'], ['urn:dev:ow:10e2073a0108006', 'current', 1276020076001, 1.7, 'A'],
    ]);
  });

  it('is the same in CBOR: the bytes of RFC 8428, 6', () => {
    const { samples, refused } = senmlCbor(CBOR, NOW);
    expect(refused).toEqual([]);
    expect(samples.map(({ metric, value, unit }) => [metric, value, unit])).toEqual(read(SEVEN).samples.map(({ metric, value, unit }) => [metric, value, unit]));
    // There the base time is 1276020076.001 too, and the times are as given.
    expect(samples.map((s) => s.at)).toEqual(read(SEVEN).samples.map((s) => s.at));
  });

  it('takes times below 2^28 as relative to the receiving, and no time as the receiver’s', () => {
    expect(read([{ bn: 'a:', n: 'x', v: 1, t: -30 }]).samples[0]?.at).toBe(NOW - 30_000);
    expect(read([{ bn: 'a:', n: 'x', v: 1, t: 0 }]).samples[0]).toMatchObject({ at: NOW, quality: 'good' });
    expect(read([{ bn: 'a:', n: 'x', v: 1 }]).samples[0]).toMatchObject({ at: null, quality: 'uncertain' });
    expect(read([{ bn: 'a:', n: 'x', v: 1, t: 2 ** 28 }]).samples[0]?.at).toBe(2 ** 28 * 1000);
  });

  it('adds base values, takes flags and sums, and leaves texts and data aside', () => {
    const { samples, refused } = read([{ bn: 'dev1/', bv: 20, bu: 'Cel', n: 'temp', v: 3.5 }, { n: 'open', vb: true }, { n: 'label', vs: 'x' }, { n: 'blob', vd: 'AQ' }, { n: 'energy', u: 'J', s: 12 }, { n: 'two', v: 1, vb: true }, { n: 'none' }]);
    expect(samples.map(({ device, metric, value, unit }) => [device, metric, value, unit])).toEqual([['dev1', 'temp', 23.5, 'Cel'], ['dev1', 'open', 1, null], ['dev1', 'energy.sum', 12, 'J']]);
    expect(refused.map(({ reason, part }) => [reason, part])).toEqual([['value', '/2'], ['value', '/3'], ['shape', '/5'], ['shape', '/6']]);
  });

  it('refuses what it would have to understand, wrong names and wrong versions, each for itself', () => {
    const { samples, refused } = read([{ bn: 'a:', n: 'x', v: 1, key_: 1 }, { n: 'y y', v: 1 }, { n: 'z', v: 1, bver: 11 }, { n: 'ok', v: 1 }]);
    expect(samples.map((s) => s.metric)).toEqual(['ok']);
    expect(refused.map((r) => r.reason)).toEqual(['unsupported', 'shape', 'shape']);
  });

  it('keeps a refused record so that it can be read alone', () => {
    const [kept] = read([{ bn: 'a:', bt: 1.7e9, bu: 'Cel', n: 'x', v: 1 }, { n: 'label', vs: 'x' }]).refused;
    expect(JSON.parse(String(kept?.raw))).toMatchObject({ n: 'a:label', bt: 1.7e9, bu: 'Cel', vs: 'x' });
  });

  it('parts device and metric where there is no base name', () => {
    expect(read([{ n: 'urn:dev:mac:0024befffe804ff1:temp', v: 1 }, { n: 'temp', v: 2 }, { n: 'well-3/level', v: 3 }]).samples.map(({ device, metric }) => [device, metric])).toEqual([['urn:dev:mac:0024befffe804ff1', 'temp'], ['me', 'temp'], ['well-3', 'level']]);
    expect(senmlCbor(encode([new Map<number, unknown>([[0, 'well-3/level'], [2, 7]])]), NOW).samples).toMatchObject([{ device: 'well-3', metric: 'level', value: 7 }]);
  });

  it('takes decimal fractions, and the mark of CBOR', () => {
    // 55799([{0: "well-3/level", 2: 4([-2, 27315])}])
    expect(senmlCbor(Buffer.from('d9d9f781a2006c77656c6c2d332f6c6576656c02c4822119' + (27315).toString(16), 'hex'), NOW).samples).toMatchObject([{ metric: 'level', value: 273.15 }]);
  });
});
