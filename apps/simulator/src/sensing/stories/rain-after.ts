import type { Scene } from '../scene.js';
import type { Night } from './rain-cast.js';

/** After the rain: what has to have come of it. */
export async function aftermath(scene: Scene, night: Night): Promise<void> {
  const { findings, people, desk, tempo } = scene.is;
  scene.now = 'after the rain';
  const alarms = (await Promise.all(night.stations.map(async ({ id, role }) => (await desk.alarms(id)).filter((a) => a.rule.id === 'water-on-road' && !a.trial && a.raisedAt >= tempo.start).map((alarm) => ({ role, alarm }))))).flat();
  const storm = await desk.storm(night.storm), members = alarms.filter(({ alarm }) => alarm.storm === night.storm), cases = new Set(alarms.flatMap(({ alarm }) => (alarm.case === null ? [] : [alarm.case.id])));
  findings.same('reports of a grid member and a citizen that join the alarm’s case', 2, night.attached.filter((id) => id === night.first).length);
  findings.so('the storm’s case takes in what comes at once', '≥ 1 member', members.length > 0, `${members.length} members of ${storm.case.number}`);
  findings.same('every alarm has a case or is one of the storm', alarms.length, alarms.filter(({ alarm }) => (alarm.case === null) !== (alarm.storm === null)).length);
  findings.same('no case holds two places', alarms.length - members.length, cases.size);
  findings.so('no more cases than alarms, the storm’s among them', `≤ ${alarms.length}`, cases.size + 1 <= alarms.length, `${cases.size} and the storm’s`);
  findings.same('members of the storm have recovered', members.filter(({ role }) => role !== 'blocked').length, members.filter(({ role, alarm }) => role !== 'blocked' && alarm.clearedAt !== null).length);
  const first = await people.view(night.first), brief = await people.view(night.brief);
  findings.same('what people have seen, people verify', 'closed by a person’s check', first.stage === 'closed' && first.timeline.some((e) => e.type === 'CaseVerified' && e.by.id !== 'system') ? 'closed by a person’s check' : first.stage);
  findings.same('drained before anybody was sent', 'closed, recovered', `${brief.stage}, ${brief.outcome ?? ''}`);
  await verified(scene, night);
  await released(scene, night);
}

/** The critical one: its check is made by the series, once that has been stable for as long as the rule says. */
async function verified(scene: Scene, { promoted }: Night): Promise<void> {
  const { findings, people } = scene.is, what = 'the critical one: a case of its own, passed by the sensor', passed = await scene.comes(what, () => people.passedBySensor(promoted));
  findings.same(what, 'yes', passed ? 'yes' : 'no');
  if (passed) await people.closes(promoted);
}

/** When the storm has grown quiet it ends, and what is still under water becomes a case of its own. */
async function released(scene: Scene, night: Night): Promise<void> {
  const { findings, desk } = scene.is, what = 'the storm ends; the blocked road gets a case of its own', quiet = (await desk.rule('water-on-road'))?.rule.action.storm?.quiet ?? 0;
  const still = night.stations.find((s) => s.role === 'blocked')?.id ?? '', due = (await desk.storm(night.storm)).startedAt + quiet, left = scene.left(due);
  const is = async (): Promise<string | false> => { const a = (await desk.alarms(still)).find((one) => one.rule.id === 'water-on-road' && one.raisedAt >= scene.is.tempo.start); return (await desk.storm(night.storm)).releasedAt !== null && a?.clearedAt === null && a.case !== null && a.case.number; };
  if (left > scene.is.waits) return findings.due(what, 'yes', left);
  const number = await scene.comes(what, is, left + 30_000);
  findings.so(what, 'yes', number !== null, number ?? 'no');
}
