import { decode, Listening, Receiver, Registry } from '#sensing';
import sharp from 'sharp';
import { CELL, Client, photo, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

describe('what a camera saw is on the case that it opened', () => {
  let h: Harness, operator: Client, dispatcher: Client;
  const place = placeIn(CELL), tokens = new Map<string, string>();
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    [operator, dispatcher] = await Promise.all([h.as('op-1'), h.as('disp-1')]);
  });
  afterAll(async () => { await h?.stop(); });

  async function camera(id: string, east: number): Promise<void> {
    await operator.want('addDevice', { body: { id, name: `探头 ${id}`, kind: 'camera', metric: 'event', place: { lon: place.lon + east / 100_500, lat: place.lat, crs: 'wgs84' } }, headers: key() });
    tokens.set(id, (await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } })).token);
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
  }
  const event = (id: string, picture: unknown, confidence = 0.9) => ({ id: crypto.randomUUID(), camera: id, event: 'rubbish-heap', confidence, at: h.clock.now(), ...(picture !== null && { picture }) });
  async function sends(id: string, said: object): Promise<void> {
    h.clock.advance(60_000);
    const answer = await fetch(`${h.url}/ingest/ai-events`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(id)}` }, body: JSON.stringify({ ...said, at: h.clock.now() }) });
    expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1 }]);
  }
  async function rest(): Promise<void> {
    await h.server.get(Listening).settle();
    await h.quiesce();
  }
  const alarmOf = async (device: string) => (await dispatcher.want('alarms', { query: { device } })).items[0];
  const caseOf = async (device: string) => dispatcher.want('case', { params: { id: (await alarmOf(device))?.case?.id ?? '' } });
  const inline = (bytes: Buffer) => ({ base64: bytes.toString('base64') });

  it('as photos of the report that opens it, without what the camera wrote into them', async () => {
    await camera('cam-1', 0);
    const marked = await sharp(await photo()).withExif({ IFD0: { Artist: 'box 7' } }).jpeg().toBuffer();
    expect(marked.includes('box 7')).toBe(true);
    await sends('cam-1', event('cam-1', inline(marked)));
    await sends('cam-1', event('cam-1', inline(await photo())));
    // One that is less sure than the rule asks for proves nothing, and is not shown as a proof.
    await sends('cam-1', event('cam-1', inline(await photo()), 0.5));
    await rest();
    const view = await caseOf('cam-1');
    expect(view).toMatchObject({ source: 'video-ai', classId: 'E0110', reportList: [{ photos: [expect.any(String), expect.any(String)], remarks: [] }] });
    const [hash] = view.reportList[0]?.photos ?? [], shown = await dispatcher.fetch(`/api/photos/${hash}?size=full`), bytes = Buffer.from(await shown.arrayBuffer());
    expect([shown.status, shown.headers.get('content-type'), bytes.includes('box 7')]).toEqual([200, 'image/jpeg', false]);
    expect(await dispatcher.want('alarm', { params: { id: (await alarmOf('cam-1'))?.id ?? '' } })).toMatchObject({ pictures: { photos: view.reportList[0]?.photos, addresses: [], refused: 0 } });
    // A department that does not see the case sees no picture of it.
    expect((await (await h.as('h-wtr-1')).fetch(`/api/photos/${hash}?size=full`)).status).toBe(404);
  });

  it('by its address alone where it lies elsewhere: nothing is fetched; what is no picture is said, and holds nothing up', async () => {
    await camera('cam-2', 300);
    await sends('cam-2', event('cam-2', { url: 'http://10.3.1.12:8080/p/1.jpg' }));
    await sends('cam-2', event('cam-2', inline(Buffer.from('a text that says it is a picture'))));
    await rest();
    const view = await caseOf('cam-2');
    expect(view.reportList[0]).toMatchObject({ photos: [], remarks: ['picture-elsewhere', 'picture-refused:1'] });
    expect(view.text).toContain('图片地址（未下载）：http://10.3.1.12:8080/p/1.jpg');
  });

  it('is on the disk when the event is acknowledged, before there is any case', async () => {
    await camera('cam-3', 600);
    const seen = [event('cam-3', inline(await photo())), event('cam-3', inline(await photo()))];
    const now = h.clock.now(), raw = Buffer.from(JSON.stringify(seen.map((e, i) => ({ ...e, at: now + i }))));
    await h.server.get(Receiver).receive(decode('ai-event', raw, { receivedAt: now }), { account: 'cam-3', protocol: 'ai-event', way: 'http', receivedAt: now });
    const kept = () => h.database.query<{ n: number }>(`select count(*)::int as n from seen_picture where device = 'cam-3' and bytes is not null`);
    expect(await kept()).toEqual([{ n: 2 }]);
    // Sent again, as after a lost answer.
    await h.server.get(Receiver).receive(decode('ai-event', raw, { receivedAt: now }), { account: 'cam-3', protocol: 'ai-event', way: 'http', receivedAt: now });
    expect(await kept()).toEqual([{ n: 2 }]);
    await rest();
    expect((await caseOf('cam-3')).reportList[0]?.photos).toHaveLength(2);
  });

  it('stays with an alarm that is held back, and goes onto the case that it opens at last', async () => {
    await camera('cam-4', 900);
    const window = await dispatcher.want('addSuppression', { body: { kind: 'maintenance', from: h.clock.now(), to: h.clock.now() + 3_600_000, covers: { devices: ['cam-4'] }, lifeSafety: true, reason: '换镜头' }, headers: key() });
    await sends('cam-4', event('cam-4', inline(await photo())));
    await sends('cam-4', event('cam-4', null));
    await rest();
    const held = await alarmOf('cam-4'), { pictures } = await dispatcher.want('alarm', { params: { id: held?.id ?? '' } });
    expect([held?.case, pictures.photos.length]).toEqual([null, 1]);
    // Seen by the centre before there is a case.
    expect((await dispatcher.fetch(`/api/photos/${pictures.photos[0]}?size=thumb`)).status).toBe(200);
    expect((await (await h.as('h-san-1')).fetch(`/api/photos/${pictures.photos[0]}?size=thumb`)).status).toBe(404);
    await h.database.query('delete from seen_picture');
    await dispatcher.want('endSuppression', { params: { id: window.id } });
    await rest();
    expect((await caseOf('cam-4')).reportList[0]?.photos).toEqual(pictures.photos);
  });

  it('does not fill the disk: of a device the newest few wait', async () => {
    await camera('cam-5', 1200);
    const now = h.clock.now(), raw = Buffer.from(JSON.stringify(Array.from({ length: 30 }, (_, i) => ({ ...event('cam-5', { url: `http://x/${i}.jpg` }), event: 'nothing-a-rule-knows', at: now + i }))));
    await h.server.get(Receiver).receive(decode('ai-event', raw, { receivedAt: now }), { account: 'cam-5', protocol: 'ai-event', way: 'http', receivedAt: now });
    expect(await h.database.query(`select count(*)::int as n, min(at) as first from seen_picture where device = 'cam-5'`)).toEqual([{ n: 20, first: String(now + 10) }]);
  });
});
