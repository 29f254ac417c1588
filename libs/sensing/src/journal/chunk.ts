import type { SampleAnswer } from '../receiver.js';

/** What one frame holds for one partition, column by column, with how its sender is told. Grows by `push` and is not changed once it was handed on. */
export class Chunk {
  readonly series: number[] = [];
  readonly at: number[] = [];
  readonly value: number[] = [];
  readonly quality: number[] = [];
  readonly code: number[] = [];
  /** Digest by which the sender marked the reading; null where it did not. */
  readonly keys: (Buffer | null)[] = [];
  /** Of the frame's samples: which one this is. */
  readonly places: number[] = [];
  keyed = false;
  readonly answers: SampleAnswer[] = [];
  private settle: { done: () => void; failed: (error: Error) => void } | null = null;
  /** Settles with the commit. */
  readonly committed: Promise<void>;

  constructor(readonly partition: number, readonly urgent: boolean) {
    this.committed = new Promise((done, failed) => { this.settle = { done, failed }; });
    this.committed.catch(() => undefined);
  }

  get count(): number { return this.series.length; }

  push(place: number, series: number, at: number, value: number, quality: number, code: number, key: Buffer | null): void {
    this.places.push(place);
    this.series.push(series);
    this.at.push(at);
    this.value.push(value);
    this.quality.push(quality);
    this.code.push(code);
    this.keys.push(key);
    if (key !== null) this.keyed = true;
  }

  /** `answers` are right by now. */
  done(): void { this.settle?.done(); }
  failed(error: Error): void { this.settle?.failed(error); }
}

/** All of one answer, for what is not judged reading by reading. */
export function answerAll(chunk: Chunk, answer: SampleAnswer): void {
  for (let i = 0; i < chunk.count; i++) chunk.answers[i] = answer;
}
