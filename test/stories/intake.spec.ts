import type { ClassId } from '#domain';
import { randomUUID } from 'node:crypto';
import { backends, Client, ELSEWHERE, photo, placeIn, rubbish, startHarness, type Harness } from '../harness/index.js';

describe.each(backends())('what comes in (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend }); });
  afterAll(async () => { await h?.stop(); });
  /** Devices have no password: an operator issues their token. */
  const device = async (account: string): Promise<Client> => new Client(h.url, (await (await h.as('op-1')).want('createToken', { body: { account, label: 'story', days: 1 } })).token);

  it('a device’s alarm becomes a case that the automation files, and twelve alarms are one case', async () => {
    const station = await device('dev-2');
    const alarm = (messageId: string) => station.ask('signal', { body: { messageId, classId: 'E0506' as ClassId, conditionId: 'E0506-1', text: 'water 0.4 m deep', position: placeIn(), observedAt: h.clock.now() } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => alarm(`a-${i}`)));
    expect(answers.map((a) => a.status)).toEqual(answers.map(() => 202));
    const again = await alarm('a-3');
    expect(again.ok && again.body.replayed).toBe(true);
    await h.quiesce();
    const [row, ...others] = (await (await h.as('disp-1')).want('cases', { query: { source: 'sensor' } })).items;
    expect([row?.reports, others]).toEqual([12, []]);
    expect(row?.stage).not.toBe('triage');
    expect((await (await h.as('h-san-1')).ask('signal', { body: {} })).status).toBe(403);
  });

  it('a signal that nobody can read is parked, shown to the operator, and read when he tries again', async () => {
    const id = randomUUID();
    await h.database.query(`insert into signal (id, device, message_id, body, received_at) values ($1, 'dev-1', 'odd', '{"classId":"E9999"}', $2)`, [id, h.clock.now()]);
    await h.quiesce();
    const operator = await h.as('op-1');
    expect(await operator.want('parked')).toMatchObject([{ queue: 'ingest', id, attempts: 5 }]);
    await h.database.query(`update signal set body = json_build_object('messageId', 'odd', 'classId', 'E0112', 'conditionId', null, 'observedAt', received_at) where id = $1`, [id]);
    expect((await operator.ask('retryParked', { params: { queue: 'ingest', id } })).status).toBe(204);
    await h.quiesce();
    expect(await operator.want('parked')).toEqual([]);
  });

  it('a photo goes in once, comes out in three sizes to those who see its case, in parts when asked', async () => {
    const member = await h.as('gm-101'), handler = await h.as('h-san-1');
    const hash = await member.upload(await photo());
    expect((await handler.fetch(`/api/photos/${hash}`)).status).toBe(404);
    const report = await member.report(rubbish({ photos: [hash], text: 'with a photo sent before' }));
    expect(report).toMatchObject({ ok: true, status: 201 });
    await h.quiesce();
    for (const [size, type] of [['thumb', 'image/webp'], ['screen', 'image/webp'], ['full', 'image/jpeg']] as const) {
      const answer = await handler.fetch(`/api/photos/${hash}?size=${size}`);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options'), answer.headers.get('content-encoding')]).toEqual([200, type, 'nosniff', null]);
      const whole = Buffer.from(await answer.arrayBuffer());
      const part = await handler.fetch(`/api/photos/${hash}?size=${size}`, { headers: { range: 'bytes=10-19' } });
      expect([part.status, part.headers.get('content-range'), Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))]).toEqual([206, `bytes 10-19/${whole.length}`, true]);
      expect((await handler.fetch(`/api/photos/${hash}?size=${size}`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })).status).toBe(304);
    }
    const outside = await handler.ask('photo', { params: { hash }, headers: { range: 'bytes=9999999-' } });
    expect(outside).toMatchObject({ ok: false, status: 416, problem: { code: 'range-not-satisfiable' } });
    expect(outside.headers.get('content-range')).toMatch(/^bytes \*\/\d+$/);
  });

  it('large, wrong and cut-off bodies are refused with a problem that names the part', async () => {
    const member = await h.as('gm-101');
    const send = (form: FormData) => member.ask('report', { body: form, headers: { 'idempotency-key': randomUUID() } });
    const form = async (...photos: Buffer[]): Promise<FormData> => {
      const made = new FormData();
      made.set('report', JSON.stringify(rubbish()));
      for (const bytes of photos) made.append('photo', new Blob([new Uint8Array(bytes)]), 'p.jpg');
      return made;
    };
    expect(await send(await form(await photo(), Buffer.alloc(11 * 1024 * 1024)))).toMatchObject({ status: 413, problem: { code: 'too-large', errors: [{ pointer: '/photo/1' }] } });
    expect(await send(await form(Buffer.from('%PDF-1.4')))).toMatchObject({ status: 422, problem: { code: 'not-an-image', errors: [{ pointer: '/photo/0' }] } });
    expect((await member.fetch('/api/reports', { method: 'POST', body: 'text', headers: { 'content-type': 'text/plain', 'idempotency-key': randomUUID() } })).status).toBe(415);
    const cut = await member.fetch('/api/reports', { method: 'POST', body: '--b\r\nContent-Disposition: form-data; name="report"\r\n\r\n{', headers: { 'content-type': 'multipart/form-data; boundary=b', 'idempotency-key': randomUUID() } });
    expect([cut.status, ((await cut.json()) as { code: string }).code]).toEqual([422, 'invalid-input']);
  });

  it('a report from outside every cell is accepted, marked, and left to a person', async () => {
    const answer = await (await h.as('gm-101')).report(rubbish({ position: ELSEWHERE, text: 'on a journey' }), { photos: [await photo()] });
    expect(answer).toMatchObject({ ok: true, body: { cell: null, remarks: ['outside-cells'] } });
    await h.quiesce();
    if (answer.ok) expect(await (await h.as('disp-1')).want('case', { params: { id: answer.body.id } })).toMatchObject({ stage: 'triage', cell: null });
  });
});
