import { alertmanager } from './alertmanager.js';

/** As Alertmanager's documentation of webhook receivers gives it. */
const HOOK = {
  version: '4', groupKey: '{}:{alertname="HostDown"}', truncatedAlerts: 0, status: 'firing', receiver: 'grid', groupLabels: { alertname: 'HostDown' }, commonLabels: {}, commonAnnotations: {}, externalURL: 'http://alertmanager:9093',
  alerts: [
    { status: 'firing', labels: { alertname: 'HostDown', instance: 'gw-3:9100', severity: 'critical' }, annotations: { summary: 'gateway 3 is down' }, startsAt: '2026-11-24T01:00:00.000Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://prometheus:9090/g', fingerprint: 'c0ffee0123456789' },
    { status: 'resolved', labels: { alertname: 'HostDown', instance: 'gw-4:9100' }, annotations: {}, startsAt: '2026-11-24T00:00:00.000Z', endsAt: '2026-11-24T00:30:00.000Z', generatorURL: '', fingerprint: 'c0ffee0123456780' },
    { status: 'firing', labels: { alertname: 'Nameless' } }, { status: 'odd', labels: { alertname: 'X', instance: 'y' } }, 3,
  ],
};

describe('Alertmanager', () => {
  it('makes events of alerts, with their end where it is said', () => {
    const { samples, refused } = alertmanager(Buffer.from(JSON.stringify(HOOK)));
    expect(samples).toMatchObject([
      { device: 'gw-3:9100', metric: 'alert', code: 'HostDown', value: 1, at: null, quality: 'good', key: null, text: 'gateway 3 is down' },
      { device: 'gw-4:9100', metric: 'alert', code: 'HostDown/resolved', at: Date.parse('2026-11-24T00:30:00Z'), key: 'alertmanager:c0ffee0123456780:2026-11-24T00:30:00.000Z' },
    ]);
    expect(refused.map(({ reason, part }) => [reason, part])).toEqual([['shape', '/alerts/2'], ['shape', '/alerts/3'], ['shape', '/alerts/4']]);
    expect(alertmanager(Buffer.from(JSON.stringify({ ...HOOK, version: '3' }))).refused).toMatchObject([{ reason: 'unsupported' }]);
  });
});
