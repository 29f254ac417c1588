/** What the server notices about a report; shown to those who work the case. On the wire: the code, or `code:datum` (`photo-far:350`). */
export const REMARKS = [
  'no-position', 'outside-cells', 'poor-accuracy', 'maybe-gcj02', 'gcj02-converted', 'photo-far', 'photo-old', 'clock-off', 'no-class', 'no-photo',
  'attached-same-asset', 'attached-same-device', 'attached-by-reporter', 'low-confidence',
] as const;
export type Remark = (typeof REMARKS)[number];

/** A remark as it is stored and sent. The datum is metres for places, minutes for clocks and photos, a percentage for confidence. */
export const remark = (code: Remark, datum?: number): string => (datum === undefined ? code : `${code}:${Math.round(datum)}`);

/** Why a person is told about a case; the notice's `data` is what its sentence needs (`level`, `kind`, `clock`, `until`). */
export const NOTICE_KINDS = [
  'to-triage', 'to-confirm', 'to-dispatch', 'to-accept', 'to-handle', 'to-verify', 'to-close', 'to-rule', 'requested', 'granted', 'declined', 'reworked', 'suspended', 'resumed', 'escalated', 'reopened', 'closed',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
