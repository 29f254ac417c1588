/** Lossy "something changed" between processes: whoever hears it looks at the database, whoever misses it looks a little later. */
export abstract class Hints {
  /** Tells every process, this one included; several of one topic at once arrive as one. Never throws. */
  abstract publish(topic: string): void;
  /** Answers how to stop listening. `run` is also called when the connection was away, as something may have been missed. */
  abstract subscribe(topic: string, run: () => void): () => void;
  abstract close(): Promise<void>;
}
