import type { Part } from '#contract';
import type { Counts } from '../counting/life.js';
import type { Indicator } from '../counting/indicator.js';
import { closed } from './closed.js';
import { closingOnTime, closingRate } from './closing-rate.js';
import { complaintFirst } from './complaint-first.js';
import { dispatchOnTime } from './dispatch-on-time.js';
import { escalated } from './escalated.js';
import { filed } from './filed.js';
import { handlingOnTime } from './handling-on-time.js';
import { recurrence } from './recurrence.js';
import { reported } from './reported.js';
import { returned } from './returned.js';
import { rework } from './rework.js';

/** Every indicator, in the order of the board. A new one is a file here, a line in this list, and a word in the contract for each count that it brings. */
export const INDICATORS: readonly Indicator[] = [reported, filed, closingRate, closingOnTime, closed, dispatchOnTime, handlingOnTime, rework, returned, recurrence, complaintFirst, escalated];

/** What a case counts as, part by part: a part that no file brings does not compile. */
export const COUNTS: Readonly<Record<Part, Counts>> = {
  ...reported.counts, ...filed.counts, ...closed.counts, ...closingRate.counts, ...closingOnTime.counts, ...dispatchOnTime.counts, ...handlingOnTime.counts, ...rework.counts, ...returned.counts, ...recurrence.counts,
  ...complaintFirst.counts, ...escalated.counts,
};
