/** The shares on the board of which the county may want so much in a year, and what they are called. */
export const TARGETED = {
  'closing-rate': { zh: '结案率', en: 'Closing rate' },
  'closing-on-time': { zh: '按期结案率', en: 'Closed on time' },
  'dispatch-on-time': { zh: '按时派遣率', en: 'Dispatched on time' },
  'handling-on-time': { zh: '按期处置率', en: 'Handled on time' },
  rework: { zh: '返工率', en: 'Rework' },
  returned: { zh: '退回率', en: 'Returned' },
  recurrence: { zh: '重复发生率', en: 'Recurrence' },
  'complaint-first': { zh: '监督举报率', en: 'Complaint first' },
} as const;
export type Targeted = keyof typeof TARGETED;
export const TARGETS = Object.keys(TARGETED) as readonly Targeted[];
