import { createHash } from 'node:crypto';
import { onenet, onenetSignature, signedBy, signedPart } from './onenet.js';

/** As the development manual of the HTTP push prints it, and its list form. */
const POINT = '{"msg":{"type":1,"dev_id":2016617,"ds_id":"datastream_id","at":1466133706841,"value":42},"msg_signature":"message signature","nonce":"abcdefgh"}';
const BATCH = '{"msg": [ {"type":1,"dev_id":2016617,"ds_id":"level","at":1466133706841,"value":"0.35"}, {"type":2,"dev_id":2016617,"status":0,"login_type":10,"at":1466133706842}, {"type":7,"dev_id":2016617,"cmd_type":1,"cmd_id":"c"} ],"msg_signature":"x","nonce":"n"}';

describe('OneNET', () => {
  it('signs with Base64 of MD5 over token, nonce and message', () => {
    expect(onenetSignature('tok', 'abcdefgh', 'hello')).toBe(createHash('md5').update('tokabcdefghhello').digest('base64'));
    const signature = onenetSignature('tok+', 'n', 'm');
    expect(signedBy('tok+', 'n', 'm', signature)).toBe(true);
    expect(signedBy('tok+', 'n', 'm', signature.replaceAll('+', ' '))).toBe(true);
    expect(signedBy('tok+', 'n', 'other', signature)).toBe(false);
    expect(signedBy('tok+', 'n', 'm', '')).toBe(false);
  });

  it('signs the message as it stands in the body, whatever blanks it has', () => {
    expect(signedPart(Buffer.from(BATCH))?.messages[0]).toMatch(/^\[ \{"type":1,.*"c"\} \]$/);
    expect(signedPart(Buffer.from('{"msg":"{\\"type\\":1}","nonce":"n","msg_signature":"s"}'))).toEqual({ nonce: 'n', signature: 's', messages: ['{"type":1}'] });
    expect(signedPart(Buffer.from('{"msg":1}'))).toBeNull();
  });

  it('pushes data points, comings and goings, and answers to commands', () => {
    expect(onenet(Buffer.from(POINT)).samples).toEqual([{ device: '2016617', metric: 'datastream_id', at: 1466133706841, value: 42, unit: null, quality: 'good', key: 'onenet:2016617:datastream_id:1466133706841' }]);
    const { samples, refused } = onenet(Buffer.from(BATCH));
    expect(samples.map(({ metric, value }) => [metric, value])).toEqual([['level', 0.35], ['online', 0]]);
    expect(refused).toMatchObject([{ reason: 'unsupported', part: '/msg/2' }]);
  });

  it('reads a message that is a text, an object as several metrics, and says that it cannot decrypt', () => {
    expect(onenet(Buffer.from(JSON.stringify({ msg: JSON.stringify({ type: 1, dev_id: 1, ds_id: 'w', at: 1466133706841, value: { level: 1, tilt: { x: 2 } } }) }))).samples.map(({ metric, value }) => [metric, value])).toEqual([['w.level', 1], ['w.tilt.x', 2]]);
    expect(onenet(Buffer.from('{"enc_msg":"AAAA","nonce":"n","msg_signature":"s"}')).refused).toMatchObject([{ reason: 'unsupported', part: '/enc_msg' }]);
    expect(onenet(Buffer.from('{"msg":{"type":1,"dev_id":1,"ds_id":"a","at":"yesterday","value":1}}')).refused).toMatchObject([{ reason: 'time' }]);
  });
});
