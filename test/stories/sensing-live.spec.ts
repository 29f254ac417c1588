import type { ClientToServer, SenseAnswer, SensingNews, ServerToClient } from '#contract';
import { Listening, Receiver, Registry } from '#sensing';
import { startServer, type RunningServer } from '#server';
import { io, type Socket } from 'socket.io-client';
import { backends, CELL, placeIn, startHarness, until, type Client, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const MINUTE = 60_000;

/** A page of sensing in a browser. */
class Page {
  readonly news: SensingNews[] = [];
  position: string | null = null;
  private socket: Socket<ServerToClient, ClientToServer> | null = null;
  constructor(private readonly client: Client) {}

  async open(url: string): Promise<SenseAnswer> {
    const socket: Socket<ServerToClient, ClientToServer> = io(url, { extraHeaders: { ...this.client.handshake(), origin: url }, transports: ['websocket'], forceNew: true, reconnection: false });
    this.socket = socket;
    socket.on('sensing', ({ items, position }) => { this.news.push(...items); this.position = position; });
    await new Promise<void>((resolve, reject) => { socket.once('connect', resolve); socket.once('connect_error', reject); });
    return this.sense(this.position);
  }
  async sense(since: string | null): Promise<SenseAnswer> {
    const answer: SenseAnswer = await this.socket?.emitWithAck('sense', { since }) ?? { ok: false, code: 'invalid-input' };
    if (answer.ok) this.position = answer.position;
    return answer;
  }
  async leave(): Promise<void> { await this.socket?.emitWithAck('sense', null); }
  close(): void { this.socket?.disconnect(); this.socket = null; }
  alarms(device: string) { return this.news.filter((n) => n.kind === 'alarm' && n.device === device); }
  devices(device: string) { return this.news.filter((n) => n.kind === 'device' && n.device === device); }
}

describe.each(backends())('news of alarms and devices reach the screens (%s)', (backend) => {
  let h: Harness, other: RunningServer, operator: Client;
  const place = placeIn(CELL), open: Page[] = [];
  beforeAll(async () => {
    h = await startHarness({ backend });
    other = await startServer({ env: { ...h.env, GRID_ROLES: 'api' }, clock: h.clock, quiet: true });
    operator = await h.as('op-1');
  });
  afterAll(async () => {
    await other?.stop();
    await h?.stop();
  });
  afterEach(() => { for (const page of open.splice(0)) page.close(); });
  const page = async (who: string): Promise<Page> => { const made = new Page(await h.as(who)); open.push(made); return made; };

  async function device(id: string, department: string): Promise<void> {
    await operator.want('addDevice', { body: { id, name: id, kind: 'water-level', metric: 'level', unit: 'm', department: department as never, account: 'dev-1' as never, place: { ...place, crs: 'wgs84' } }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
  }
  async function reads(id: string, ...values: readonly number[]): Promise<void> {
    for (const value of values) {
      h.clock.advance(MINUTE);
      await h.server.get(Receiver).receive({ samples: [{ device: id, metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null }], refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
    }
  }

  it('of another process than the one that took the readings, each what they may see', async () => {
    await device('lv-1', 'WTR');
    const [centre, own, foreign] = [await page('disp-1'), await page('lead-wtr'), await page('lead-san')];
    expect((await Promise.all([centre.open(other.url), own.open(other.url), foreign.open(h.url)])).map((a) => a.ok)).toEqual([true, true, true]);
    await reads('lv-1', 0.2, 0.2, 0.2, 0.2);
    await until(() => centre.alarms('lv-1').length > 0 && own.alarms('lv-1').length > 0);
    expect(centre.alarms('lv-1')[0]).toMatchObject({ rule: 'water-on-road', firing: true, trial: false });
    await h.quiesce();
    // That it has a case now is news, too.
    await until(() => centre.alarms('lv-1').some((n) => n.kind === 'alarm' && n.case !== null));
    h.clock.advance(20 * MINUTE);
    await h.server.get(Listening).settle();
    await until(() => own.devices('lv-1').some((n) => n.kind === 'device' && n.health === 'silent' && n.fault));
    expect(foreign.news.filter((n) => n.device === 'lv-1')).toEqual([]);
  });

  it('that were missed come after a reconnection, and none of before', async () => {
    await device('lv-2', 'WTR');
    const screen = await page('lead-wtr');
    await screen.open(h.url);
    screen.close();
    screen.news.length = 0;
    await reads('lv-2', 0.2, 0.2, 0.2, 0.2);
    await h.quiesce();
    expect(screen.news).toEqual([]);
    expect(await screen.open(other.url)).toMatchObject({ ok: true });
    expect(screen.alarms('lv-2').at(-1)).toMatchObject({ firing: true });
    expect(screen.alarms('lv-1')).toEqual([]);
    // What was away too long, or never was a place, reads its lists anew.
    expect(await screen.sense('1.1.1')).toEqual({ ok: false, code: 'position-gone' });
    expect(await screen.sense('nonsense')).toEqual({ ok: false, code: 'position-gone' });
  });

  it('to nobody who has left the page, and to no grid member', async () => {
    await device('lv-3', 'WTR');
    const [left, stays, member] = [await page('disp-1'), await page('disp-2'), await page('gm-101')];
    await left.open(h.url);
    await stays.open(h.url);
    expect(await member.open(h.url)).toEqual({ ok: false, code: 'no-right' });
    await left.leave();
    await reads('lv-3', 0.2, 0.2, 0.2, 0.2);
    await until(() => stays.alarms('lv-3').length > 0);
    expect([left.news, member.news]).toEqual([[], []]);
  });
});
