import type { Chunk } from './chunk.js';

/** A transaction takes so many readings of a partition at most, so that a life-safety reading never waits behind more than one such. */
export const AT_ONCE = 8_000;

/** What waits for a partition, in the order of its coming; life safety goes first. A series is always in the same lane, so its readings keep their order. */
export class Lanes {
  private urgent: Chunk[] = [];
  private plain: Chunk[] = [];
  readings = 0;

  put(chunk: Chunk): void {
    (chunk.urgent ? this.urgent : this.plain).push(chunk);
    this.readings += chunk.count;
  }

  /** Up to `most` readings, at least one chunk. */
  take(most: number): Chunk[] {
    const taken: Chunk[] = [];
    let n = 0;
    for (const lane of [this.urgent, this.plain]) {
      let i = 0;
      while (i < lane.length && (n === 0 || n + (lane[i] as Chunk).count <= most)) n += (lane[i++] as Chunk).count;
      if (i > 0) taken.push(...lane.splice(0, i));
    }
    this.readings -= n;
    return taken;
  }

  /** What was taken and not written comes first again. */
  back(chunks: readonly Chunk[]): void {
    this.urgent = [...chunks.filter((c) => c.urgent), ...this.urgent];
    this.plain = [...chunks.filter((c) => !c.urgent), ...this.plain];
    this.readings += chunks.reduce((sum, c) => sum + c.count, 0);
  }

  get empty(): boolean { return this.urgent.length === 0 && this.plain.length === 0; }
  get hasUrgent(): boolean { return this.urgent.length > 0; }
}
