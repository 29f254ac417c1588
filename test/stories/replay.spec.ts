import { countyDays, Stage, type Occurrence } from '#simulator';
import { backends, DEMO_PASSWORD, startHarness, type Harness } from '../harness/index.js';

const RECORDS = 150;

describe.each(backends())('a county day played by the simulator, queue on %s', (backend) => {
  let harness: Harness;
  beforeAll(async () => { harness = await startHarness({ backend }); }, 180_000);
  afterAll(() => harness.stop());

  const stages: Stage[] = [];
  const set = async (run: string): Promise<Stage> => {
    const stage = await Stage.set({ url: harness.url, run, password: DEMO_PASSWORD, patience: 400, concurrency: 12, open: 40 });
    stages.push(stage);
    return stage;
  };
  afterAll(() => { for (const stage of stages) stage.close(); });
  const changes = async (since?: string) => (await harness.as('disp-1')).want('changes', since === undefined ? {} : { query: { since } });

  let list: Occurrence[];
  let first: Stage;

  it('comes to its end: every report accepted, every case where it should be, nothing refused', async () => {
    first = await set('story');
    list = [...countyDays(first.county, 5, RECORDS)];
    await first.run(list);
    const { tally } = first.play;
    expect(Object.fromEntries(tally.failures)).toEqual({});
    expect(tally).toMatchObject({ accepted: RECORDS });
    expect(tally.ended).toBe(tally.opened);
    expect(tally.closed).toBeGreaterThan(RECORDS * 0.8);
    expect(tally.merged).toBeGreaterThan(0);
  }, 240_000);

  it('was learnt of over the live channel, but for the odd row that a busy machine shows late', () => {
    expect(first.play.tally.asked).toBeLessThan(RECORDS * 0.05);
  });

  it('reconciles: accepted = cases + attached, every timeline leads to its row, no warning doubled or missing', async () => {
    await harness.quiesce();
    const findings = await first.reconcile();
    expect(findings.faults).toEqual([]);
    expect(findings).toMatchObject({ accepted: RECORDS, laddered: true });
    expect(findings.cases + findings.attached).toBe(RECORDS);
    expect(findings.open).toBe(list.filter((o) => o.ends.stage === 'handling').length);
  }, 120_000);

  it('changes nothing when it is played again', async () => {
    await harness.quiesce();
    const { position } = await changes();
    const again = await set('story');
    await again.run(list);
    expect(Object.fromEntries(again.play.tally.failures)).toEqual({});
    expect(again.play.tally.replayed).toBeGreaterThanOrEqual(RECORDS);
    expect((await changes(position)).items).toEqual([]);
  }, 240_000);

  it('still reconciles when days have gone by, with a warning for each deadline that passed', async () => {
    await harness.advance('30d');
    const findings = await first.reconcile();
    expect(findings.faults).toEqual([]);
    expect(findings.escalations).toBeGreaterThan(0);
  }, 120_000);
});
