import { Busy } from '../receiver.js';
import { orBusy } from './http/answer.js';
import { Flow, Gone } from './flow.js';
import { spokenOn } from './mqtt/topics.js';

describe('the frames of one connection', () => {
  it('wait while the receiver is busy, and then go on in their order', async () => {
    const flow = new Flow(), done: number[] = [];
    let busy = true;
    const tried: number[] = [], pass = (n: number): Promise<void> => flow.pass(async () => { tried.push(n); if (busy) throw new Busy(20); done.push(n); });
    const all = [1, 2, 3, 4, 5].map(pass);
    while (tried.length < 12) await new Promise((resolve) => { setTimeout(resolve, 5); });
    expect([done, flow.running]).toEqual([[], 5]);
    busy = false;
    await Promise.all(all);
    expect([done, flow.running]).toEqual([[1, 2, 3, 4, 5], 0]);
  });

  it('are given up when it ends, and a failure is the frame’s own', async () => {
    const flow = new Flow(), held = flow.pass(() => Promise.reject(new Busy(20)));
    await expect(flow.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    flow.end();
    await expect(held).rejects.toBeInstanceOf(Gone);
    await expect(flow.pass(() => Promise.resolve(1))).rejects.toBeInstanceOf(Gone);
  });

  it('what goes first does not wait behind those that do', async () => {
    const flow = new Flow(), asked: boolean[] = [];
    let busy = true;
    const held = flow.pass(() => (busy ? Promise.reject(new Busy(20)) : Promise.resolve('held')));
    while (asked.length === 0) await flow.pass((urgentOnly) => { if (urgentOnly) asked.push(true); return Promise.resolve(); });
    const behind = flow.pass((urgentOnly) => { asked.push(urgentOnly); return urgentOnly ? Promise.reject(new Busy(20)) : Promise.resolve('behind'); });
    busy = false;
    expect([await held, await behind, asked]).toEqual(['held', 'behind', [true, true, false]]);
  });

  it('over HTTP are turned away with the seconds to wait', async () => {
    await expect(orBusy(Promise.reject(new Busy(2_500)))).rejects.toMatchObject({ code: 'busy', more: { retryAfter: 2.5 } });
    await expect(orBusy(Promise.reject(new Busy(2_500, 'limit')))).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(orBusy(Promise.reject(new Error('else')))).rejects.toThrow('else');
  });
});

it('a topic says the protocol, and with its first byte the form', () => {
  const json = Buffer.from(' [{}]'), other = Buffer.from([0x81, 0xa0]);
  expect(spokenOn('senml', json)?.envelope).toEqual({ contentType: 'application/senml+json' });
  expect(spokenOn('senml', other)?.envelope).toEqual({ contentType: 'application/senml+cbor' });
  expect(spokenOn('cloudevents', Buffer.from('{}'))).toEqual({ protocol: 'cloudevents', envelope: { contentType: 'application/cloudevents+json' } });
  expect(spokenOn("v1.1/Datastreams('a/b')/Observations", json)).toEqual({ protocol: 'sensorthings', envelope: { datastream: 'a/b' } });
  expect(spokenOn('application/x/device/01/event/up', json)?.protocol).toBe('chirpstack');
  expect(['constructor', 'v1/devices/you/telemetry', 'application/x/device/event/up', '', '$SYS/x'].map((topic) => spokenOn(topic, json))).toEqual([null, null, null, null, null]);
});
