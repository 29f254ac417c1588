import type { AlarmView } from '#contract';
import type { ClassId, ConditionId } from '#domain';
import { random } from '../../random.js';
import type { Reading } from '../ledger.js';
import type { Line } from '../lines/line.js';
import { probed } from '../curves.js';
import { senml } from '../lines/senml.js';
import { thingsboard, thingsboardGateway } from '../lines/thingsboard.js';
import { until } from '../people.js';
import { MINUTE, type Scene, type Story } from '../scene.js';
import { aftermath } from './rain-after.js';
import { OWNER, stationsOf, type Night, type Station } from './rain-cast.js';

const LAST = 150, FIRST_CASE = 17, STORM = 42, PROMOTED = 54, DRAINED = 118;


/** A rainy night: water rises on the roads of several townships, a storm case takes in what comes at once, the worst gets a case of its own, and what drains by itself troubles nobody. */
export const rainyNight: Story = {
  zh: '雨夜', en: 'A rainy night', duration: LAST * MINUTE,
  async play(scene) {
    const stations = stationsOf(scene), gateway = scene.id('md-gw-road'), dice = random(scene.is.seed), night: Night = { stations, first: '', brief: '', storm: '', promoted: '', handlers: new Map(), attached: [] };
    const middle = stations[0]?.spot ?? { lon: 0, lat: 0 };
    await scene.cast([{ id: gateway, name: '路面积水采集网关', kind: 'gateway', metric: null, unit: null, place: middle, department: OWNER }]);
    const token = await scene.token(gateway), { mqtt } = scene.is.ways;
    await scene.cast(stations.map(({ id, spot, own }) => ({ id, name: `${spot.cellName}积水站`, kind: 'water-level', metric: 'level', unit: 'm', place: spot, department: OWNER, gateway, ...(!own && { account: gateway }) })));
    const shared = scene.line(mqtt === null ? senml(scene.is.http, token) : await thingsboardGateway(mqtt, token)), own = new Map<string, Line>();
    for (const { id } of stations.filter((s) => s.own)) own.set(id, scene.line(thingsboard(scene.is.http, await scene.token(id))));
    const measured = (minute: number, at = scene.at(minute)): Reading[] => stations.map(({ id, level }) => ({ device: id, metric: 'level', at, value: probed(level(minute), dice) }));
    let round: Reading[] = [];
    for (let minute = 0; minute <= LAST; minute++) {
      await scene.reach(minute, `${minute} min: ${weather(minute)}, ${stations.filter((s) => s.level(minute) >= 0.1).length} of ${stations.length} roads under water`);
      round = measured(minute);
      await everybody(scene, shared, own, round);
      await meanwhile(scene, night, minute);
    }
    // The gateway was not sure that the last round had arrived.
    await everybody(scene, shared, own, round, true);
    scene.beat = (at) => everybody(scene, shared, own, measured(LAST, at));
    await aftermath(scene, night);
  },
};

async function everybody(scene: Scene, shared: Line, own: ReadonlyMap<string, Line>, round: readonly Reading[], again = false): Promise<void> {
  await Promise.all([scene.send(shared, round.filter((r) => !own.has(r.device)), again), ...round.flatMap((r) => { const line = own.get(r.device); return line === undefined ? [] : [scene.send(line, [r], again)]; })]);
}

const weather = (minute: number): string => (minute < 5 ? 'clouds' : minute < 25 ? 'rain' : minute < 60 ? 'heavy rain' : 'the rain has stopped');

/** What people do while it rains. */
async function meanwhile(scene: Scene, night: Night, minute: number): Promise<void> {
  const { people } = scene.is, who = (role: Station['role']): Station => night.stations.find((s) => s.role === role) as Station;
  if (minute === FIRST_CASE) {
    const joined = who('joined'), alarm = await withCase(scene, joined.id);
    night.first = alarm.case?.id ?? '';
    const near = { lon: joined.spot.lon, lat: joined.spot.lat + 40 / 111_195 }, about = { classId: 'E0506' as ClassId, conditionId: 'E0506-1' as ConditionId };
    const grid = await people.report('rain/grid-member', 'grid-member', { ...about, text: '路面积水没过脚踝,已摆放警示牌' }, near);
    const citizen = await people.report('rain/hotline', 'hotline', { ...about, text: '热线来电:门口的路被水淹了' }, near);
    night.attached = [grid, citizen].map((r) => r.attachedTo ?? '');
    night.handlers.set(night.first, await people.takesOn(night.first, OWNER));
  }
  if (minute === FIRST_CASE + 1) night.brief = (await withCase(scene, who('brief').id)).case?.id ?? '';
  if (minute === STORM) night.storm = await until('the storm', async () => (await stormOf(scene, night.stations)));
  if (minute === PROMOTED) {
    const alarm = await until('the critical one with a case of its own', async () => { const a = await withCase(scene, who('promoted').id); return a.severity === 'critical' && a.storm === null && a; });
    night.promoted = alarm.case?.id ?? '';
    night.handlers.set(night.promoted, await people.takesOn(night.promoted, OWNER));
  }
  if (minute === DRAINED) {
    for (const [id, handler] of night.handlers) await people.resolves(handler, id, '已抽排,雨水口疏通,恢复通行');
    await people.verifies(night.first);
    await people.closes(night.first);
  }
}

const withCase = (scene: Scene, device: string): Promise<AlarmView> => until(`a case for ${device}`, async () => (await scene.is.desk.alarms(device)).find((a) => a.rule.id === 'water-on-road' && a.case !== null && a.raisedAt >= scene.is.tempo.start));

/** The storm that has one of the stations in it. */
async function stormOf(scene: Scene, stations: readonly Station[]): Promise<string | null> {
  const ids = new Set(stations.map((s) => s.id));
  for (const { id } of (await scene.is.desk.storms()).filter((s) => s.releasedAt === null)) if ((await scene.is.desk.storm(id)).alarms.some((a) => ids.has(a.device))) return id;
  return null;
}
