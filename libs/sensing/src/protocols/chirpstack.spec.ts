import { chirpstack, FrameCounters, frameOf } from './chirpstack.js';

/** A ChirpStack v4 uplink as its HTTP integration posts it. */
const UP = {
  deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d', time: '2022-07-18T09:34:15.775023242+00:00', deviceInfo: { tenantId: '52f14cd4-c6f1-4fbd-8f87-4025e1d49242', tenantName: 'ChirpStack', applicationId: '17c82e96-be03-4f38-aef3-f83d48582d97', applicationName: 'Test application', deviceProfileId: '14855bf7-d10d-4aee-b618-ebfcb64dc7ad', deviceProfileName: 'Test device-profile', deviceName: 'Test device', devEui: '0101010101010101', tags: { key: 'value' } },
  devAddr: '00189440', dr: 1, fPort: 1, fCnt: 7, data: 'qg==', object: { level: 0.42, tilt: { x: 1, y: -2 }, tamper: false, firmware: 'v2' },
  rxInfo: [{ gatewayId: '0016c001f153a14c', uplinkId: 4217106255, rssi: -36, snr: 10.5, context: 'E3OWOQ==', metadata: { region_name: 'eu868', region_common_name: 'EU868' } }], txInfo: { frequency: 867100000, modulation: { lora: { bandwidth: 125000, spreadingFactor: 11, codeRate: 'CR_4_5' } } },
};
const read = (said: unknown) => chirpstack(Buffer.from(JSON.stringify(said)));

describe('ChirpStack', () => {
  it('gives a metric a number of the decoded object, keyed by the deduplicationId', () => {
    const { samples, refused } = read(UP);
    expect(samples.map(({ device, metric, value, at }) => [device, metric, value, at])).toEqual([
      ['0101010101010101', 'level', 0.42, Date.parse('2022-07-18T09:34:15.775Z')], ['0101010101010101', 'tilt.x', 1, expect.any(Number)], ['0101010101010101', 'tilt.y', -2, expect.any(Number)], ['0101010101010101', 'tamper', 0, expect.any(Number)],
    ]);
    expect(new Set(samples.map((s) => s.key)).size).toBe(4);
    expect(samples[0]?.key).toBe('chirpstack:3ac7e3c4-4401-4b8d-9386-a5c902f9202d:level');
    expect(refused).toMatchObject([{ reason: 'value', part: '/object/firmware' }]);
  });

  it('says when there is no codec, or no uplink; the status gives the battery', () => {
    expect(read({ ...UP, object: undefined })).toMatchObject({ samples: [], refused: [{ reason: 'unsupported', detail: { code: 'no-codec' } }] });
    expect(read({ deduplicationId: 'x', deviceInfo: UP.deviceInfo, devAddr: '00189440' })).toMatchObject({ samples: [], refused: [{ reason: 'unsupported', detail: { code: 'no-uplink' } }] });
    expect(read({ deviceInfo: UP.deviceInfo, time: UP.time, deduplicationId: 'y', margin: 10, externalPowerSource: false, batteryLevelUnavailable: false, batteryLevel: 75.5 }).samples).toMatchObject([{ metric: 'battery', value: 75.5, unit: '%' }]);
    expect(read({ object: { level: 1 } })).toMatchObject({ samples: [], refused: [{ reason: 'shape' }] });
  });

  it('tells lost uplinks by the frame counter', () => {
    expect(frameOf(Buffer.from(JSON.stringify(UP)))).toEqual({ device: '0101010101010101', counter: 7 });
    expect(frameOf(Buffer.from('{}'))).toBeNull();
    const counters = new FrameCounters(2);
    expect([7, 8, 8, 11, 10, 12, 0, 1].map((counter) => counters.lost('a', counter))).toEqual([0, 0, 0, 2, 0, 0, 0, 0]);
    counters.lost('b', 1);
    counters.lost('c', 1);
    // Forgotten, as only the two newest are kept.
    expect(counters.lost('a', 50)).toBe(0);
  });
});
