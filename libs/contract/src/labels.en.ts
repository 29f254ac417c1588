import type { Words } from './words.js';

const NOTE = { label: 'Opinion', hint: 'Optional' } as const;
const REASON = { label: 'Reason' } as const;
const said = (text: string | null | undefined): string => (text ? `: ${text}` : '');
const duration = (ms: number): string => {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const parts = [[Math.floor(minutes / 1440), 'd'], [Math.floor((minutes % 1440) / 60), 'h'], [minutes % 60, 'min']] as const;
  return parts.filter(([n]) => n > 0).slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(' ') || '0 min';
};
const clock: Words['clock'] = {
  triage: 'Filing limit', confirmation: 'Confirmation limit', dispatch: 'Dispatch limit', acceptance: 'Acceptance limit', handling: 'Handling limit', verification: 'Verification limit', closure: 'Closing limit', total: 'Total limit',
};
const role: Words['role'] = {
  'grid-member': 'Grid member', dispatcher: 'Dispatcher', handler: 'Handler', 'department-lead': 'Department lead', supervisor: 'Shift supervisor', leader: 'Leader', operator: 'Operator', device: 'Device', system: 'System',
};
const request: Words['request'] = { return: 'Return', extension: 'Extension', suspension: 'Suspension' };
const units: Readonly<Record<keyof Words['limitUnit'], readonly [one: string, many: string]>> = {
  urgent_minute: ['minute', 'minutes'], urgent_hour: ['hour round the clock', 'hours round the clock'], urgent_day: ['day round the clock', 'days round the clock'],
  work_hour: ['working hour', 'working hours'], work_day: ['working day', 'working days'], natural_day: ['calendar day', 'calendar days'],
};

