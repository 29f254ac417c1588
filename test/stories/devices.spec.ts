import { importedSchema, problemSchema, type NewDevice } from '#contract';
import { CELL, Client, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

describe('an operator keeps the register of devices', () => {
  let h: Harness;
  let operator: Client;
  const place = placeIn(CELL);
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); operator = await h.as('op-1'); });
  afterAll(async () => { await h?.stop(); });

  const add = (id: string, more: Partial<NewDevice> = {}) => operator.ask('addDevice', { body: { id, name: '积水监测点', kind: 'water-level', ...more }, headers: key() });
  const send = (file: string, query = ''): Promise<Response> => operator.fetch(`/api/devices/import${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...key() }, body: file });
  const sent = async (token: string, more: object = {}) => {
    const answer = await new Client(h.url, token).ask('signal', { body: { messageId: crypto.randomUUID(), classId: 'E0506', observedAt: h.clock.now(), ...more } });
    await h.quiesce();
    return answer;
  };
  const caseOf = async (device: string) => {
    const [row] = await h.database.query<{ id: string }>('select id from cases where device = $1 order by reported_at desc, number desc limit 1', [device]);
    return (await h.as('disp-1')).want('case', { params: { id: row?.id ?? '' } });
  };

  it('takes a device in, where it stands in WGS-84, and says when that was converted', async () => {
    expect(await add('water-001', { place: { ...place, crs: 'wgs84' }, metric: 'level', unit: 'cm', department: 'SAN' as never, calibrated: '2026-05-01' })).toMatchObject({ ok: true, body: { cell: CELL, crs: 'wgs84', active: true, account: null, seenAt: null, tokens: 0 } });
    expect(await add('water-002', { place: { lon: place.lon + 0.0016, lat: place.lat - 0.0026, crs: 'gcj02' } })).toMatchObject({ ok: true, body: { crs: 'gcj02' } });
    const full = await operator.want('deviceInFull', { params: { device: 'water-002' } });
    expect(full.remarks).toContain('gcj02-converted');
    // China's shift is some hundred metres here.
    expect(Math.abs((full.lon ?? 0) - place.lon - 0.0016)).toBeGreaterThan(0.0005);
    expect(full.history).toMatchObject([{ act: 'added', by: { id: 'op-1' } }]);
    expect(await add('water-001')).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/id', code: 'taken' }] } });
    expect(await add('water-009', { department: 'ZZZ' as never })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/department' }] } });
    expect(await add('water-009', { place: { lon: 0, lat: 0, crs: 'wgs84' } })).toMatchObject({ ok: false, status: 422 });
  });

  it('is seen by the centre and changed by operators only', async () => {
    const supervisor = await h.as('sup-1');
    expect(await supervisor.want('devices', { query: { q: 'water-00', kind: 'water-level' } })).toHaveLength(2);
    expect((await supervisor.want('devices', { query: { cell: CELL } })).map((d) => d.id)).toContain('water-001');
    expect(await supervisor.want('devices', { query: { cell: '532323101001008' } })).toEqual([]);
    expect(await supervisor.want('deviceInFull', { params: { device: 'water-001' } })).toMatchObject({ history: [], tokenList: [] });
    expect(await supervisor.ask('addDevice', { body: { id: 'x', name: 'x', kind: 'lamp' }, headers: key() })).toMatchObject({ ok: false, status: 403 });
    expect(await (await h.as('h-san-1')).ask('devices')).toMatchObject({ ok: false, status: 403 });
    const { version } = await operator.want('deviceInFull', { params: { device: 'water-001' } });
    expect(await operator.want('changeDevice', { params: { device: 'water-001' }, body: { note: '距路面 20 cm' }, headers: { 'if-match': `"v${version}"` } })).toMatchObject({ note: '距路面 20 cm', unit: 'cm', lon: place.lon });
    expect(await operator.ask('changeDevice', { params: { device: 'water-001' }, body: { note: null }, headers: { 'if-match': `"v${version}"` } })).toMatchObject({ ok: false, status: 412 });
  });

  it('gets a token of its own, and its alarm becomes a case with its name and place', async () => {
    const { token, account } = await operator.want('issueDeviceToken', { params: { device: 'water-001' }, body: { label: '现场终端' } });
    expect(account).toBe('water-001');
    expect(await sent(token)).toMatchObject({ ok: true, status: 202 });
    expect(await caseOf('water-001')).toMatchObject({ text: '积水监测点', cell: CELL, place: { lon: place.lon, lat: place.lat } });
    expect(await operator.want('devices', { query: { heard: 'day' } })).toMatchObject([{ id: 'water-001', seenAt: expect.any(Number), tokens: 1 }]);
    // What the signal says goes before what the register knows.
    const other = placeIn('532323101001008');
    await sent(token, { classId: 'E0101', text: '自述', position: other });
    expect(await caseOf('water-001')).toMatchObject({ text: '自述', place: { lon: other.lon } });
  });

  it('knows which of a gateway’s devices a signal is from', async () => {
    await add('gate-1', { kind: 'gateway' });
    const { token } = await operator.want('issueDeviceToken', { params: { device: 'gate-1' }, body: { label: '网关' } });
    await add('lid-1', { name: '一号井盖', kind: 'manhole-tilt', account: 'gate-1' as never, asset: '5323230101000001', place: { ...placeIn('532323101001006'), crs: 'wgs84' } });
    await add('lid-2', { name: '二号井盖', kind: 'manhole-tilt', account: 'gate-1' as never, place: { ...placeIn('532323101001005'), crs: 'wgs84' } });
    expect(await sent(token, { device: 'water-001' })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/device' }] } });
    await sent(token, { device: 'lid-2' });
    expect(await caseOf('lid-2')).toMatchObject({ text: '二号井盖', cell: '532323101001005' });
    await sent(token, { asset: '5323230101000001' });
    expect(await caseOf('lid-1')).toMatchObject({ text: '一号井盖', asset: '5323230101000001' });
    await sent(token, { text: '不知道是哪个' });
    expect(await caseOf('gate-1')).toMatchObject({ text: '不知道是哪个', place: null });
  });

  it('cannot send any more once it is deactivated', async () => {
    const { token } = await operator.want('issueDeviceToken', { params: { device: 'water-001' }, body: { label: 'second' } });
    expect(await operator.ask('actOnDevice', { params: { device: 'water-001', action: 'deactivate' }, headers: key() })).toMatchObject({ ok: true, body: { active: false, tokens: 0 } });
    expect(await sent(token)).toMatchObject({ ok: false, status: 401 });
    expect(await operator.ask('issueDeviceToken', { params: { device: 'water-001' }, body: { label: 'x' } })).toMatchObject({ ok: false, status: 422 });
    // A gateway that still sends for others stays.
    await operator.ask('actOnDevice', { params: { device: 'lid-2', action: 'deactivate' }, headers: key() });
    expect(await operator.want('devices', { query: { q: 'lid-1' } })).toMatchObject([{ tokens: 1 }]);
  });

  it('comes in by a file, all of it or nothing and every fault in its place', async () => {
    const refused = problemSchema.parse(await (await send('设备编号,名称,类型,经度,纬度,坐标系,启用日期\ncam-1,东门,摄像机,101.54,25.31,高德,2026/3/1\ncam-2,西门,camera,25.31,101.54,wgs84,\ncam-3,,camera,,,,\ncam-1,又一,camera,,,,\n')).json());
    expect(refused.errors?.map((f) => [f.at?.['row'], f.at?.['column'], f.code])).toEqual(expect.arrayContaining([[3, 'E', 'invalid_value'], [4, 'B', 'invalid_value'], [5, 'A', 'twice']]));
    expect(await operator.want('devices', { query: { q: 'cam-1' } })).toEqual([]);
    const file = '设备编号,名称,类型,经度,纬度,坐标系,启用日期\ncam-1,东门,摄像机,101.54,25.31,高德,2026/3/1\n';
    expect(importedSchema.parse(await (await send(file, '?check=true')).json())).toMatchObject({ checked: true, changes: [{ what: 'added', id: 'cam-1' }] });
    expect(importedSchema.parse(await (await send(file)).json())).toMatchObject({ rows: 1, changes: [{ what: 'added' }] });
    expect(await operator.want('devices', { query: { q: 'cam-1' } })).toMatchObject([{ kind: 'camera', crs: 'gcj02', commissioned: '2026-03-01' }]);
    const csv = await (await operator.fetch('/api/devices/export?format=csv')).text();
    const again = importedSchema.parse(await (await send(csv, '?check=true')).json());
    // What was given as GCJ-02 goes out as WGS-84 and comes back as that.
    expect(again.changes.every((c) => Object.keys(c.fields).every((f) => ['crs', 'lon', 'lat'].includes(f)))).toBe(true);
  });
});
