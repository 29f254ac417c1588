import { ngsi } from './ngsi.js';

const read = (said: unknown) => ngsi(Buffer.from(JSON.stringify(said)));
const BIN = {
  id: 'urn:ngsi-ld:Notification:001', type: 'Notification', subscriptionId: 'urn:ngsi-ld:Subscription:1', notifiedAt: '2024-01-01T10:00:00.000Z',
  data: [{ id: 'urn:ngsi-ld:WasteContainer:1', type: 'WasteContainer', fillingLevel: { type: 'Property', value: 0.85, observedAt: '2024-01-01T09:59:58Z', unitCode: 'C62' }, location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [-8.768, 42.602] } } }],
};

describe('NGSI', () => {
  it('LD: takes the time of the property, never of the notification', () => {
    expect(read(BIN)).toMatchObject({ refused: [], samples: [{ device: 'urn:ngsi-ld:WasteContainer:1', metric: 'fillingLevel', at: Date.parse('2024-01-01T09:59:58Z'), value: 0.85, unit: 'C62', position: { lon: -8.768, lat: 42.602, crs: 'wgs84' } }] });
    const undated = { ...BIN, data: [{ id: 'urn:ngsi-ld:WasteContainer:1', type: 'WasteContainer', fillingLevel: { type: 'Property', value: 0.85 } }] };
    expect(read(undated).samples).toMatchObject([{ at: null, quality: 'uncertain' }]);
  });

  it('v2: normalized, with TimeInstant of the attribute or the entity', () => {
    expect(read({ subscriptionId: '12345', data: [{ id: 'Room1', type: 'Room', temperature: { value: 23, type: 'Number', metadata: {} } }] }).samples).toMatchObject([{ device: 'Room1', metric: 'temperature', at: null, value: 23 }]);
    const dated = { data: [{ id: 'R', type: 'Room', TimeInstant: { type: 'DateTime', value: '2024-01-01T00:00:00Z' }, a: { value: 1, type: 'Number', metadata: { TimeInstant: { type: 'DateTime', value: '2024-01-02T00:00:00Z' }, unitCode: { value: 'CEL', type: 'Text' } } }, b: { value: 2, type: 'Number', metadata: {} } }] };
    expect(read(dated).samples.map(({ metric, at, unit }) => [metric, at, unit])).toEqual([['a', Date.parse('2024-01-02T00:00:00Z'), 'CEL'], ['b', Date.parse('2024-01-01T00:00:00Z'), null]]);
  });

  it('v2: keyValues, and a point as latitude, longitude', () => {
    expect(read({ subscriptionId: 'x', data: [{ id: 'R', type: 'Room', temperature: 23, pressure: 720, location: '42.6, -8.7', dateObserved: '2024-01-01T00:00:00+01:00' }] }).samples)
      .toMatchObject([{ metric: 'temperature', value: 23, at: Date.parse('2023-12-31T23:00:00Z'), position: { lon: -8.7, lat: 42.6 } }, { metric: 'pressure', value: 720 }]);
  });

  it('names what is no number, leaves relations and descriptions aside, takes several instances of a property', () => {
    const { samples, refused } = read({ data: [{ id: 'e', type: 'T', name: { type: 'Property', value: 'north' }, refRoad: { type: 'Relationship', object: 'urn:x' }, status: { type: 'Property', value: 'ok' }, level: [{ type: 'Property', value: 1, datasetId: 'urn:a' }, { type: 'Property', value: 2, datasetId: 'urn:b' }] }, 5, { id: 'f', type: 'T' }] });
    expect(samples.map((s) => s.value)).toEqual([1, 2]);
    expect(refused.map(({ reason, part }) => [reason, part])).toEqual([['value', '/data/0/status'], ['shape', '/data/1'], ['shape', '/data/2']]);
  });
});
