import { FRAMES } from '../../testing/hj212-frames.js';
import { dataAnswer, frameOf, refusal, wantsAnswer } from './answer.js';
import { decodeSegment, readSegment } from './segment.js';

const segment = (frame: string): Buffer => Buffer.from(frame.slice(6, -4));
const head = (text: string) => { const read = readSegment(Buffer.from(text)); if (read === null) throw new Error('no segment'); return read.head; };
const data = (cp: string, cn = '2011'): ReturnType<typeof decodeSegment> => decodeSegment(Buffer.from(`QN=20160801085857223;ST=22;CN=${cn};PW=123456;MN=ZX00001;Flag=5;CP=&&${cp}&&`));

describe('data segments of HJ 212', () => {
  it('are readings of a logger in Beijing time', () => {
    const { samples, refused } = decodeSegment(segment(FRAMES.dust));
    expect(refused).toEqual([]);
    expect(samples.map(({ metric, value, unit }) => [metric, value, unit])).toEqual([['pm10', 30, null], ['pm25', 25, null], ['temperature', 13.5, 'Cel'], ['humidity', 43.8, '%'], ['wind-direction', 30, 'deg'], ['wind-speed', 3.5, 'm/s'], ['tsp', 132, null], ['noise', 66.8, 'dB[SPL]']]);
    expect(samples[0]).toMatchObject({ device: 'ZX00001', at: Date.parse('2019-10-18T10:49:00+08:00'), quality: 'good', key: 'hj212:ZX00001:2011:20191018104900:pm10' });
    expect(decodeSegment(segment(FRAMES.noFlags)).samples).toHaveLength(9);
  });

  it('lose nothing to a logger’s slip: what can be read is', () => {
    const { samples, refused } = decodeSegment(segment(FRAMES.slip));
    expect(samples).toHaveLength(8);
    expect(refused.map(({ reason, part }) => [reason, part])).toEqual([['shape', 'LA-td'], ['value', 'LA']]);
  });

  it('carry flags that become qualities; an unknown one is not trusted', () => {
    const flags = 'NFMSDCTBPX'.split(''), { samples } = data(`DataTime=20160801085857;${flags.map((flag, i) => `x${i}-Rtd=1,x${i}-Flag=${flag}`).join(';')};y-Rtd=2`);
    expect(samples.map((s) => s.quality)).toEqual(['good', 'fault', 'maintenance', 'manual', 'fault', 'calibration', 'range', 'communication', 'fault', 'fault', 'good']);
  });

  it('of intervals are metrics of their own, so that they never stand among the real-time ones', () => {
    expect(data('DataTime=20160801080000;a34004-Min=1,a34004-Avg=2.5,a34004-Max=4,a34004-Flag=N;w00000-Cou=9', '2061').samples.map(({ metric, value }) => [metric, value])).toEqual([['pm25.hour.min', 1], ['pm25.hour.avg', 2.5], ['pm25.hour.max', 4], ['flow.hour.sum', 9]]);
    // HJ/T 212-2005 wrote factors as numbers, and the time of sampling beside each.
    expect(data('DataTime=20040516021000;B01-Cou=200;101-Cou=2.5,101-Min=1.1,101-Avg=1.1,101-Max=1.1', '2051').samples.map(({ metric }) => metric)).toEqual(['flow.minute.sum', 'total-phosphorus.minute.sum', 'total-phosphorus.minute.min', 'total-phosphorus.minute.avg', 'total-phosphorus.minute.max']);
    expect(data('DataTime=20160801080000;w01018-SampleTime=20160801075500,w01018-Rtd=12').samples).toMatchObject([{ metric: 'cod', at: Date.parse('2016-08-01T07:55:00+08:00') }]);
  });

  it('with a time of 16 digits, no time, no value or no number say so', () => {
    expect(data('DataTime=2016080108585700;a34004-Rtd=1')).toMatchObject({ samples: [], refused: [{ reason: 'time' }] });
    expect(data('a34004-Rtd=1')).toMatchObject({ samples: [{ at: null, quality: 'uncertain', key: null }] });
    expect(data('DataTime=20160801085857;a34004-Rtd=--,a34004-Flag=D;a34002-Rtd=')).toMatchObject({ samples: [], refused: [{ reason: 'value' }, { reason: 'value' }] });
    expect(decodeSegment(segment(FRAMES.empty))).toMatchObject({ samples: [], refused: [{ reason: 'shape', part: 'CP' }] });
  });

  it('that carry no readings are answers, or commands that we do not take', () => {
    expect(decodeSegment(segment(FRAMES.answer))).toMatchObject({ samples: [], refused: [] });
    expect(decodeSegment(segment(FRAMES.interval))).toMatchObject({ samples: [], refused: [{ reason: 'unsupported', part: 'CN' }] });
    expect(decodeSegment(Buffer.from('CN=2011'))).toMatchObject({ refused: [{ reason: 'shape' }] });
    expect(decodeSegment(Buffer.from('ST=22;CN=2011;CP=&&a-Rtd=1&&'))).toMatchObject({ samples: [], refused: [{ reason: 'shape', part: 'MN' }] });
    expect(decodeSegment(Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({ refused: [{ reason: 'shape' }] });
  });

  it('may hold Chinese words in GB2312', () => {
    const bytes = Buffer.concat([Buffer.from('ST=22;CN=2011;MN=M;CP=&&DataTime=20160801085857;'), Buffer.from([0xd4, 0xeb, 0xc9, 0xf9]), Buffer.from('-Rtd=50.1&&')]);
    expect(decodeSegment(bytes).samples).toMatchObject([{ metric: '噪声', value: 50.1 }]);
  });

  it('are answered with 9014, or refused with 9011, in the words of the frame', () => {
    const asked = head('QN=20160801085857223;ST=32;CN=2011;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&');
    expect(String(dataAnswer(asked))).toBe(String(frameOf('QN=20160801085857223;ST=91;CN=9014;PW=100000;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&')));
    expect(String(refusal(asked, 4))).toContain('CN=9011;PW=100000;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=4&&');
    expect([wantsAnswer(asked), wantsAnswer({ ...asked, flag: 4 })]).toEqual([true, false]);
    // Nothing of a sender's can end our segment.
    expect(String(dataAnswer({ ...asked, qn: 'a&&\r\n##;b', mn: '噪' }))).toContain('QN=a##b;ST=91;CN=9014;PW=100000;MN=;');
  });
});
