import { Performance, STORIES, Stage, table, type StoryName, type Ways } from '#simulator';
import { DEMO_PASSWORD, freePort, startHarness, until, type Harness } from '../harness/index.js';

const ONENET = 'onenet-token';

/** Each story with the ports that a county may have, and with HTTP alone. */
describe.each([['with MQTT, HJ 212 over TCP and OneNET', true], ['over HTTP alone', false]] as const)('devices tell their stories %s', (_, served) => {
  let h: Harness, ways: Ways;
  const stages: Stage[] = [];
  beforeAll(async () => {
    const [mqtt, hj212] = [await freePort(), await freePort()];
    h = await startHarness({ backend: 'postgres', env: served ? { GRID_MQTT_PORT: String(mqtt), GRID_HJ212_PORT: String(hj212), GRID_ONENET_TOKEN: ONENET } : {} });
    ways = served ? { mqtt: `mqtt://127.0.0.1:${mqtt}`, hj212: { host: '127.0.0.1', port: hj212 }, onenetToken: ONENET } : { mqtt: null, hj212: null, onenetToken: null };
  });
  afterAll(async () => {
    for (const stage of stages) stage.close();
    await h?.stop();
  });

  /** A story in small; while it is played the clock runs, ten times as fast. */
  async function play(name: StoryName, size: number | null = null): Promise<Performance> {
    const ticking = setInterval(() => h.clock.advance(500), 50);
    try {
      const stage = await Stage.set({ url: h.url, run: name, password: DEMO_PASSWORD });
      stages.push(stage);
      const performance = new Performance(stage, STORIES[name], { run: name, speed: 'max', seed: 1, size, ways, waits: 10_000 });
      const findings = await performance.play();
      if (findings.faults.length > 0) throw new Error(table(findings).join('\n'));
      return performance;
    } finally {
      clearInterval(ticking);
    }
  }
  const due = ({ findings }: Performance): string[] => findings.lines.filter((l) => l.state === 'due').map((l) => l.what);

  /** The storm's own cases, page by page: as many as it says, each once, the earliest first. */
  async function pages(storm: string, n: number): Promise<void> {
    const dispatcher = await h.as('disp-1'), seen: { id: string; openedAt: number }[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const page = await dispatcher.want('stormCases', { params: { id: storm }, query: { limit: 1, ...(after !== undefined && { after }) } });
      expect([page.total, page.items.length]).toEqual([n, 1]);
      seen.push(...page.items);
      after = page.next;
    }
    expect(n).toBeGreaterThan(0);
    expect([new Set(seen.map((c) => c.id)).size, seen]).toEqual([n, [...seen].sort((a, b) => a.openedAt - b.openedAt)]);
    expect(await (await h.as('lead-wtr')).ask('stormCases', { params: { id: storm } })).toMatchObject({ ok: false, status: 403 });
  }

  it('a polluted river: both indices, one case, verified by the readings that followed; a calibration alarms nobody', async () => {
    const { ledger, findings } = await play('river');
    expect(findings.lines.every((l) => l.state === 'ok')).toBe(true);
    expect([...ledger.protocols.keys()]).toEqual([served ? 'HJ 212 over TCP' : 'SensorThings over HTTP']);
  });

  it('a rainy night: a storm with its members, the worst promoted, reports that join, and what drains by itself', async () => {
    const performance = await play('rainy-night', 26);
    expect(due(performance)).toEqual(['the storm ends; the blocked road gets a case of its own']);
    expect([...performance.ledger.protocols.keys()].sort()).toEqual([served ? 'ThingsBoard gateway over MQTT' : 'SenML over HTTP', 'ThingsBoard over HTTP']);
    const [now] = await (await h.as('disp-1')).want('storms');
    await pages(now?.id ?? '', now?.ownCases ?? 0);
    const dispatcher = await h.as('disp-1'), ended = async (): Promise<boolean> => (await dispatcher.want('storms')).every((storm) => storm.releasedAt !== null);
    await h.advance('25m');
    expect(await ended()).toBe(false);
    for (let turn = 0; turn < 20 && !(await ended()); turn++) await h.advance('5m');
    const [storm] = await dispatcher.want('storms'), still = (await dispatcher.want('alarms', { query: { rule: 'water-on-road', state: 'firing' } })).items;
    expect(storm).toMatchObject({ releasedAt: expect.any(Number), classId: 'E0506' });
    expect(still).toMatchObject([{ case: { number: expect.any(String) }, storm: null }]);
  });

  it('a manhole cover is a case in seconds; a silent one is a fault of its owner and no case', async () => {
    expect(due(await play('manhole'))).toEqual(['the silent cover: a fault of its owner']);
    await h.advance('30h');
    const dispatcher = await h.as('disp-1');
    // Devices are looked at every few seconds.
    await until(async () => (await dispatcher.want('deviceHealth')).rows.some((r) => r.device === 'md-lid-2' && r.health === 'silent'));
    expect((await dispatcher.want('deviceHealth')).rows.find((r) => r.device === 'md-lid-2')).toMatchObject({ department: 'WTR', fault: { gateway: false } });
    expect((await dispatcher.want('alarms', { query: { device: 'md-lid-2' } })).items).toEqual([]);
  });
});
