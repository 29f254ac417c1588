import type { DepartmentId, UserId } from '#domain';
import { random, type Random } from '../../random.js';
import { blocked, flood, splash, type Curve } from '../curves.js';
import { spots, townships, type Spot } from '../places.js';
import type { Scene } from '../scene.js';

/** What the story does with a station; the rest only take part. */
export type Role = 'joined' | 'brief' | 'promoted' | 'blocked' | 'dry' | 'splash' | 'storm' | 'shallow';
export interface Station { readonly id: string; readonly role: Role; readonly spot: Spot; readonly level: Curve; /** Sends for itself, and not through the gateway. */ readonly own: boolean }

/** What has come of the night so far. */
export interface Night { readonly stations: readonly Station[]; first: string; brief: string; storm: string; promoted: string; handlers: Map<string, UserId>; attached: string[] }

/** Farther than rules take for one place, and than cases of before may lie by chance. */
const APART = 320;
const DEFAULT_SIZE = 40, STORM_SHARE = 0.65;
export const OWNER = 'WTR' as DepartmentId;

/** Stations on the roads of the townships: most in the largest, where the storm will be, the others around it. The same seed gives the same night. */
export function stationsOf(scene: Scene): Station[] {
  const { county, seed, size } = scene.is, dice = random(seed * 7919 + 3), wanted = Math.max(24, size ?? DEFAULT_SIZE), [town = '', ...around] = townships(county);
  const inTown = spots(county, town, Math.round(wanted * STORM_SHARE) + 3, seed, APART), rest: Spot[] = [];
  for (const township of around) rest.push(...spots(county, township, Math.ceil((wanted - inTown.length) / around.length) + 1, seed, APART));
  const outside = rest.slice(0, Math.max(4, wanted - inTown.length));
  const stations: Station[] = [];
  const add = (role: Role, spot: Spot, level: Curve): void => { const n = stations.length + 1; stations.push({ id: scene.id(`md-road-${String(n).padStart(2, '0')}`), role, spot, level, own: n % 10 === 5 }); };
  outside.forEach((spot, n) => { const role = OUTSIDE[n] ?? 'shallow'; add(role, spot, CURVES[role](dice, n, outside.length)); });
  inTown.forEach((spot, n) => { const role = IN_TOWN[n] ?? 'storm'; add(role, spot, CURVES[role](dice, n, inTown.length)); });
  return stations;
}

const OUTSIDE: readonly Role[] = ['joined', 'brief', 'dry', 'splash'], IN_TOWN: readonly Role[] = ['promoted', 'blocked', 'dry', 'splash'];

/** Rain from the fifth minute on; at its worst about the fortieth, over at the sixtieth. Those of the storm rise within four minutes of each other. */
const CURVES: Readonly<Record<Role, (dice: Random, n: number, of: number) => Curve>> = {
  joined: () => flood(5, 20, 0.24), brief: () => flood(8, 10, 0.14), promoted: () => flood(41, 20, 0.45), blocked: () => blocked(34, 14, 0.2), dry: (dice) => flood(30, 15, 0.03 + dice.next() * 0.03), splash: (dice) => splash(45 + dice.below(10), 0.2),
  storm: (dice, n, of) => flood(28 + (4 * n) / of, 13 + dice.next() * 3, 0.17 + dice.next() * 0.09), shallow: (dice) => flood(12 + dice.below(40), 14, 0.125 + dice.next() * 0.05),
};
