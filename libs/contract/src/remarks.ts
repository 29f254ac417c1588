/** What the server notices about a report; shown to those who work the case. On the wire: the code, or `code:datum` (`photo-far:350`). */
export const REMARKS = [
  'no-position', 'outside-cells', 'poor-accuracy', 'maybe-gcj02', 'gcj02-converted', 'photo-far', 'photo-old', 'clock-off', 'no-class', 'no-photo',
  'attached-same-asset', 'attached-same-device', 'attached-by-reporter', 'attached-near-alarm', 'low-confidence', 'picture-elsewhere', 'picture-refused',
] as const;
export type Remark = (typeof REMARKS)[number];

/** A remark as it is stored and sent. The datum is metres for places, minutes for clocks and photos, a percentage for confidence. */
export const remark = (code: Remark, datum?: number): string => (datum === undefined ? code : `${code}:${Math.round(datum)}`);

/** Why a person is told about a case; the notice's `data` is what its sentence needs (`level`, `kind`, `clock`, `until`). */
export const NOTICE_KINDS = [
  'to-triage', 'to-confirm', 'to-dispatch', 'to-accept', 'to-handle', 'to-verify', 'to-close', 'to-rule', 'requested', 'granted', 'declined', 'reworked', 'suspended', 'resumed', 'escalated', 'reopened', 'closed',
  'ordered', 'replied', 'task', 'task-done', 'whistle', 'urged', 'called', 'asked-endorse', 'proposed', 'appealed', 'appeal-decided', 'recheck', 'answered', 'assigned', 'merged', 'recalled', 'report', 'export', 'device-fault',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Where a notice that is about no case leads to, as a path of the web app; null: nowhere. */
export function noticePage({ kind, data }: { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }): string | null {
  if (kind === 'report' || kind === 'export') return `/board/reports${typeof data[kind] === 'string' ? `?${kind === 'report' ? 'file' : kind}=${encodeURIComponent(data[kind])}` : ''}`;
  if (kind !== 'device-fault') return null;
  const pages = typeof data['department'] === 'string' ? '/sensing/own' : '/sensing/devices';
  return typeof data['device'] === 'string' ? `${pages}/${encodeURIComponent(data['device'])}` : pages === '/sensing/own' ? pages : `${pages}?faulty=true`;
}

/** How pressing a notice is: a `call` is for whoever is called out, and the only one that may wake somebody. */
export const URGENCIES = ['normal', 'high', 'call'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What whoever reported something is told on its way, by its follow code (DOMAIN R7). */
export const FOLLOW_STEPS = [
  'received', 'joined', 'confirming', 'filed', 'given', 'handling', 'handled', 'postponed', 'resumed', 'checked', 'again', 'merged', 'unmerged', 'closed', 'refused', 'ended', 'reopened', 'rated',
] as const;
export type FollowStep = (typeof FOLLOW_STEPS)[number];
