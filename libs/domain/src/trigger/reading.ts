/**
 * How far a reading may be trusted, by its code in a journal: the place in this list. Only the first two drive hazard rules (and `clamped`, which is an uncertain time); `range`, `fault` and `communication` speak of the device.
 * `late`: older than what was already seen of its series; kept, not evaluated by rules of the last value. `clamped`: its clock ran ahead and the receiving was taken instead.
 */
export const QUALITIES = ['good', 'uncertain', 'range', 'fault', 'maintenance', 'calibration', 'manual', 'communication', 'late', 'clamped'] as const;
export type Quality = (typeof QUALITIES)[number];

/**
 * Readings in the order of their arrival, as columns of one length. `series` is a number that the registry gives (0 … n-1 within a partition), `at` when it was measured and
 * `receivedAt` when the batch came, both epoch milliseconds; `value` in the unit of the series (an event's: its confidence 0 … 1); `quality` an index of QUALITIES;
 * `code` an index of the series' event codes, -1 where the reading is a level. The engine has no other clock than these.
 */
export interface Readings {
  readonly count: number;
  readonly receivedAt: number;
  readonly series: Int32Array;
  readonly at: Float64Array;
  readonly value: Float64Array;
  readonly quality: Uint8Array;
  readonly code: Int16Array;
}
