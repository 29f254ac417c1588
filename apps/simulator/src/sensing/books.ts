import type { AlarmView } from '#contract';
import { expectedAlarms, type Expected } from './expected.js';
import { until } from './people.js';
import { RULE_OF, type Scene } from './scene.js';

const SETTLES = 60_000;

/** What holds for every story: nothing that was sent is missing, every breach that the rule is about has its alarm, and nothing is doubled. */
export async function closeBooks(scene: Scene): Promise<void> {
  scene.now = 'reconciling';
  const { findings, ledger } = scene.is;
  findings.same('readings sent = accepted + duplicate + quarantined + acknowledged', ledger.sent, ledger.answered);
  const kept = (await Promise.all([...scene.accounts].map(async (account) => (await scene.is.desk.quarantine(account)).rows.filter((r) => r.lastAt >= scene.began).reduce((sum, r) => sum + r.count, 0)))).reduce((a, b) => a + b, 0);
  findings.same('in quarantine', ledger.fates.quarantined, kept);
  await newest(scene);
  await alarms(scene);
}

/** The newest reading of each series is the one that was sent last. */
async function newest(scene: Scene): Promise<void> {
  const { ledger, desk, findings } = scene.is, sent = ledger.series();
  const there = async (): Promise<number> => (await Promise.all(sent.map(async ({ device, metric, readings }) => {
    const last = (await desk.series(device)).find((s) => s.metric === metric)?.last, mine = readings.at(-1);
    return last != null && mine !== undefined && last.at === mine.at && Math.abs(last.value - mine.value) < 1e-9;
  }))).filter(Boolean).length;
  // Curves are written behind the journal.
  await until('the newest readings', async () => (await there()) === sent.length, SETTLES).catch(() => undefined);
  findings.same('series whose newest reading is the one sent last', sent.length, await there());
}

async function alarms(scene: Scene): Promise<void> {
  const { ledger, desk, findings, tempo } = scene.is, wrong: string[] = [];
  let expected = 0, found = 0, clear = 0, cleared = 0;
  for (const { device, metric, readings } of ledger.series()) {
    const live = await desk.rule(RULE_OF[metric] ?? '');
    if (live === null) { wrong.push(`${device}: no rule in force for ${metric}`); continue; }
    const wanted = expectedAlarms(live.rule, readings), severity = (level: number): string => live.rule.levels[level]?.severity ?? '';
    const look = async (): Promise<AlarmView[]> => (await desk.alarms(device)).filter((a) => a.rule.id === live.rule.id && !a.trial && a.metric === metric && a.raisedAt >= tempo.start).sort((a, b) => a.raisedAt - b.raisedAt);
    const fits = (is: readonly AlarmView[]): boolean => is.length === wanted.length && wanted.every((w, i) => same(w, is[i] as AlarmView, severity(w.worst)));
    await until(`the alarms of ${device}`, async () => fits(await look()), SETTLES).catch(() => undefined);
    const is = await look();
    expected += wanted.length;
    found += is.length;
    clear += wanted.filter((w) => w.clearedAt !== null).length;
    cleared += is.filter((a) => a.clearedAt !== null).length;
    if (!fits(is)) wrong.push(`${device}/${metric}: ${told(wanted.map((w) => ({ at: w.raisedAt, worst: severity(w.worst), cleared: w.clearedAt })))} expected, ${told(is.map((a) => ({ at: a.raisedAt, worst: a.worst, cleared: a.clearedAt })))} found`);
  }
  findings.same('alarms, one for every breach that lasts', expected, found);
  findings.same('of them over', clear, cleared);
  findings.same('each raised, and over, at the instant that the readings say', 'all', wrong.length === 0 ? 'all' : wrong.slice(0, 3).join('; '));
}

const same = (w: Expected, a: AlarmView, worst: string): boolean => a.raisedAt === w.raisedAt && a.clearedAt === w.clearedAt && a.worst === worst;
const told = (list: readonly { readonly at: number; readonly worst: string; readonly cleared: number | null }[]): string =>
  list.length === 0 ? 'none' : list.map(({ at, worst, cleared }) => `${worst} from ${clock(at)} to ${cleared === null ? 'now' : clock(cleared)}`).join(', ');
const clock = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(11, 19);
