import { CloudEvent as Theirs, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { cloudevents, eventsOf } from './cloudevents.js';
import { Parts } from './parts.js';

const JSON_TYPE = 'application/cloudevents+json; charset=utf-8';
const EVENT = { specversion: '1.0', type: 'cn.grid.reading', source: '/wells/12', id: 'A234-1234-1234', time: '2018-04-05T17:31:00Z', subject: 'well-12', datacontenttype: 'application/json', data: { metric: 'level', value: 1.25, unit: 'm' } };
const structured = (said: unknown) => cloudevents(Buffer.from(JSON.stringify(said)), { contentType: JSON_TYPE });

describe('CloudEvents', () => {
  it('are binary, structured or a batch, and mean the same', () => {
    const sample = { device: 'well-12', metric: 'level', at: Date.parse('2018-04-05T17:31:00Z'), value: 1.25, unit: 'm', quality: 'good', key: 'ce:/wells/12:A234-1234-1234:level/data' };
    expect(structured(EVENT)).toMatchObject({ samples: [sample], refused: [] });
    expect(cloudevents(Buffer.from(JSON.stringify(EVENT.data)), { contentType: 'application/json', headers: { 'ce-specversion': '1.0', 'ce-type': 'cn.grid.reading', 'ce-source': '/wells/12', 'ce-id': 'A234-1234-1234', 'ce-time': '2018-04-05T17:31:00Z', 'ce-subject': 'well%2D12' } })).toMatchObject({ samples: [sample], refused: [] });
    const batch = cloudevents(Buffer.from(JSON.stringify([EVENT, { ...EVENT, id: '' }, { ...EVENT, id: '2' }, 7])), { contentType: 'application/cloudevents-batch+json; charset=utf-8' });
    expect(batch.samples.map((s) => s.key)).toEqual(['ce:/wells/12:A234-1234-1234:level/data', 'ce:/wells/12:2:level/data']);
    expect(batch.refused.map(({ reason, part }) => [reason, part])).toEqual([['shape', '/1'], ['shape', '/3']]);
    expect(cloudevents(Buffer.from('[]'), { contentType: 'application/cloudevents-batch+json' })).toMatchObject({ samples: [], refused: [] });
  });

  it('carry one reading, a list, an object of numbers, or what a camera saw', () => {
    expect(structured({ ...EVENT, data: { level: 1, tilt: { x: 2 } } }).samples.map(({ device, metric, value }) => [device, metric, value])).toEqual([['well-12', 'level', 1], ['well-12', 'tilt.x', 2]]);
    const listed = structured({ ...EVENT, data: { device: 'w', readings: [{ metric: 'a', value: 1 }, { metric: 'a', value: 2, at: '2018-04-05T17:32:00Z' }, { metric: 'b' }] } });
    expect(listed.samples.map(({ device, at, value }) => [device, at, value])).toEqual([['w', Date.parse(EVENT.time), 1], ['w', Date.parse(EVENT.time) + 60_000, 2]]);
    expect(new Set(listed.samples.map((s) => s.key)).size).toBe(2);
    expect(listed.refused).toMatchObject([{ reason: 'value', part: '/data/readings/2' }]);
    expect(structured({ ...EVENT, data: { code: 'smoke', confidence: 0.9 } }).samples).toMatchObject([{ metric: 'event', code: 'smoke', value: 0.9 }]);
    expect(structured({ ...EVENT, data: undefined, data_base64: Buffer.from('{"metric":"level","value":2}').toString('base64') }).samples).toMatchObject([{ metric: 'level', value: 2 }]);
  });

  it('are refused where an attribute is missing or wrong', () => {
    for (const name of ['id', 'source', 'type', 'specversion'] as const) expect(structured({ ...EVENT, [name]: undefined })).toMatchObject({ samples: [], refused: [{ reason: 'shape' }] });
    expect(structured({ ...EVENT, specversion: '0.3' })).toMatchObject({ samples: [], refused: [{ reason: 'unsupported' }] });
    expect(structured({ ...EVENT, time: 'soon' })).toMatchObject({ samples: [], refused: [{ reason: 'time' }] });
    expect(structured({ ...EVENT, data: 'text' })).toMatchObject({ samples: [], refused: [{ reason: 'shape' }] });
    expect(cloudevents(Buffer.from('{}'), { contentType: 'application/json', headers: {} }).refused).toMatchObject([{ reason: 'shape' }]);
    expect(cloudevents(Buffer.from('x'), { contentType: 'application/cloudevents+avro' }).refused).toMatchObject([{ reason: 'unsupported' }]);
  });

  const text = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ019-_/.:') });
  const event = fc.record({ id: text, source: text.map((s) => `/${s}`), type: text, subject: fc.option(text, { nil: undefined }), time: fc.option(fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }).map((d) => d.toISOString()), { nil: undefined }), data: fc.dictionary(text, fc.integer()) });

  it('are the same as the SDK of CloudEvents reads them, in every mode', () => {
    fc.assert(fc.property(event, fc.constantFrom('binary', 'structured', 'batch'), ({ subject, time, ...said }, mode) => {
      const theirs = new Theirs({ ...said, ...(subject !== undefined && { subject }), ...(time !== undefined && { time }), datacontenttype: 'application/json' });
      // Without a time the SDK would write the present one.
      const plain = { ...theirs.toJSON(), ...(time === undefined && { time: undefined }) };
      const message = mode === 'binary' ? HTTP.binary(theirs) : mode === 'structured' ? HTTP.structured(theirs) : { headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify([plain, plain]) };
      const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
      const parts = new Parts(), ours = eventsOf(Buffer.from(String(message.body)), headers['content-type'] ?? '', headers, parts).map(([one]) => one);
      const read = HTTP.toEvent({ headers: message.headers, body: message.body as string }) as unknown as Theirs | Theirs[];
      expect(parts.refused).toEqual([]);
      const shown = (one: Theirs) => ({ id: one.id, source: one.source, type: one.type, ...(one.subject !== undefined && { subject: one.subject }), data: one.data });
      expect(ours.map(({ time: _, ...rest }) => rest)).toEqual([read].flat().map(shown));
      if (time !== undefined) expect(ours.map((one) => Date.parse(one.time ?? ''))).toEqual([read].flat().map((one) => Date.parse(one.time ?? '')));
    }), { numRuns: 300 });
  });

  it('are refused where the SDK refuses them', () => {
    fc.assert(fc.property(event, fc.constantFrom('source', 'type'), fc.constantFrom(undefined, '', null), (said, name, value) => {
      const body = JSON.stringify({ specversion: '1.0', datacontenttype: 'application/json', ...said, [name]: value });
      expect(() => { const one = HTTP.toEvent({ headers: { 'content-type': JSON_TYPE }, body }) as Theirs; one.validate(); }).toThrow();
      const { samples, refused } = cloudevents(Buffer.from(body), { contentType: JSON_TYPE });
      expect([samples.length, refused.length]).toEqual([0, 1]);
    }), { numRuns: 100 });
  });

});
