import { thingsboard, thingsboardGateway } from './thingsboard.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const readings = ({ samples }: ReturnType<typeof thingsboard>) => samples.map(({ device, metric, at, value }) => [device, metric, at, value]);

describe('ThingsBoard telemetry', () => {
  it('is flat, a list, or dated', () => {
    expect(readings(thingsboard(bytes('{"level":1.25,"battery":"87"}')))).toEqual([['me', 'level', null, 1.25], ['me', 'battery', null, 87]]);
    expect(readings(thingsboard(bytes('[{"level":1},{"tilt":2}]')))).toEqual([['me', 'level', null, 1], ['me', 'tilt', null, 2]]);
    expect(readings(thingsboard(bytes('{"ts":1451649600512,"values":{"level":1,"open":true}}')))).toEqual([['me', 'level', 1451649600512, 1], ['me', 'open', 1451649600512, 1]]);
    expect(thingsboard(bytes('{"level":1}')).samples[0]?.quality).toBe('uncertain');
  });

  it('keeps what it can of the documentation’s own example, and says what it cannot', () => {
    const { samples, refused } = thingsboard(bytes('{"key1":"value1","key2":42,"nested":{"a":{"b":3}}}'));
    expect(samples.map(({ metric, value }) => [metric, value])).toEqual([['key2', 42], ['nested.a.b', 3]]);
    expect(refused).toMatchObject([{ reason: 'value', part: '/key1', raw: '{"key1":"value1"}' }]);
  });

  it('comes from gateways for many devices at once; one bad record spoils no other', () => {
    const { samples, refused } = thingsboardGateway(bytes('{"Device A":[{"ts":1483228800000,"values":{"temperature":42,"humidity":80}},{"ts":-1,"values":{"temperature":43}}],"Device B":[{"ts":1483228800000,"values":{"temperature":42}}],"Device C":7}'));
    expect(samples.map(({ device, metric }) => `${device} ${metric}`)).toEqual(['Device A temperature', 'Device A humidity', 'Device B temperature']);
    expect(refused).toMatchObject([{ reason: 'time', part: '/Device A/1/values/temperature', raw: '{"ts":-1,"values":{"temperature":43}}' }, { reason: 'shape', part: '/Device C' }]);
  });
});
