/** What a wire tells its owner. */
export interface WireEvents {
  heard(message: string): void;
  /** The connection is (back) up: what was said meanwhile has been missed. */
  connected(): void;
}

/** Carries short messages to every process, this one included, as long as it is connected. */
export interface Wire {
  /** Longest message in bytes. */
  readonly limit: number;
  /** Rejects while the connection is away. */
  send(message: string): Promise<void>;
  close(): Promise<void>;
}
