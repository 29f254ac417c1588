import { gb28181 } from './gb28181.js';

/** 警情描述 in GB2312. */
const GB2312 = Buffer.from([0xbe, 0xaf, 0xc7, 0xe9, 0xc3, 0xe8, 0xca, 0xf6]);
const notify = (inside: string, head = '<?xml version="1.0"?>\n'): string => `${head}<Notify>\n<CmdType>Alarm</CmdType>\n${inside}</Notify>`;
const FIELDS = '<SN>1</SN><DeviceID>64010000001340000001</DeviceID><AlarmPriority>4</AlarmPriority><AlarmMethod>2</AlarmMethod><AlarmTime>2009-12-04T16:23:32</AlarmTime>';
const read = (text: string) => gb28181(Buffer.from(text));

describe('GB/T 28181 alarms', () => {
  it('are read in GB2312, with Beijing time, and priority 1 is the highest', () => {
    const text = notify(`${FIELDS}<AlarmDescription>@</AlarmDescription><Longitude>171.3</Longitude><Latitude>34.2</Latitude>`, '<?xml version="1.0" encoding="GB2312"?>\r\n'), at = text.indexOf('@');
    const { samples, refused } = gb28181(Buffer.concat([Buffer.from(text.slice(0, at)), GB2312, Buffer.from(text.slice(at + 1))]));
    expect(refused).toEqual([]);
    expect(samples).toEqual([{ device: '64010000001340000001', metric: 'alarm', code: '2', value: 0.25, at: Date.parse('2009-12-04T08:23:32Z'), unit: null, quality: 'good', key: 'gb28181:64010000001340000001:1:2009-12-04T16:23:32', text: '警情描述', position: { lon: 171.3, lat: 34.2, crs: 'wgs84' } }]);
    expect(read(notify(FIELDS.replace('>4<', '>1<').replace('>2<', '>5<') + '<Info><AlarmType>2</AlarmType></Info>')).samples).toMatchObject([{ code: '5/2', value: 1 }]);
    expect(read(notify(FIELDS.replace('>2<', '>6<'))).samples).toMatchObject([{ code: '6', quality: 'fault' }]);
  });

  it('without an encoding they may be UTF-8 or GB2312', () => {
    const text = notify(`${FIELDS}<AlarmDescription>@</AlarmDescription>`), at = text.indexOf('@');
    expect(gb28181(Buffer.concat([Buffer.from(text.slice(0, at)), GB2312, Buffer.from(text.slice(at + 1))])).samples).toMatchObject([{ text: '警情描述' }]);
    expect(read(text.replace('@', '警情描述')).samples).toMatchObject([{ text: '警情描述' }]);
  });

  it('are refused with a reason when they are something else', () => {
    const reasons = (text: string) => read(text).refused.map((r) => r.reason);
    expect(reasons('<Notify><CmdType>Keepalive</CmdType></Notify>')).toEqual(['unsupported']);
    expect(reasons('<Notify><CmdType>Alarm')).toEqual(['not-xml']);
    expect(reasons('{}')).toEqual(['not-xml']);
    expect(reasons('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Notify>&b;</Notify>')).toEqual(['unsupported']);
    expect(reasons(notify(FIELDS.replace('>4<', '>0<')))).toEqual(['value']);
    expect(reasons(notify(FIELDS.replace('2009-12-04T16:23:32', '2009-13-04T16:23:32')))).toEqual(['time']);
    expect(reasons(notify(FIELDS.replace('64010000001340000001', '')))).toEqual(['shape']);
    expect(gb28181(Buffer.from('<?xml version="1.0" encoding="klingon"?><Notify/>')).refused).toMatchObject([{ reason: 'encoding' }]);
  });
});
