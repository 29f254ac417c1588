import type { Fate, Reading } from '../ledger.js';

/** A sender's line to the server. */
export interface Line {
  /** The protocol and the way, for people. */
  readonly protocol: string;
  /** Resolves when the server has said that it has them. */
  send(readings: readonly Reading[]): Promise<Fate>;
  close(): Promise<void>;
}

/** What the register says a metric is measured in, in the words of SenML and of readings without a unit of their own. */
export const UNITS: Readonly<Record<string, string>> = { level: 'm', codmn: 'mg/L', ammonia: 'mg/L', tilt: 'deg' };
