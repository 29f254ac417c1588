import type { NewDevice } from '#contract';
import { Ownership, readBooks, unaccounted } from '#sensing';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { Client, frame, freePort, Logger, startHarness, until, type Harness } from '../harness/index.js';

describe('who sends more than can be taken is told to wait, in the words of its protocol; life safety goes on; and everything is there once', () => {
  let h: Harness, operator: Client, mqttPort: number, loggerPort: number, at: number;
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    [mqttPort, loggerPort] = [await freePort(), await freePort()];
    h = await startHarness({ backend: 'postgres', env: { GRID_MQTT_PORT: String(mqttPort), GRID_HJ212_PORT: String(loggerPort) } });
    operator = await h.as('op-1');
    at = h.clock.now() - 5 * 86_400_000;
    // A rule for life safety watches the level of water; none of them fine particles.
    for (const [id, more] of [['air-1', {}], ['air-2', {}], ['well-1', { kind: 'water-level', metric: 'level', unit: 'm' }], ['gw-2', { kind: 'gateway', metric: null, unit: null }]] as const) await device(id, more, true);
    await device('air-3', { account: 'gw-2' as never });
    await device('well-3', { account: 'gw-2' as never, kind: 'water-level', metric: 'level', unit: 'm' });
    for (const [id, by] of [['air-1', 'air-1'], ['air-2', 'air-2'], ['air-3', 'gw-2']] as const) expect((await post(by, [{ n: `${id}/pm25`, v: 1, t: later() / 1000 }])).status).toBe(202);
    for (const [id, by] of [['well-1', 'well-1'], ['well-3', 'gw-2']] as const) expect((await post(by, [{ n: `${id}/level`, v: 0, t: later() / 1000 }])).status).toBe(202);
    // Every partition that is written to has its owner here: what nobody owns yet goes to the inbox, and is on the disk as soon.
    await until(async () => (await count('(select count(*) from series s left join partition_owner o using (partition) where o.owner is null or o.until < now())')) === 0, 60_000);
  });
  afterAll(async () => { await h?.stop(); });

  const device = async (id: string, more: Partial<NewDevice> = {}, token = false): Promise<void> => {
    const added = await operator.ask('addDevice', { body: { id, name: id, kind: 'air', metric: 'pm25', unit: 'ug/m3', ...more }, headers: { 'idempotency-key': crypto.randomUUID() } });
    if (!added.ok) throw new Error(JSON.stringify(added.problem));
    if (token) tokens.set(id, (await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } })).token);
  };
  const count = async (sql: string): Promise<number> => Number((await h.database.query<{ n: string | null }>(`select coalesce(${sql}, 0) as n`))[0]?.n);
  const journalled = (): Promise<number> => count('(select sum(journalled) from partition_owner)');
  const later = (): number => (at += 1_000);
  const post = (account: string, body: readonly object[]): Promise<Response> => fetch(`${h.url}/ingest/senml`, { method: 'POST', headers: { 'content-type': 'application/senml+json', authorization: `Bearer ${tokens.get(account) ?? ''}` }, body: JSON.stringify(body) });
  const plain = (n = 1, id = 'air-1'): object[] => Array.from({ length: n }, (_, v) => ({ n: `${id}/pm25`, v, t: later() / 1000 }));
  const turnedAway = async (why: string): Promise<number> => Number(new RegExp(`^grid_readings_turned_away_total\\{why="${why}"\\} (\\d+)`, 'm').exec(await (await fetch(`${h.url}/metrics`)).text())?.[1] ?? 0);
  const refused = async (answer: Response): Promise<unknown[]> => [answer.status, Number(answer.headers.get('retry-after')) > 0, ((await answer.json()) as { code: string }).code];
  const dust = (mn: string): string => frame(`QN=20261124090000000;ST=22;CN=2011;PW=123456;MN=${mn.toUpperCase()};Flag=5;CP=&&DataTime=${new Date(later() + 8 * 3_600_000).toISOString().replaceAll(/[-T:]/g, '').slice(0, 14)};a34004-Rtd=31,a34004-Flag=N&&`);
  const soundBooks = async (): Promise<void> => expect(unaccounted(await readBooks(h.database))).toBe(0);

  it('when the journal lags', async () => {
    const lock = new pg.Client({ connectionString: h.databaseUrl }), before = await journalled(), away = await turnedAway('busy'), [air, well, logger] = await Promise.all([connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: tokens.get('air-1') ?? '' }), connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: tokens.get('well-1') ?? '' }), Logger.open(loggerPort)]);
    await lock.connect();
    await lock.query('begin');
    await lock.query('lock table journal in exclusive mode');
    let held = true;
    const answered: string[] = [], sent: Promise<unknown>[] = [], say = (what: string) => (answer: { status?: number } | unknown): void => { answered.push(`${what} ${(answer as { status?: number })?.status ?? ''}`.trim()); };
    try {
      // One transaction hangs on the lock, and behind it lies more than may wait.
      sent.push(post('air-1', plain(500)).then(say('first')));
      await until(async () => (await count(`(select count(*) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'journal' and not l.granted)`)) > 0, 30_000);
      sent.push(post('air-1', plain(2_500)).then(say('backlog')));
      await until(() => h.server.get(Ownership).owner.overrun, 60_000);
      const again = plain(), busy = await post('air-1', again);
      expect(await refused(busy)).toEqual([429, true, 'busy']);
      expect(await turnedAway('busy')).toBeGreaterThan(away);
      // MQTT and HJ 212 keep quiet; a life-safety reading is not turned away, whichever way it comes.
      sent.push(air.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { pm25: 7 } }), { qos: 1 }).then(say('mqtt')));
      logger.send(dust('air-2'));
      sent.push(post('well-1', [{ n: 'well-1/level', v: 0.01, t: later() / 1000 }]).then(say('life safety by http')), well.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { level: 0.02 } }), { qos: 1 }).then(say('life safety by mqtt')));
      expect((await post('air-2', plain(1, 'air-2'))).status).toBe(429);
      expect([answered, logger.heard, await journalled()]).toEqual([[], '', before]);
      await lock.query('rollback');
      held = false;
      // As its sender does that was told to.
      let status = 429;
      while (status === 429) ({ status } = await post('air-1', again));
      expect(status).toBe(202);
      expect(await logger.answer()).toMatch(/CN=9014;/);
      await Promise.all(sent);
      expect(answered.sort()).toEqual(['backlog 202', 'first 202', 'life safety by http 202', 'life safety by mqtt', 'mqtt']);
      // Each of them once, however often it was tried: 500 + 2,500, the one that came again, and one each by MQTT, HJ 212 and twice for life safety.
      expect(await journalled()).toBe(before + 3_000 + 1 + 1 + 1 + 2);
      expect(await count('(select sum(n) from journal where kind = 0)')).toBe(await journalled());
      await soundBooks();
    } finally {
      if (held) await lock.query('rollback');
      await lock.end();
      await Promise.all([air.endAsync(true), well.endAsync(true)]);
      logger.close();
    }
  });

  it('when it has sent more than its account may', async () => {
    const before = await journalled(), limited = async (device_: string, limit: number | null): Promise<void> => { expect((await operator.want('setDeviceLimit', { params: { device: device_ }, body: { limit } })).limit).toBe(limit); };
    for (const account of ['air-2', 'gw-2']) await limited(account, 6);
    const away = await turnedAway('limit');
    expect((await post('air-2', plain(6, 'air-2'))).status).toBe(202);
    const again = plain(1, 'air-2');
    expect(await refused(await post('air-2', again))).toEqual([429, true, 'rate-limited']);
    // What is broken is limited as well: a sender that is out of order does not fill the quarantine.
    expect((await post('air-2', [{ n: 'nobody/x', v: 1 }])).status).toBe(429);
    expect(await turnedAway('limit')).toBe(away + 2);
    expect((await post('air-1', plain())).status).toBe(202);
    // On one connection: what can wait does, and life safety does not wait behind it.
    const gateway = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: tokens.get('gw-2') ?? '' }), logger = await Logger.open(loggerPort), done: string[] = [];
    const say = (device_: string, metric: string, value: number): Promise<unknown> => gateway.publishAsync('v1/gateway/telemetry', JSON.stringify({ [device_]: [{ ts: later(), values: { [metric]: value } }] }), { qos: 1 }).then(() => done.push(`${device_} ${value}`));
    for (let i = 1; i <= 6; i++) await say('air-3', 'pm25', i);
    const held = say('air-3', 'pm25', 7);
    logger.send(dust('air-2'));
    await until(async () => (await turnedAway('limit')) >= away + 4, 20_000);
    for (let i = 1; i <= 5; i++) await say('well-3', 'level', i / 100);
    expect([done.filter((d) => d.startsWith('well')).length, done.includes('air-3 7'), logger.heard]).toEqual([5, false, '']);
    const mixed = [{ n: 'air-3/pm25', v: 9, t: later() / 1000 }, { n: 'well-3/level', v: 0.09, t: later() / 1000 }];
    expect((await post('gw-2', mixed)).status).toBe(429);
    for (const account of ['air-2', 'gw-2']) await limited(account, 0);
    await held;
    expect(await logger.answer()).toMatch(/CN=9014;/);
    expect((await post('air-2', again)).status).toBe(202);
    // Of what was turned away in part the life-safety reading was kept, and is told when the rest comes.
    expect(await (await post('gw-2', mixed)).json()).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await journalled()).toBe(before + 6 + 1 + 1 + 7 + 1 + 5 + 2);
    await soundBooks();
    await gateway.endAsync(true);
    logger.close();
  });
});
