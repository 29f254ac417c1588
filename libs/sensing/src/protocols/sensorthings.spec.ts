import { sensorthings, sensorthingsArray } from './sensorthings.js';

/** FROST-Server's documentation. */
const OBSERVATION = { phenomenonTime: '2015-03-01T02:40:00+02:00', validTime: '2016-01-01T01:01:01.000Z/2016-01-01T23:59:59.000Z', result: 8, parameters: { param1: 'some value1' }, Datastream: { '@iot.id': 1 }, FeatureOfInterest: { '@iot.id': 1 } };
const one = (said: object, path?: string) => sensorthings(Buffer.from(JSON.stringify(said)), path);
const many = (said: unknown) => sensorthingsArray(Buffer.from(JSON.stringify(said)));

describe('SensorThings', () => {
  it('is one observation, of the datastream in it or in the path', () => {
    expect(one(OBSERVATION).samples).toMatchObject([{ device: '1', metric: 'result', at: Date.parse('2015-03-01T00:40:00Z'), value: 8 }]);
    expect(one({ result: 3 }, 'water-001/level').samples).toMatchObject([{ device: 'water-001', metric: 'level', at: null, value: 3 }]);
    expect(one({ result: 3 }).refused).toMatchObject([{ reason: 'shape' }]);
    expect(one({ ...OBSERVATION, phenomenonTime: '2016-01-01T01:01:01.000Z/2016-01-01T23:59:59.000Z' }).samples[0]?.at).toBe(Date.parse('2016-01-01T23:59:59Z'));
    expect(one({ ...OBSERVATION, phenomenonTime: '2015-02-29T00:00:00Z' }).refused).toMatchObject([{ reason: 'time' }]);
    expect(one({ ...OBSERVATION, resultQuality: 'bad' }).samples[0]?.quality).toBe('fault');
  });

  it('is arrays of rows, each of which gets its own line', () => {
    const said = [
      { Datastream: { '@iot.id': 1 }, components: ['phenomenonTime', 'result'], 'dataArray@iot.count': 2, dataArray: [['2010-12-23T10:20:00-07:00', 65], ['2010-12-23T10:21:00-07:00', 60]] },
      { Datastream: { '@iot.id': 'water-001/level' }, components: ['result', 'phenomenonTime', 'FeatureOfInterest/id'], dataArray: [[1, 'never', 1], ['x', '2010-12-23T10:20:00Z', 1], 7, [2, '2010-12-23T10:22:00Z', 1]] },
      { Datastream: {}, components: ['result'], dataArray: [[1], [2]] },
    ];
    const { samples, refused, lines } = many(said);
    expect(samples.map(({ device, metric, at, value }) => [device, metric, at, value])).toEqual([
      ['1', 'result', Date.parse('2010-12-23T17:20:00Z'), 65], ['1', 'result', Date.parse('2010-12-23T17:21:00Z'), 60], ['water-001', 'level', Date.parse('2010-12-23T10:22:00Z'), 2],
    ]);
    expect(lines.map((line) => ('sample' in line ? line.sample : line.refused.reason))).toEqual([0, 1, 'time', 'value', 'shape', 2, 'shape', 'shape']);
    expect(refused.map((r) => r.part)).toEqual(['/1/dataArray/0', '/1/dataArray/1', '/1/dataArray/2', '/2']);
  });

  it('says when rows are missing', () => {
    expect(many([{ Datastream: { '@iot.id': 1 }, components: ['result'], 'dataArray@iot.count': 3, dataArray: [[1], [2]] }])).toMatchObject({ samples: [{ value: 1 }, { value: 2 }], refused: [{ reason: 'length' }], lines: [{ sample: 0 }, { sample: 1 }] });
  });
});
