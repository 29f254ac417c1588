export { Stage, type StageOptions } from './stage.js';
export { countyDays } from './day/county-day.js';
export { morning } from './demo/morning.js';
export { replayOf, understoodLines } from './replay/replay.js';
export { summary, type Findings } from './reconcile/reconcile.js';
export { quantile, type Tally } from './play/tally.js';
export type { Occurrence } from './play/occurrence.js';
export { picture } from './photos/scene.js';
export { random, type Random } from './random.js';
