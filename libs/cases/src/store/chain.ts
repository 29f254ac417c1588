import type { CaseEvent } from '#domain';
import { createHash } from 'node:crypto';
import { canonical } from './canonical.js';

/** What the first event of a case is chained to. */
export const GENESIS = Buffer.alloc(0);

/** sha256(previous hash ‖ canonical JSON of the event): a changed, missing or swapped event breaks every later link of its case. */
export const link = (previous: Buffer, event: CaseEvent): Buffer => createHash('sha256').update(previous).update(canonical(event)).digest();
