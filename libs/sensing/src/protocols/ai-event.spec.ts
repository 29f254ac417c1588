import { aiEvent } from './ai-event.js';

const read = (said: unknown) => aiEvent(Buffer.from(JSON.stringify(said)));
const OURS = { id: 'e-1', camera: 'cam-08', event: 'street-vendor', at: '2026-11-24T09:00:00+08:00', confidence: 0.93, box: [0.1, 0.2, 0.3, 0.4], picture: { url: 'http://10.3.1.12:8080/p/1.jpg' }, position: { lon: 101.546, lat: 25.313, crs: 'gcj02' }, text: '占道经营' };

describe('events of cameras', () => {
  it('in our own form', () => {
    expect(read(OURS)).toEqual(expect.objectContaining({ refused: [], samples: [{ device: 'cam-08', metric: 'event', code: 'street-vendor', at: Date.parse('2026-11-24T01:00:00Z'), value: 0.93, unit: null, quality: 'good', key: 'ai:cam-08:e-1', box: [0.1, 0.2, 0.3, 0.4], picture: { url: 'http://10.3.1.12:8080/p/1.jpg' }, position: { lon: 101.546, lat: 25.313, crs: 'gcj02' }, text: '占道经营' }] }));
    expect(read({ events: [OURS, { ...OURS, event: '' }, { ...OURS, confidence: 'high' }] })).toMatchObject({ samples: [{ code: 'street-vendor' }], refused: [{ reason: 'shape', part: '/events/1' }, { reason: 'value', part: '/events/2' }] });
  });

  it('in the flat form of analysing boxes: corners, a score, a picture in the body', () => {
    const picture = Buffer.from('a picture of a truck').toString('base64');
    expect(read({ image: picture, request_id: '2058ed71-6b61-4f66-83e6-59a31ba87d7b', model: 'muck-truck-v1.0', camera_kks: '1M2DTW345TV', score: 0.95, x1: 0.1, y1: 0.2, x2: 0.4, y2: 0.6, timestamp: '2024-01-01T12:00:00+08:00' }).samples)
      .toMatchObject([{ device: '1M2DTW345TV', code: 'muck-truck-v1.0', value: 0.95, at: Date.parse('2024-01-01T04:00:00Z'), picture: { base64: picture }, key: 'ai:1M2DTW345TV:2058ed71-6b61-4f66-83e6-59a31ba87d7b', box: [0.1, 0.2, expect.closeTo(0.3), expect.closeTo(0.4)] }]);
    expect(read({ device_code: 'cam-1', alarm_type: 'garbage_floating', confidence: 87, alarm_time: '2026-11-24 09:00:00', bbox: [10, 20, 300, 400], imageUrl: 'https://x/y.jpg' }).samples)
      .toEqual([expect.objectContaining({ device: 'cam-1', code: 'garbage_floating', value: 0.87, at: Date.parse('2026-11-24T01:00:00Z') })]);
    expect(read({ deviceId: 'cam-1', eventType: 'smoke', timestamp: 1_763_946_000 }).samples).toMatchObject([{ at: 1_763_946_000_000, value: 1, quality: 'uncertain' }]);
  });

  it('as Hikvision platforms pass them on', () => {
    const said = { method: 'OnEventNotify', params: { ability: 'event_rule', sendTime: '2017-04-22T15:39:01+08:00', events: [{ eventId: 'F1', srcIndex: '1235415', eventType: 131588, happenTime: '2017-04-22T15:39:01+08:00', data: {
      dataType: 'behavioralAnalysis', dateTime: '2017-04-22T15:39:01+08:00', channelID: 1, eventType: 'fielddetection', eventDescription: 'fielddetection',
      fielddetection: [{ targetAttrs: { imageServerCode: '3212234', deviceIndexCode: '1568556', cameraIndexCode: '1235415', longitude: 116.39737, latitude: 39.9 }, imageUrl: 'http://10.3.1.12:8080/xxx' }] } }] } };
    expect(read(said).samples).toMatchObject([{ device: '1235415', code: 'fielddetection', at: Date.parse('2017-04-22T07:39:01Z'), picture: { url: 'http://10.3.1.12:8080/xxx' }, position: { lon: 116.39737, lat: 39.9 } }]);
  });

  it('drops no event for its picture or frame, and keeps no script for a link', () => {
    expect(read({ ...OURS, picture: 'javascript:alert(1)', box: [1, 2, 3] }).samples).toEqual([expect.not.objectContaining({ picture: expect.anything(), box: expect.anything() })]);
    expect(read({ ...OURS, at: 12 }).refused).toMatchObject([{ reason: 'time' }]);
    expect(read([]).refused).toMatchObject([{ reason: 'shape' }]);
  });
});
