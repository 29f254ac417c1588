import type { TakenView } from '#contract';
import type { Instant } from '#domain';

/** One value of one device, in the unit that its register entry says. `good` false: the sender itself says that it counts for nothing. */
export interface Reading { readonly device: string; readonly metric: string; readonly at: Instant; readonly value: number; readonly good?: false }
/** What a way in said of a frame. `acknowledged`: it said that all of it is kept, and not what of it was new. */
export interface Fate { readonly accepted: number; readonly duplicates: number; readonly quarantined: number; readonly acknowledged: number }

/** What the server has said of a frame over HTTP. A part that could not be read is in quarantine too. */
export const fateOf = ({ accepted, duplicates, quarantined, refused }: TakenView): Fate => ({ accepted, duplicates, quarantined: quarantined + refused.length, acknowledged: 0 });
export const acknowledged = (n: number): Fate => ({ accepted: 0, duplicates: 0, quarantined: 0, acknowledged: n });

/** What was sent in this run, and what was said of it. */
export class Ledger {
  readonly #readings = new Map<string, Reading[]>();
  sent = 0;
  frames = 0;
  readonly fates = { accepted: 0, duplicates: 0, quarantined: 0, acknowledged: 0 };
  /** Frames by the protocol that they went out in. */
  readonly protocols = new Map<string, number>();

  /** A frame that was answered. What is sent again is not written down again. */
  enter(protocol: string, readings: readonly Reading[], fate: Fate, again = false): void {
    this.frames++;
    this.sent += readings.length;
    this.protocols.set(protocol, (this.protocols.get(protocol) ?? 0) + readings.length);
    this.fates.accepted += fate.accepted;
    this.fates.duplicates += fate.duplicates;
    this.fates.quarantined += fate.quarantined;
    this.fates.acknowledged += fate.acknowledged;
    if (again) return;
    for (const reading of readings) {
      const key = `${reading.device}\n${reading.metric}`, series = this.#readings.get(key);
      if (series === undefined) this.#readings.set(key, [reading]);
      else series.push(reading);
    }
  }

  /** Readings that the ways in have taken upon themselves, one way or the other. */
  get answered(): number { return this.fates.accepted + this.fates.duplicates + this.fates.quarantined + this.fates.acknowledged; }

  series(): { readonly device: string; readonly metric: string; readonly readings: readonly Reading[] }[] {
    return [...this.#readings.values()].flatMap((readings) => (readings[0] === undefined ? [] : [{ device: readings[0].device, metric: readings[0].metric, readings }]));
  }
}
