import { Engine, type AlarmTransition, type Arrangement, type Health, type HealthChange, type Readings } from '#domain';

export type { Arrangement };

/** The engine as a partition drives it: no clock but what it is told, the same in gives the same out. */
export interface Judge {
  apply(readings: Readings): readonly AlarmTransition[];
  /** Lets timers run out up to `at`, epoch milliseconds. */
  tick(at: number): readonly AlarmTransition[];
  /** When a tick would do something; null: never, as things stand. */
  dueAt(): number | null;
  /** Other rules, or more series; what can be kept of the state is kept. */
  arrange(arrangement: Arrangement): readonly AlarmTransition[];
  snapshot(): Uint8Array;
  /** How devices have changed since the last time of asking, as far as their readings tell. */
  health(): readonly HealthChange[];
  healthOf(series: number): Health;
}
/** Makes a judge, from nothing or from what `snapshot` gave under the same arrangement. */
export type Judges = (arrangement: Arrangement, from: Uint8Array | null) => Judge;
export const JUDGES = Symbol('Judges');
export const engines: Judges = (arrangement, from) => new Engine(arrangement, from);
