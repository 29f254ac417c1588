import type { RuleDraft } from '#contract';

/** The chip of a draft's state. */
export const TONE: Readonly<Record<RuleDraft['state'], string>> = { draft: '', submitted: 'chip-yellow', approved: 'chip-green', rejected: 'chip-red', withdrawn: '' };
