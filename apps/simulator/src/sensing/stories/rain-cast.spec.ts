import { triggerRulesFile, type Reference } from '#contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellFeature } from '../../client/session.js';
import { County } from '../../county/county.js';
import { random } from '../../random.js';
import { probed } from '../curves.js';
import { expectedAlarms } from '../expected.js';
import { metres, townships } from '../places.js';
import { MINUTE, type Scene } from '../scene.js';
import { stationsOf, type Station } from './rain-cast.js';

const BOOK = join(import.meta.dirname, '../../../../../rulebook'), read = (file: string): unknown => JSON.parse(readFileSync(join(BOOK, file), 'utf8'));
const county = new County({ classes: [] } as unknown as Reference, (read('cells.geojson') as { features: CellFeature[] }).features, []);
const rule = triggerRulesFile.parse(read('trigger-rules.json')).rules.find((r) => r.id === 'water-on-road');
if (rule === undefined) throw new Error('no rule for water on roads');

const castOf = (seed: number, size: number | null): Station[] => stationsOf({ is: { county, seed, size }, id: (name: string) => name } as unknown as Scene);
/** The alarms of each station, minutes after the beginning. */
function nightOf(seed: number, size: number | null) {
  const dice = random(seed), stations = castOf(seed, size);
  return stations.map((s) => ({ ...s, alarms: expectedAlarms(rule as NonNullable<typeof rule>, Array.from({ length: 151 }, (_, minute) => ({ at: minute * MINUTE, value: probed(s.level(minute), dice) }))).map((a) => ({ raised: a.raisedAt / MINUTE, cleared: a.clearedAt === null ? null : a.clearedAt / MINUTE, worst: a.worst, openings: a.openings })) }));
}

describe.each([[1, null], [1, 26], [2, 26], [3, 40], [7, 60]] as const)('the rainy night of seed %d with %p stations', (seed, size) => {
  const night = nightOf(seed, size), [town] = townships(county), of = (role: Station['role']) => night.filter((s) => s.role === role);

  it('has no two stations that a rule would take for one place', () => {
    for (const [i, a] of night.entries()) for (const b of night.slice(0, i)) expect(metres(a.spot, b.spot)).toBeGreaterThan(rule.action.correlate.metres * 2);
  });

  it('has a storm in its town before the worst of all is raised, and nowhere else', () => {
    const storm = rule.action.storm ?? { count: 0, within: 0 }, raises = night.flatMap((s) => (s.spot.cell.startsWith(town ?? '') ? s.alarms.map((a) => a.raised) : [])).sort((a, b) => a - b);
    const onset = raises[storm.count - 1] ?? Infinity;
    expect(onset).toBeLessThanOrEqual(41);
    expect(onset - (raises[0] ?? 0)).toBeLessThan(storm.within / MINUTE);
    expect(of('promoted')[0]?.alarms).toMatchObject([{ worst: 2, openings: 1 }]);
    expect(of('promoted')[0]?.alarms[0]?.raised).toBeGreaterThan(onset);
    for (const township of townships(county).slice(1)) expect(night.filter((s) => s.spot.cell.startsWith(township) && s.alarms.length > 0).length).toBeLessThan(storm.count);
  });

  it('drains everywhere but where the drain is blocked, once each; splashes and damp roads alarm nobody', () => {
    for (const s of night) {
      if (s.role === 'dry' || s.role === 'splash') expect(s.alarms).toEqual([]);
      else expect(s.alarms).toMatchObject([{ cleared: s.role === 'blocked' ? null : expect.any(Number), openings: 1 }]);
    }
    expect(of('joined')[0]?.alarms[0]?.raised).toBeLessThan(17);
    expect((of('brief')[0]?.alarms[0]?.cleared ?? 0) + rule.action.recovery.stableFor / MINUTE).toBeLessThan(110);
    for (const role of ['joined', 'promoted'] as const) expect(of(role)[0]?.alarms[0]?.cleared).toBeLessThan(118);
  });
});
