import { createHash } from 'node:crypto';

/** How many partitions new series are spread over; a series stays where it is when this is changed. */
export const PARTITIONS = Symbol('Partitions');

/** Where what shares an anchor goes, if nothing of it is anywhere yet. */
export const partitionOf = (anchor: string, partitions: number): number => createHash('sha256').update(anchor).digest().readUInt32LE(0) % partitions;
