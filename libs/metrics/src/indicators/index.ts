import type { IndicatorView, Part } from '#contract';
import type { Counts, Shares } from '../counting/life.js';
import type { Indicator } from '../counting/indicator.js';
import { acceptorAsked, acceptorOnTime, acceptorTaken } from './acceptor.js';
import { appeal } from './appeal.js';
import { closed } from './closed.js';
import { closingOnTime, closingRate } from './closing-rate.js';
import { complaintFirst } from './complaint-first.js';
import { dispatchAccuracy } from './dispatch-accuracy.js';
import { dispatchOnTime } from './dispatch-on-time.js';
import { dispatcherOnTime, dispatcherRight, dispatcherSent, dispatcherWrong } from './dispatcher.js';
import { escalated } from './escalated.js';
import { extension, suspension } from './extension.js';
import { filed } from './filed.js';
import { filingAccuracy } from './filing-accuracy.js';
import { forced } from './forced.js';
import { handlerLoad, handlerOnTime, handlerRework } from './handler.js';
import { handlingOnTime } from './handling-on-time.js';
import { joint } from './joint.js';
import { memberConfirm, memberMissed, memberValid, memberVerify } from './member.js';
import { onOriginalTime } from './original-limit.js';
import { recurrence } from './recurrence.js';
import { reported } from './reported.js';
import { response } from './response.js';
import { returned } from './returned.js';
import { rework } from './rework.js';
import { satisfaction } from './satisfaction.js';
import { scoredOnTime, scoredRework } from './scored.js';
import { alarmToAcceptance, falseAlarms, missed, precision } from './sensing.js';
import { leadAccuracy, leadClosing, leadOnTime } from './shift-lead.js';
import { standing } from './standing.js';
import { uncomplained } from './uncomplained.js';

/** The board's twelve, in its order. */
export const TILES: readonly Indicator[] = [reported, filed, closingRate, closingOnTime, closed, dispatchOnTime, handlingOnTime, rework, returned, recurrence, complaintFirst, escalated];

/** Every indicator. A new one is a file here, a line in this list, and a word in the contract for each count that it brings. */
export const INDICATORS: readonly Indicator[] = [
  ...TILES, uncomplained, filingAccuracy, forced, dispatchAccuracy, standing, onOriginalTime, scoredOnTime, scoredRework, extension, suspension, appeal, satisfaction, joint, ...response.indicators, precision, falseAlarms, alarmToAcceptance, missed,
  memberValid, memberMissed, memberConfirm, memberVerify, acceptorTaken, acceptorAsked, acceptorOnTime, leadOnTime, leadAccuracy, leadClosing, dispatcherSent, dispatcherOnTime, dispatcherRight, dispatcherWrong, handlerLoad, handlerOnTime, handlerRework,
];

/** Every indicator as it is explained: what it counts, without how. */
export const DEFINITIONS: readonly IndicatorView[] = INDICATORS.map(({ counts: _, shares: _none, ...indicator }) => indicator);

/** What a case counts as, part by part: a part that no file brings does not compile. */
export const COUNTS: Readonly<Record<Part, Counts>> = {
  ...reported.counts, ...filed.counts, ...closed.counts, ...closingRate.counts, ...closingOnTime.counts, ...dispatchOnTime.counts, ...handlingOnTime.counts, ...rework.counts, ...returned.counts, ...recurrence.counts,
  ...complaintFirst.counts, ...escalated.counts, ...uncomplained.counts, ...filingAccuracy.counts, ...forced.counts, ...dispatchAccuracy.counts, ...standing.counts, ...onOriginalTime.counts, ...scoredOnTime.counts, ...scoredRework.counts,
  ...extension.counts, ...suspension.counts, ...appeal.counts, ...satisfaction.counts, ...response.counts,
};

/** What it counts for others than the department that has it. */
export const SHARED: readonly Shares[] = INDICATORS.flatMap(({ shares }) => (shares === undefined ? [] : [shares]));
