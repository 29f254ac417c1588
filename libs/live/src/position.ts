/**
 * A place in the change feed, `<epoch>.<xact>.<position>`: within one epoch ordered by the two numbers.
 * An epoch ends when a backup is restored.
 */
export interface Place {
  readonly epoch: string;
  readonly xact: bigint;
  readonly position: bigint;
  readonly text: string;
}

/** Null for what is no position. */
export function placeOf(text: string): Place | null {
  const m = /^(.{1,64})\.(\d{1,20})\.(\d{1,20})$/.exec(text);
  return m === null ? null : { epoch: m[1] ?? '', xact: BigInt(m[2] ?? 0), position: BigInt(m[3] ?? 0), text };
}

/** Negative, zero or positive as `a` lies before, at or behind `b`; both of one epoch. */
export function compare(a: Place, b: Place): number {
  if (a.xact !== b.xact) return a.xact < b.xact ? -1 : 1;
  return a.position === b.position ? 0 : a.position < b.position ? -1 : 1;
}
