import type { Instant } from '#domain';

/** One service request of some city, as its public data has it. */
export interface ServiceRequest {
  /** The id in the data; unique there. */
  readonly id: string;
  readonly category: string;
  readonly text: string;
  /** WGS-84; null where the record has no place. */
  readonly lon: number | null;
  readonly lat: number | null;
  readonly requestedAt: Instant;
  /** When it was done; null while it is open. */
  readonly closedAt: Instant | null;
  /** The id of the request that this one repeats, where the city said so. */
  readonly duplicateOf: string | null;
  /** The city found nothing in it. */
  readonly invalid: boolean;
}

/** A record that cannot be used, and why. */
export class BadRecord extends Error {
  override readonly name = 'BadRecord';
}