/** The English words; complete, and checked against the Chinese by the compiler. */
export const EN: Words = {
  stage: {
    triage: 'To file', confirmation: 'Confirming', dispatch: 'To dispatch', acceptance: 'To accept', handling: 'Handling', verification: 'Verifying', closure: 'To close', suspended: 'Suspended', disputed: 'Ownership disputed', closed: 'Closed',
  },
  outcome: { fixed: 'Fixed', forced: 'Force-closed', refused: 'Refused', merged: 'Merged', voided: 'Voided' },
  role,
  scope: { anyone: 'any', 'own-cell': 'own cells', 'own-department': 'own department', 'involved-department': 'main or co-department', assignee: 'own cases' },
  severity: { 1: 'Critical', 2: 'Urgent', 3: 'Normal', 4: 'Minor' },
  channel: { 'grid-member': 'Grid member', public: 'Citizen', hotline: 'Hotline', sensor: 'Sensor', 'video-ai': 'Video AI', patrol: 'Patrol', leader: 'Leader’s order', transfer: 'Transfer', media: 'Media' },
  clock,
  light: { green: 'On time', yellow: 'Due soon', red: 'Overdue', paused: 'Paused' },
  request,
  command: {
    register: 'Register', attachReport: 'Attach report', note: 'Note', askConfirmation: 'Ask to confirm', confirm: 'Confirm', triage: 'File', refuse: 'Refuse', merge: 'Merge', dispatch: 'Dispatch', accept: 'Accept', request: 'Request',
    grant: 'Grant', decline: 'Decline', dispute: 'Dispute ownership', rule: 'Rule', resolve: 'Report as handled', verify: 'Verify', close: 'Close', forceClose: 'Force close', void: 'Void', resume: 'Resume', escalate: 'Escalate', reopen: 'Reopen',
  },
  commandHint: {
    register: 'Open a case for a report', attachReport: 'Attach one more report to this case', note: 'Leave a remark on the timeline; the case stays where it is', askConfirmation: 'Ask the responsible grid member to look whether it is true',
    confirm: 'You were there: say whether the report is true', triage: 'Set class, filing condition and severity, and pass on to dispatch', refuse: 'Not ours or not so: end the case', merge: 'The same problem as another case: merge into that one',
    dispatch: 'Give it to a department; the handling limit starts', accept: 'Accept it and name who handles it', request: 'Ask the centre for a return, an extension or a suspension', grant: 'Agree to what the department asks',
    decline: 'Refuse what the department asks; time goes on', dispute: 'It is unclear whose it is: ask the centre to rule', rule: 'Rule which department is responsible; binding for this case', resolve: 'It is done: say what was done, with photos of the result',
    verify: 'Look on the spot whether it is done', close: 'Verification passed: close the case', forceClose: 'Close on the ground of a document; counted apart', void: 'Filed in error: void it; it leaves all figures',
    resume: 'End the suspension; the remaining time goes on', escalate: 'Raise the case a level', reopen: 'It came back or was not solved: dispatch again',
  },
  field: {
    note: { text: { label: 'Note' } },
    askConfirmation: { note: NOTE },
    confirm: { verdict: { label: 'Verdict' }, note: { label: 'Remark', hint: 'For “false”: a remark or a photo' }, evidence: { label: 'Photos of the place' } },
    triage: { classId: { label: 'Class' }, conditionId: { label: 'Filing condition', hint: 'Decides the limit and when it may be closed' }, severity: { label: 'Severity' } },
    refuse: { reason: { label: 'Reason for refusing', hint: 'The reporter is told' } },
    merge: { into: { label: 'Merge into', hint: 'The case that is kept' } },
    dispatch: { department: { label: 'Main department' }, coDepartments: { label: 'Co-departments', hint: 'Optional, several possible' }, note: { label: 'Instruction', hint: 'Optional' } },
    accept: { assignee: { label: 'Handler' } },
    request: {
      kind: { label: 'What for' }, reason: REASON, more: { label: 'How much longer', hint: 'Extension only; at most one original limit, granted at most twice' }, until: { label: 'Suspended until', hint: 'Suspension only; resumes by itself' },
      suggest: { label: 'Suggested department', hint: 'Return only; optional' },
    },
    grant: { note: NOTE },
    decline: { note: { label: 'Reason for declining' } },
    dispute: { reason: { label: 'What is disputed' } },
    rule: { department: { label: 'Responsible department' }, ground: { label: 'Ground' } },
    resolve: { note: { label: 'What was done' }, evidence: { label: 'Photos of the result', hint: 'At least one' } },
    verify: { passed: { label: 'Verdict' }, note: { label: 'Remark', hint: 'For “failed”: a remark or a photo' }, evidence: { label: 'Photos of the place' } },
    close: { note: NOTE },
    forceClose: { reason: REASON, document: { label: 'Document', hint: 'Number or title' } },
    void: { reason: { label: 'Reason for voiding' } },
    resume: { note: NOTE },
    reopen: { reason: { label: 'Reason for reopening' } },
  },
  verdict: { true: 'True', false: 'False', unsure: 'Cannot tell' },
  passed: { true: 'Passed', false: 'Failed' },
  event: {
    CaseRegistered: (d, n) => `Registered as ${d.number}${d.classId ? `, ${n.classOf(d.classId)}` : ''}`,
    ReportAttached: () => 'One more report attached',
    NoteAdded: (d) => `Note: ${d.text}`,
    ConfirmationAsked: (d) => `Asked to confirm on the spot${said(d.note)}`,
    ReportConfirmed: (d) => `Confirmation: ${EN.verdict[d.verdict].toLowerCase()}${said(d.note)}`,
    CaseTriaged: (d, n) => `Filed: ${n.classOf(d.classId)}, ${n.condition(d.conditionId)}, ${EN.severity[d.severity].toLowerCase()}`,
    CaseDispatched: (d, n) => `Dispatched to ${n.department(d.department)}${d.coDepartments.length > 0 ? ` with ${d.coDepartments.map((x) => n.department(x)).join(', ')}` : ''}${said(d.note)}`,
    CaseAccepted: (d, n) => `Accepted; ${n.person(d.assignee)} handles it`,
    RequestMade: (d, n) => {
      const more = d.kind === 'extension' ? ` of ${duration(d.more)}` : d.kind === 'suspension' && d.until !== null ? ` until ${n.moment(d.until)}` : d.kind === 'return' && d.suggest !== null ? `, suggesting ${n.department(d.suggest)}` : '';
      return `${request[d.kind]} requested${more}${said(d.reason)}`;
    },
    RequestGranted: (d) => `${request[d.kind]} granted${said(d.note)}`,
    RequestDeclined: (d) => `${request[d.kind]} declined${said(d.note)}`,
    OwnershipDisputed: (d) => `Ownership disputed${said(d.reason)}`,
    OwnershipRuled: (d, n) => `Ruled: ${n.department(d.department)} is responsible${said(d.ground)}`,
    CaseResolved: (d) => `Reported as handled${said(d.note)}`,
    CaseVerified: (d) => `Verification ${d.passed ? 'passed' : 'failed, back to handling'}${said(d.note)}`,
    CaseClosed: (d, n) => (d.outcome === 'merged' && d.into !== null ? `Merged into ${n.caseOf(d.into)}` : `${d.outcome === 'fixed' ? 'Closed' : EN.outcome[d.outcome]}${said(d.reason)}${d.document ? ` (on the ground of ${d.document})` : ''}`),
    CaseResumed: (d) => `Suspension ended, handling goes on${said(d.note)}`,
    CaseEscalated: (d, n) => `${clock[d.clock]}: escalated to level ${d.level} (${n.rule(d.rule)})`,
    CaseReopened: (d) => `Reopened${said(d.reason)}`,
  },
  reason: {
    'trusted-report': () => 'A trusted report with class and condition: filed automatically',
    'duty-line': (r, n) => `Duty list ${r.line} names ${n.department(r.department)}, confidence ${Math.round(r.confidence * 100)} %`,
    verified: () => 'Verification passed: closed automatically',
    'suspension-ended': () => 'The suspension has ended: resumed automatically',
    'clock-reached': (r, n) => `${clock[r.clock]} reached a rung of the ladder (${n.rule(r.rule)})`,
    'same-asset': (r, n) => `The same asset as case ${n.caseOf(r.of)}`,
    'same-device': (r, n) => `The same kind of alarm from the same device as case ${n.caseOf(r.of)}`,
    absorbed: (r, n) => `Takes over the reports of case ${n.caseOf(r.from)}`,
    'device-alarm': (r, n) => `Alarm of device ${n.person(r.device)}`,
  },
  likely: {
    'same-asset': () => 'same asset',
    'same-device': () => 'same device',
    'same-class': () => 'same class',
    near: (l) => `${l.metres} m away`,
    soon: (l) => (l.hours < 1 ? 'less than an hour apart' : l.hours < 48 ? `${l.hours} h apart` : `${Math.round(l.hours / 24)} days apart`),
    'alike-text': (l) => `${Math.round(l.share * 100)} % alike in words`,
  },
  remark: {
    'no-position': () => 'No position; the centre places it',
    'outside-cells': () => 'Outside every grid cell',
    'poor-accuracy': (m) => `Poor position accuracy${m === null ? '' : ` (about ${m} m)`}`,
    'maybe-gcj02': () => 'The coordinates may be GCJ-02; check the place',
    'gcj02-converted': () => 'Converted from GCJ-02',
    'photo-far': (m) => `The photo was taken ${m === null ? 'far' : `about ${m} m`} from the reported place`,
    'photo-old': (min) => `The photo was taken ${min === null ? 'long' : duration(min * 60_000)} before`,
    'clock-off': (min) => `The phone’s clock is off${min === null ? '' : ` by ${duration(min * 60_000)}`}`,
    'no-class': () => 'Class not known yet',
    'no-photo': () => 'No photo',
    'attached-same-asset': () => 'The same asset: attached to its open case',
    'attached-same-device': () => 'The same device: attached to its open case',
    'attached-by-reporter': () => 'Attached, as the reporter says it is the same',
    'low-confidence': (p) => `The device is not sure${p === null ? '' : ` (${p} %)`}`,
  },
  notice: {
    'to-triage': () => 'A new case to file', 'to-confirm': () => 'A case to confirm on the spot', 'to-dispatch': () => 'A case to dispatch', 'to-accept': () => 'A new case to accept', 'to-handle': () => 'A case for you to handle',
    'to-verify': () => 'A case to verify on the spot', 'to-close': () => 'A case to close', 'to-rule': () => 'A disputed case to rule on',
    requested: (d, w) => `${pick(w.request, d.kind, 'Request')} requested`, granted: (d, w) => `${pick(w.request, d.kind, 'Request')} granted`, declined: (d, w) => `${pick(w.request, d.kind, 'Request')} declined`,
    reworked: () => 'Verification failed: please do it again', suspended: () => 'A case was suspended', resumed: () => 'The suspension ended; handling goes on',
    escalated: (d, w) => `${pick(w.clock, d.clock, 'Case')}: escalated${typeof d.level === 'number' ? ` to level ${d.level}` : ''}`, reopened: () => 'A case was reopened', closed: () => 'A case was closed',
  },
  problem: {
    'unknown-case': { title: 'No such case', advice: 'It does not exist, or it is not within your scope.' },
    'already-exists': { title: 'The case exists already', advice: 'A case of this id has been registered before.' },
    'wrong-stage': { title: 'Not possible in this stage', advice: 'Somebody may have acted meanwhile; see what is possible now.' },
    forbidden: { title: 'This is not yours to do', advice: 'It belongs to another role, department or cell.' },
    'no-request': { title: 'There is no open request', advice: 'Somebody may have answered it already.' },
    'request-pending': { title: 'A request is still open', advice: 'Wait until the centre has answered it.' },
    'evidence-required': { title: 'A photo or a remark is needed', advice: 'Add a photo, or say what you found.' },
    'same-person': { title: 'Not by the same person', advice: 'Who dispatched does not close, who handled does not verify; let someone else do it.' },
    'after-deadline': { title: 'Too late for an extension', advice: 'Extensions are asked for before the deadline.' },
    'must-be-in-future': { title: 'The time must lie ahead', advice: 'Choose a later time.' },
    'too-long': { title: 'Longer than allowed', advice: 'One extension adds at most one original limit, and there are at most two.' },
    'too-late': { title: 'Too late to reopen', advice: 'Report it as a new case.' },
    'already-done': { title: 'Already done', advice: 'Nothing more is needed.' },
    'same-case': { title: 'A case cannot be merged into itself', advice: 'Choose another case.' },
    'unknown-value': { title: 'No such value', advice: 'Choose from the catalogue, departments or people in force.' },
    'not-when-critical': { title: 'No extension for a critical case', advice: 'Danger to life is handled in time; if that is impossible, call the shift supervisor.' },
    'invalid-input': { title: 'Something is not filled in right', advice: 'See each field’s message.' },
    'malformed-json': { title: 'Not valid JSON', advice: 'Check what was sent.' },
    'unsupported-media': { title: 'Unsupported content type', advice: 'Send one of the types that the API document names.' },
    'too-large': { title: 'Too large', advice: 'Make the photo or text smaller.' },
    'not-an-image': { title: 'Not a usable photo', advice: 'Send a JPEG, PNG or WebP photo.' },
    'unknown-photo': { title: 'The photo has not been uploaded', advice: 'Upload the photo first.' },
    'missing-photo': { title: 'A photo is missing', advice: 'Add at least one photo.' },
    'idempotency-key-missing': { title: 'Idempotency-Key is missing', advice: 'Send an Idempotency-Key with the request.' },
    'idempotency-key-reused': { title: 'Idempotency-Key used for something else', advice: 'Use a new Idempotency-Key for new content.' },
    'still-running': { title: 'The same request is still running', advice: 'Wait a moment and repeat it with the same Idempotency-Key.' },
    'version-mismatch': { title: 'The case has changed', advice: 'Somebody acted just now; look at it as it is and try again.' },
    'precondition-required': { title: 'If-Match is missing', advice: 'Send the version you saw as If-Match.' },
    'invalid-cursor': { title: 'Invalid cursor', advice: 'Ask for the first page again.' },
    'position-gone': { title: 'This position is gone', advice: 'Reload the list and go on from its position.' },
    'not-signed-in': { title: 'Not signed in', advice: 'Please sign in.' },
    'wrong-password': { title: 'Wrong account or password', advice: 'Check both and try again.' },
    'too-many-attempts': { title: 'Too many attempts', advice: 'Wait a while and try again.' },
    'no-right': { title: 'No right to do this', advice: 'Your role does not include it.' },
    'not-found': { title: 'Not found', advice: 'Check the address.' },
    'method-not-allowed': { title: 'Method not allowed', advice: 'See the API document.' },
    'range-not-satisfiable': { title: 'No such range', advice: 'Ask again without Range.' },
    unavailable: { title: 'Not available right now', advice: 'Try again shortly; what you typed is kept.' },
    internal: { title: 'Something went wrong here', advice: 'Try again; if it stays so, tell the operator.' },
  },
  figure: {
    reported: 'Reported', filed: 'Filed', dispatched: 'Dispatched', resolved: 'Handled', 'resolved-on-time': 'Handled on time', closed: 'Closed', rework: 'Sent back after verification', returned: 'Returned', escalated: 'Escalated',
  },
  limitUnit: Object.fromEntries(Object.entries(units).map(([unit, [, many]]) => [unit, many])) as Words['limitUnit'],
  sort: { urgent: 'Most pressing', severity: 'Severity', deadline: 'Deadline', age: 'Oldest report', newest: 'Newest report' },
  queue: { ingest: 'Reading alarms', settle: 'Automatic steps', deliver: 'Sending notices', assess: 'Figures' },
  duration,
  limit: (value, unit) => `${value} ${units[unit][value === 1 ? 0 : 1]}`,
};

function pick(words: Readonly<Record<string, string>>, key: unknown, otherwise: string): string { return typeof key === 'string' ? (words[key] ?? otherwise) : otherwise; }
