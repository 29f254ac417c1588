import { random, seedOf } from '../random.js';
import { jpeg, type Colour } from './jpeg.js';

const COLUMNS = 48, ROWS = 36;
const WALLS: readonly Colour[] = [[214, 196, 166], [190, 170, 150], [205, 205, 198], [178, 140, 120], [222, 210, 190]];
const THINGS: readonly Colour[] = [[120, 90, 60], [60, 110, 70], [70, 90, 130], [150, 60, 50], [90, 90, 95], [190, 150, 60]];

/** A made-up street scene of coarse blocks, different for every name: something to look at where nobody took a picture. */
export function picture(name: string): Buffer {
  const dice = random(seedOf(name));
  const wall = dice.pick(WALLS), thing = dice.pick(THINGS);
  const roof = 6 + dice.below(8), kerb = 20 + dice.below(4), light = 0.75 + dice.next() * 0.4;
  const width = 4 + dice.below(8), left = 4 + dice.below(COLUMNS - width - 8), height = 2 + dice.below(5), ground = kerb + 3 + dice.below(6);
  const grain = Array.from({ length: COLUMNS * ROWS }, () => (dice.next() - 0.5) * 18);
  return jpeg(COLUMNS, ROWS, (x, y) => {
    const noise = grain[y * COLUMNS + x] ?? 0;
    const shade = ([r, g, b]: Colour, by = 1): Colour => [clamp(r * light * by + noise), clamp(g * light * by + noise), clamp(b * light * by + noise)];
    const bulge = Math.abs(x - left - width / 2) / (width / 2 + 0.5);
    if (y <= ground && y > ground - height * (1.2 - bulge ** 2) && bulge < 1) return shade(thing, 1 - (ground - y) * 0.03);
    if (y < roof - (x % 24 < 12 ? 0 : 2)) return shade([150 + y * 5, 185 + y * 4, 225]);
    if (y < kerb) return (x % 6 === 3 || x % 6 === 4) && (y - roof) % 5 === 2 ? shade([70, 85, 100]) : shade(wall);
    if (y === kerb) return shade([235, 232, 225]);
    return y === kerb + 8 && x % 8 < 4 ? shade([230, 225, 190]) : shade([105, 105, 108], 1 - (y - kerb) * 0.008);
  });
}

const clamp = (v: number): number => Math.max(0, Math.min(255, v));
