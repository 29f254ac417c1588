import { DAY, HOUR, type DepartmentId, type Millis } from '#domain';
import type { County } from '../county/county.js';
import { METRES_PER_DEGREE, placeIn, type Point } from '../county/geometry.js';
import type { Occurrence, Twists } from '../play/occurrence.js';
import { random, type Random } from '../random.js';
import { MARKET, ORDINARY, SHOWER, type Happening } from './kinds.js';

/** Requests by local hour, in thousandths of a day: the mean shape of eleven years of one large city's requests. */
export const RHYTHM: readonly number[] = [6, 4, 2, 2, 2, 3, 11, 37, 68, 91, 92, 90, 83, 83, 79, 76, 67, 52, 43, 34, 27, 22, 16, 11];
/** Reports of an ordinary day of a county town, bursts not counted. */
const A_DAY = 240;
const SHARES = { shower: 0.35, market: 0.3, unsure: 0.06, invalid: 0.015, repeated: 0.05, open: 0.03, awkward: 0.05, onTheSpot: 0.02 } as const;

/** Days without end; the same seed gives the same days. Each day has the hourly rhythm of a city, and some have a shower or a market. */
export function* countyDays(county: County, seed: number, limit = Infinity): Generator<Occurrence> {
  const dice = random(seed);
  let made = 0;
  for (let day = 0; made < limit; day++) {
    for (const occurrence of oneDay(county, dice, day)) {
      if (made++ >= limit) return;
      yield occurrence;
    }
  }
}

interface Moment { readonly at: Millis; readonly happening: Happening; readonly place: Point }

function oneDay(county: County, dice: Random, day: number): Occurrence[] {
  const anywhere = (): Point => placeIn(dice.pick(dice.below(12) === 0 ? county.cells : county.town).area, dice.next(), dice.next());
  const moments: Moment[] = Array.from({ length: Math.round(A_DAY * (0.8 + dice.next() * 0.4)) }, () => ({ at: hour(dice) * HOUR, happening: weighted(ORDINARY, dice), place: anywhere() }));
  if (dice.next() < SHARES.shower) moments.push(...burst(SHOWER, 13 + dice.next() * 6, 0.7, 12 + dice.below(20), anywhere, dice));
  if (dice.next() < SHARES.market) {
    const middle = anywhere();
    moments.push(...burst(MARKET, 8, 2.5, 10 + dice.below(12), () => near(middle, 150, dice), dice));
  }
  const made = moments.map((m, n) => occurrenceOf(m, `d${day}-${n}`, day, dice, county));
  const repeats = made.filter((o) => o.ends.stage === 'closed' && o.handled === undefined && dice.next() < SHARES.repeated).map((o): Occurrence => ({
    ...o, name: `${o.name}-again`, after: o.after + dice.next() * Math.min(2 * HOUR, o.lasts * 0.5), place: o.place && near(o.place, 25, dice), reported: null, repeats: o.name, awaits: [], text: `${o.text}(群众再次反映)`, twists: {},
  }));
  const again = new Map(repeats.map((r) => [r.repeats, r.name]));
  return [...made.map((o) => { const name = again.get(o.name); return name === undefined ? o : { ...o, awaits: [name] }; }), ...repeats].sort((a, b) => a.after - b.after);
}

function occurrenceOf({ at, happening, place }: Moment, name: string, day: number, dice: Random, county: County): Occurrence {
  const fate = dice.next(), sure = dice.next();
  const twists = dice.next() < SHARES.awkward ? awkward(dice, county) : undefined;
  return {
    // What a grid member has to confirm first has come from the public.
    name, after: day * DAY + at, lasts: happening.hours * HOUR * Math.exp(1.1 * normal(dice)), place, source: twists?.confirmation ? 'public' : 'grid-member',
    // What a grid member can put right alone now and then is.
    ...(twists === undefined && sure > 1 - SHARES.onTheSpot && fate >= SHARES.invalid && fate <= 1 - SHARES.open && county.severity(happening.kind.conditionId) >= 3 && { handled: '现场已清理' }),
    reported: sure < SHARES.unsure || fate < SHARES.invalid ? null : happening.kind, filed: happening.kind, text: dice.pick(happening.texts), repeats: null, awaits: [],
    ends: fate < SHARES.invalid ? { stage: 'refused', code: 'not-true', note: '现场未发现所反映问题' } : fate > 1 - SHARES.open ? { stage: 'handling' } : { stage: 'closed' },
    ...(twists && { twists }),
  };
}

/** What makes a case come back: each kind exercises another way through the table. */
function awkward(dice: Random, county: County): Twists {
  const elsewhere = ['UM', 'SAN', 'MUN'].map((d) => d as DepartmentId).filter((d) => county.works(d));
  const to = elsewhere[dice.below(Math.max(1, elsewhere.length))];
  switch (dice.below(8)) {
    case 0: return { fails: { note: '现场仍未清理干净' } };
    case 1: return { confirmation: true };
    case 2: return { extended: { reason: '需调配机械', more: HOUR } };
    case 3: return { ordered: { demand: '请说明处置进展', within: 4 * HOUR, reply: '已安排人员,今日办结' }, arrives: true };
    case 4: return { ending: { kind: 'forced', reason: '列入专项工程处理', document: '牟城管〔2026〕8号' } };
    case 5: case 6: return to === undefined ? {} : { returned: { reason: '不属本部门职责', to } };
    default: return to === undefined ? {} : { disputed: { reason: '权属不清', ruling: { department: to, ground: '先属地、后属主' } } };
  }
}

const burst = (kinds: readonly Happening[], begins: number, lasts: number, count: number, where: () => Point, dice: Random): Moment[] =>
  Array.from({ length: count }, () => ({ at: (begins + lasts * dice.next() ** 1.5) * HOUR, happening: weighted(kinds, dice), place: where() }));

function hour(dice: Random): number {
  let left = dice.next() * RHYTHM.reduce((a, b) => a + b, 0);
  const whole = RHYTHM.findIndex((share) => (left -= share) < 0);
  return Math.max(0, whole) + dice.next();
}

function weighted(kinds: readonly Happening[], dice: Random): Happening {
  let left = dice.next() * kinds.reduce((sum, k) => sum + k.weight, 0);
  return kinds.find((k) => (left -= k.weight) < 0) ?? dice.pick(kinds);
}

function near({ lon, lat }: Point, metres: number, dice: Random): Point {
  const angle = dice.next() * 2 * Math.PI, far = (metres * Math.sqrt(dice.next())) / METRES_PER_DEGREE;
  return { lon: lon + (far * Math.cos(angle)) / Math.cos((lat * Math.PI) / 180), lat: lat + far * Math.sin(angle) };
}

/** Box–Muller. */
const normal = (dice: Random): number => Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());
