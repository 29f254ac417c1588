import {
  CHANNELS, CLOCK_KINDS, COMMANDS, HOUR, LEVELS, LIFECYCLE, LIGHTS, LIMIT_UNITS, OUTCOMES, PROPOSALS, REQUESTS, ROLES, SEVERITIES, STAGES, SUSPENSION_GROUNDS, TASK_KINDS, TASK_STATES, TRANSITIONS, VERDICTS,
  type CaseEvent, type DepartmentId, type Merit, type Reason,
} from '#domain';
import { SENT_COMMANDS, COMMAND_SCHEMAS } from './commands.js';
import { eventText, label, LABELS, languageOf, likelyText, limitText, meritText, noticeText, PLAIN_NAMES, problemAdvice, problemTitle, reasonText, remarkText } from './labels.js';
import { ENDPOINT_FORMATS, NOTICE_CHANNELS, SENT_STATES, WANTS } from './notices.js';
import { PROBLEM_CODES } from './problem.js';
import { FOLLOW_STEPS, NOTICE_KINDS, remark, REMARKS, URGENCIES } from './remarks.js';
import { figureSchema, SORTS } from './requests.js';
import { LANGUAGES, type Language } from './words.js';

const HAN = /\p{Script=Han}/u;
/** Every text of a tree of words; a sentence that needs data is left to the tests below. */
function* texts(tree: unknown, path = ''): Generator<[string, string]> {
  if (typeof tree === 'string') yield [path, tree];
  else if (typeof tree === 'object' && tree !== null) for (const [key, value] of Object.entries(tree)) yield* texts(value, `${path}/${key}`);
}
/** Chinese needs no space beside its own signs and words; only figures and codes stand apart. */
const STRAY = /\p{Script=Han} +\p{Script=Han}|[，。：；（）、“”] | [，。：；（）、”]/u;
const shape = (tree: unknown): unknown => (typeof tree === 'object' && tree !== null ? Object.fromEntries(Object.entries(tree).sort().map(([k, v]) => [k, shape(v)])) : typeof tree);

describe('the words', () => {
  it('are the same in both languages, to the last hint', () => expect(shape(LABELS.zh)).toEqual(shape(LABELS.en)));

  it('are Chinese in Chinese and English in English, and none is empty', () => {
    for (const [path, text] of texts(LABELS.zh)) if (text.trim() !== text || !HAN.test(text)) throw new Error(`zh${path}: "${text}"`);
    for (const [path, text] of texts(LABELS.en)) if (text.trim() !== text || text === '' || HAN.test(text)) throw new Error(`en${path}: "${text}"`);
    expect([...texts(LABELS.zh)].length).toBe([...texts(LABELS.en)].length);
  });

  it('are punctuated as their language is', () => {
    for (const [path, text] of texts(LABELS.zh)) if (/\p{Script=Han}[,:;(]|[,:;)]\p{Script=Han}/u.test(text) || STRAY.test(text)) throw new Error(`zh${path}: "${text}"`);
    for (const [path, text] of texts(LABELS.en)) if (/[，：；（）。、]|  | [,:;.)]/.test(text)) throw new Error(`en${path}: "${text}"`);
  });

  it('are words, not the codes they stand for', () => {
    for (const lang of LANGUAGES) for (const [path, text] of texts(LABELS[lang])) if (path.endsWith(`/${text}`) || /\b[a-z]+[A-Z]\w*\b/.test(text)) throw new Error(`${lang}${path}: "${text}"`);
  });

  it('tell the values of each list apart', () => {
    for (const lang of LANGUAGES) {
      const { commandHint: _, ...w } = label(lang);
      const lists = Object.entries(w).map(([name, list]) => [name, Object.values(list as object) as unknown[]] as const).filter(([, words]) => words.length > 0 && words.every((word) => typeof word === 'string'));
      expect(lists.length).toBeGreaterThan(20);
      for (const [group, words] of [...lists, ['problem', Object.values(w.problem).map((p) => p.title)] as const]) {
        if (new Set(words).size !== words.length) throw new Error(`${lang}/${group} says one word twice: ${words.join(' | ')}`);
      }
    }
  });

  it('keep 核实 (is it true?) and 核查 (is it done?) apart', () => {
    for (const path of ['/stage/confirmation', '/clock/confirmation', '/command/confirm', '/command/askConfirmation', '/field/confirm/verdict/label']) expect(at(path)).toContain('核实');
    for (const path of ['/stage/verification', '/clock/verification', '/command/verify', '/command/verifyTask', '/commandHint/verify', '/commandHint/verifyTask', '/field/verify/passed/label', '/field/verifyTask/passed/label', '/taskState/done']) expect(at(path)).toContain('核查');
    for (const [path, text] of texts(LABELS.zh)) {
      if (/confirm/i.test(path) ? text.includes('核查') : /verif/i.test(path) ? text.includes('核实') : text.includes('核实') && text.includes('核查')) throw new Error(`zh${path}: "${text}"`);
    }
    for (const [path, text] of texts(LABELS.en)) if (/confirm/i.test(path) ? /verif/i.test(text) : /verif/i.test(path) ? /confirm/i.test(text) : /confirm.*verif|verif.*confirm/i.test(text)) throw new Error(`en${path}: "${text}"`);
  });

  it('name every value of the field and every member of a form', () => {
    for (const lang of LANGUAGES) {
      const w = label(lang);
      const answers = ['true', 'false'];
      const groups: [readonly (string | number)[], object][] = [
        [STAGES, w.stage], [OUTCOMES, w.outcome], [ROLES, w.role], [SEVERITIES, w.severity], [CHANNELS, w.channel], [CLOCK_KINDS, w.clock], [LIGHTS, w.light], [REQUESTS, w.request], [COMMANDS, w.command], [COMMANDS, w.commandHint],
        [SUSPENSION_GROUNDS, w.suspensionGround], [PROPOSALS, w.proposal], [TASK_KINDS, w.task], [TASK_STATES, w.taskState], [LEVELS, w.level], [VERDICTS, w.verdict], [[...answers, 'unsure'], w.passed], [answers, w.clean], [answers, w.agree],
        [[...new Set(Object.values(LIFECYCLE).flatMap((row) => Object.values(row.by)))], w.scope], [['working', 'continuous'], w.limitKind], [WANTS, w.wants], [URGENCIES, w.urgency], [['in-app', 'push', ...NOTICE_CHANNELS], w.noticeChannel], [ENDPOINT_FORMATS, w.endpointFormat], [SENT_STATES, w.sentState],
        [SORTS, w.sort], [figureSchema.shape.measure.options, w.figure], [LIMIT_UNITS, w.limitUnit], [REMARKS, w.remark], [NOTICE_KINDS, w.notice], [PROBLEM_CODES, w.problem], [MERITS.map((m) => m.code), w.merit], [REASONS.map((r) => r.code), w.reason], [EVENTS.map((e) => e.type), w.event],
      ];
      for (const [values, words] of groups) expect(Object.keys(words).sort()).toEqual([...new Set(values.map(String))].sort());
      expect(Object.keys(w.field).sort()).toEqual([...SENT_COMMANDS].sort());
      for (const type of SENT_COMMANDS) expect(Object.keys(w.field[type]).sort()).toEqual(Object.keys(COMMAND_SCHEMAS[type].shape).filter((k) => k !== 'type').sort());
    }
  });
});

const at = (path: string): string => [...texts(LABELS.zh)].find(([p]) => p === path)?.[1] ?? '';

/** Tasks as facts hold them. */
const WORKING = { amount: 16 * HOUR, unit: 'working' } as const;
const newTask = (kind: string, department: string | null, text: string, title: object | null = null) => ({ kind, department, text, title, limit: WORKING });

/** What a log may hold, once with everything given and once with nothing that may be left out; an old log lacks what is younger than it. */
const EVENTS: readonly Pick<CaseEvent, 'type' | 'data'>[] = ([
  { type: 'CaseRegistered', data: { number: 'MD20261124-000123', classId: 'E0110' } }, { type: 'CaseRegistered', data: { number: 'MD20261124-000123', classId: null } },
  { type: 'CaseRegistered', data: { number: 'MD20261124-000123', classId: 'E0110', handled: { note: 'TEXT', before: ['a'], after: ['b'] } } },
  { type: 'ReportAttached', data: { report: 'r', reportedAt: 0 } }, { type: 'ReportsDetached', data: { reports: ['r'] } }, { type: 'ReportsDetached', data: { reports: ['r', 's'] } }, { type: 'NoteAdded', data: { text: 'TEXT' } },
  { type: 'ConfirmationAsked', data: { note: null } }, { type: 'ConfirmationAsked', data: { member: 'g-1', note: 'TEXT' } }, ...VERDICTS.map((verdict) => ({ type: 'ReportConfirmed', data: { verdict, note: 'TEXT', evidence: [] } })),
  { type: 'CaseSelfHandled', data: { note: 'TEXT', before: ['a'], after: ['b'] } }, ...SEVERITIES.map((severity) => ({ type: 'CaseTriaged', data: { classId: 'E0110', conditionId: 'E0110-1', severity } })),
  { type: 'CaseUnmerged', data: { reason: 'TEXT' } }, { type: 'RecurrenceLinked', data: { of: 'OTHER' } },
  ...TRANSITIONS.flatMap((what) => [{ type: 'AlarmObserved', data: { alarm: 'a', what, device: 'TEXT', rule: { id: 'water', version: 2, zh: '积水', en: 'Water on the road' }, value: 0.31, unit: 'm', severity: 1 } }, { type: 'AlarmObserved', data: { alarm: 'a', what, device: 'TEXT', rule: { id: 'water', version: 2, zh: '积水', en: 'Water on the road' }, value: null, unit: '' } }]),
  { type: 'CaseDispatched', data: { department: 'SAN', coDepartments: ['UM', 'TWN-100'], note: 'TEXT', tasks: [newTask('joint', 'UM', 'TEXT')] } }, { type: 'CaseDispatched', data: { department: 'SAN', coDepartments: [], note: null } },
  { type: 'CaseAssigned', data: { assignee: 'h-san-1' } }, { type: 'CaseAccepted', data: { assignee: 'h-san-1' } },
  { type: 'DispatchRecalled', data: { from: 'SAN', note: 'TEXT' } },
  { type: 'CaseHandedOn', data: { department: 'TWN-100', from: 'UM', direction: 'down', note: null } }, { type: 'CaseHandedOn', data: { department: 'UM', from: 'TWN-100', direction: 'up', note: 'TEXT' } },
  { type: 'OwnershipDisputed', data: { reason: 'TEXT' } }, { type: 'OwnershipDisputed', data: { reason: '', evidence: [], makeSafe: newTask('make-safe', 'MUN', '') } }, { type: 'OwnershipDisputed', data: { reason: 'TEXT', evidence: ['a'], makeSafe: null } },
  { type: 'OwnershipRuled', data: { department: 'WTR', ground: 'TEXT' } }, { type: 'OwnershipRuled', data: { department: 'WTR', ground: 'TEXT', coDepartments: ['UM'], tasks: [], writeBack: '532323100' } },
  { type: 'RequestMade', data: { kind: 'extension', reason: 'TEXT', more: 5_400_000, until: null, suggest: null } }, { type: 'RequestMade', data: { kind: 'suspension', reason: 'TEXT', more: 0, until: Date.UTC(2026, 10, 30, 0, 30), suggest: null } },
  ...SUSPENSION_GROUNDS.map((ground) => ({ type: 'RequestMade', data: { kind: 'suspension', reason: 'TEXT', more: 0, until: Date.UTC(2026, 10, 30, 0, 30), suggest: null, ground, evidence: ['a'], endorsed: true } })),
  { type: 'RequestMade', data: { kind: 'return', reason: 'TEXT', more: 0, until: null, suggest: 'WTR' } }, { type: 'RequestMade', data: { kind: 'return', reason: 'TEXT', more: 0, until: null, suggest: null, ground: null } },
  ...REQUESTS.flatMap((kind) => [{ type: 'RequestEndorsed', data: { kind, note: null } }, { type: 'RequestGranted', data: { kind, note: null } }, { type: 'RequestDeclined', data: { kind, note: 'TEXT' } }]),
  { type: 'HandlerArrived', data: { place: null } }, { type: 'CaseResolved', data: { note: 'TEXT', evidence: [] } }, { type: 'CaseResolved', data: { note: 'TEXT', evidence: ['a'], presence: 'at-place' } }, { type: 'CaseResumed', data: { note: null } },
  ...PROPOSALS.flatMap((kind) => [{ type: 'EndingProposed', data: { kind, reason: 'TEXT', document: kind === 'forced' ? 'PAPER' : null } }, { type: 'EndingRejected', data: { kind, note: 'TEXT' } }]),
  ...TASK_KINDS.flatMap((kind) => [{ type: 'TaskAdded', data: { task: newTask(kind, 'WTR', 'TEXT') } }, { type: 'TaskAdded', data: { task: newTask(kind, null, '') } }]),
  { type: 'WhistleBlown', data: { reason: 'TEXT', tasks: [newTask('whistle', 'WTR', 'TEXT'), newTask('whistle', 'UM', 'TEXT')] } }, { type: 'TaskAccepted', data: { task: 1, assignee: 'h-wtr-1' } }, { type: 'TaskArrived', data: { task: 1, place: null } },
  { type: 'TaskFinished', data: { task: 1, note: 'TEXT', evidence: [] } }, { type: 'TaskVerified', data: { task: 1, passed: true, note: null, evidence: [] } }, { type: 'TaskVerified', data: { task: 1, passed: false, note: 'TEXT', evidence: [] } },
  { type: 'TaskCancelled', data: { task: 1, reason: 'TEXT' } }, { type: 'CaseRechecked', data: { task: 2, clean: true, note: null, evidence: [] } }, { type: 'CaseRechecked', data: { task: 2, clean: false, note: 'TEXT', evidence: [] } },
  { type: 'CaseUrged', data: { text: 'TEXT' } }, { type: 'SupervisionOrdered', data: { demand: 'TEXT', limit: WORKING, rule: null } }, { type: 'OrderReplied', data: { order: 1, text: 'TEXT' } },
  { type: 'CaseEscalated', data: { rule: 'overdue', clock: 'handling', level: 2 } }, { type: 'CaseEscalated', data: { rule: 'task-100', clock: 'task-12', level: 2, by: ['handler'], edition: 3 } }, { type: 'CaseEscalated', data: { rule: 'order-100', clock: 'order-1', level: 3 } },
  { type: 'EscalationAcknowledged', data: { rule: 'overdue' } }, { type: 'ClocksRetimed', data: { edition: 4 } }, { type: 'CaseVerified', data: { passed: true, note: null, evidence: [] } }, { type: 'CaseVerified', data: { passed: false, note: 'TEXT', evidence: [] } },
  { type: 'CaseSentBack', data: { reason: 'TEXT' } }, ...OUTCOMES.map((outcome) => ({ type: 'CaseClosed', data: { outcome, reason: null, document: null, into: outcome === 'merged' ? 'OTHER' : null } })),
  { type: 'CaseClosed', data: { outcome: 'forced', reason: 'TEXT', document: 'PAPER', into: null } }, { type: 'CaseClosed', data: { outcome: 'refused', reason: 'not-ours', note: 'TEXT', document: null, into: null } }, { type: 'CaseReopened', data: { reason: 'TEXT' } },
  { type: 'CaseRated', data: { score: 4, text: null } }, { type: 'CaseRated', data: { score: 1, text: 'TEXT' } }, { type: 'AppealMade', data: { reason: 'TEXT', evidence: [] } }, { type: 'AppealReviewed', data: { agree: true, note: 'TEXT' } }, { type: 'AppealReviewed', data: { agree: false, note: 'TEXT' } },
] as const) as unknown as readonly Pick<CaseEvent, 'type' | 'data'>[];

const MERITS: readonly Merit[] = [{ code: 'on-duty' }, { code: 'skilled', skill: 'E01' }, { code: 'load', open: 3 }, { code: 'near', metres: 420 }, { code: 'idle', hours: 5 }, { code: 'idle', hours: null }];

const REASONS = [
  { code: 'trusted-report' }, { code: 'duty-line', line: 'D-017', department: 'SAN' as DepartmentId, confidence: 1 }, { code: 'verified' }, { code: 'suspension-ended' }, { code: 'clock-reached', rule: 'overdue', clock: 'handling' }, { code: 'clock-reached', rule: 'task-80', clock: 'task-3' },
  { code: 'same-asset', of: 'c' }, { code: 'same-device', of: 'c' }, { code: 'absorbed', from: 'c' }, { code: 'device-alarm', device: 'dev-1' }, { code: 'confirmed' }, { code: 'untrusted-source', member: 'g-1' }, { code: 'untrusted-source', member: null }, { code: 'unfounded' },
  { code: 'returned-often', times: 2 }, { code: 'make-safe-first', department: 'MUN' }, { code: 'roster', person: 'h-san-1', merits: MERITS }, { code: 'not-acknowledged', rule: 'call-unanswered', clock: 'acceptance', after: 'unsigned-5' }, { code: 'calendar-published', edition: 4 },
  { code: 'recheck-due', days: 7 }, { code: 'same-place', of: 'c', metres: 12, days: 5 }, { code: 'unmerged', from: 'c' },
  { code: 'rule-alarm', rule: 'water', version: 2, zh: '积水', en: 'Water on the road', device: 'TEXT', value: 0.31, unit: 'm' }, { code: 'correlated', of: 'c', metres: 20 }, { code: 'self-recovered', device: 'TEXT', since: 0 },
  { code: 'sensor-stable', device: 'TEXT', metric: 'level', from: 0, to: 60_000, samples: 5 }, { code: 'sensor-breaching', device: 'TEXT', metric: 'level', value: 0.4, unit: 'm', at: 0 }, { code: 'still-breaching', rule: 'water', version: 2, zh: '积水', en: 'Water on the road', device: 'TEXT' },
] as unknown as readonly Reason[];

describe('the sentences', () => {
  const sound = (text: string, lang: Language) => {
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\s$|^\s|[:：] *$/);
    expect(text).not.toMatch(lang === 'zh' ? /\p{Script=Han}[,:;(]/u : /[，：；（）、]|  | [,:;.)]/);
    if (lang === 'zh') expect(text).not.toMatch(STRAY);
    expect(HAN.test(text)).toBe(lang === 'zh');
  };

  it.each(LANGUAGES)('of the timeline hold what happened, in %s', (lang) => {
    for (const event of EVENTS) {
      const text = eventText(event, lang);
      sound(text, lang);
      if (JSON.stringify(event.data).includes('TEXT')) expect(text).toContain('TEXT');
    }
    // What one language tells apart, the other one does too.
    expect(new Set(EVENTS.map((e) => eventText(e, lang))).size).toBe(new Set(EVENTS.map((e) => eventText(e, lang === 'zh' ? 'en' : 'zh'))).size);
  });

  it('of the timeline and of reasons never mix 核实 and 核查', () => {
    const zh = (type: string) => EVENTS.filter((e) => e.type === type).map((e) => eventText(e, 'zh'));
    for (const text of [...zh('ConfirmationAsked'), ...zh('ReportConfirmed')]) { expect(text).toContain('核实'); expect(text).not.toContain('核查'); }
    for (const text of [...zh('CaseVerified'), ...zh('TaskVerified')]) { expect(text).toContain('核查'); expect(text).not.toContain('核实'); }
    const why = (code: Reason['code']) => REASONS.filter((r) => r.code === code).map((r) => reasonText(r, 'zh'));
    for (const text of [...why('confirmed'), ...why('untrusted-source'), ...why('unfounded')]) { expect(text).toContain('核实'); expect(text).not.toContain('核查'); }
    for (const text of why('verified')) { expect(text).toContain('核查'); expect(text).not.toContain('核实'); }
    expect([noticeText({ kind: 'to-confirm', data: {} }, 'zh'), noticeText({ kind: 'to-verify', data: {} }, 'zh')]).toEqual([expect.stringMatching(/核实/), expect.stringMatching(/核查/)]);
  });

  it('use the names that the reader’s screen knows', () => {
    const names = { ...PLAIN_NAMES, department: (id: string) => ({ SAN: '环卫站', UM: '执法局', 'TWN-100': '共和镇' })[id] ?? id, classOf: () => '暴露垃圾', condition: () => '成堆' };
    const said = (type: CaseEvent['type'], data: object, lang: Language = 'zh', more: object = {}) => eventText({ type, data }, lang, { ...names, ...more });
    expect(said('CaseDispatched', { department: 'SAN', coDepartments: ['UM', 'TWN-100'], note: 'TEXT' })).toBe('派遣至环卫站，协办：执法局、共和镇：TEXT');
    expect(said('CaseTriaged', { classId: 'E0110', conditionId: 'E0110-1', severity: 3 })).toBe('立案：暴露垃圾，成堆，一般');
    expect(said('RequestMade', { kind: 'extension', reason: 'TEXT', more: 5_400_000, until: null, suggest: null })).toBe('申请延期 1 小时 30 分：TEXT');
    expect(said('RequestMade', { kind: 'suspension', reason: 'TEXT', more: 0, until: Date.UTC(2026, 10, 30, 0, 30), suggest: null, ground: 'season' }, 'en')).toBe('Suspension requested until 2026-11-30 08:30, season: TEXT');
    expect(said('CaseClosed', { outcome: 'forced', reason: 'TEXT', document: 'PAPER', into: null })).toBe('强制结案：TEXT（依据：PAPER）');
    expect(said('CaseClosed', { outcome: 'refused', reason: 'not-ours', note: 'TEXT', document: null, into: null })).toBe('不予立案：not-ours，TEXT');
    expect(said('CaseClosed', { outcome: 'refused', reason: 'not-ours', note: 'TEXT', document: null, into: null }, 'zh', { refusal: () => '不属于受理范围' })).toBe('不予立案：不属于受理范围，TEXT');
    expect(said('WhistleBlown', { reason: 'TEXT', tasks: [newTask('whistle', 'SAN', ''), newTask('whistle', 'UM', '')] })).toBe('吹哨，召集环卫站、执法局：TEXT');
    expect(said('OwnershipDisputed', { reason: '', makeSafe: newTask('make-safe', 'SAN', '') })).toBe('权属存疑，请求裁定（环卫站先行处置）');
  });

  it.each<[object, string, string]>([
    [{ amount: 16 * HOUR, unit: 'working' }, '2 工作日', '2 working days'], [{ amount: HOUR, unit: 'working' }, '1 工作时', '1 working hour'], [{ amount: HOUR / 2, unit: 'working' }, '30 分工作时间', '30 min of working time'],
    [{ amount: 24 * HOUR, unit: 'continuous' }, '1 天', '1 d'], [{ amount: HOUR / 4, unit: 'continuous' }, '15 分', '15 min'],
  ])('of an order say in whose time %j is meant', (limit, zh, en) => {
    const order = { type: 'SupervisionOrdered', data: { demand: 'TEXT', limit, rule: null } } as unknown as CaseEvent;
    expect(eventText(order, 'zh')).toBe(`督办：TEXT（限 ${zh}内回复）`);
    expect(eventText(order, 'en')).toBe(`Supervision order: TEXT (reply within ${en})`);
  });

  it.each(LANGUAGES)('of reasons say why, in %s', (lang) => {
    for (const reason of REASONS) sound(reasonText(reason, lang), lang);
    for (const merit of MERITS) { sound(meritText(merit, lang), lang); expect(reasonText(REASONS.find((r) => r.code === 'roster') as Reason, lang)).toContain(meritText(merit, lang)); }
    expect(reasonText(REASONS[1] as Reason, 'en')).toBe('Duty list D-017 names SAN, confidence 100 %');
  });

  it.each(LANGUAGES)('of remarks take their number or do without, in %s', (lang) => {
    for (const code of REMARKS) for (const text of [remarkText(code, lang), remarkText(remark(code, 350.4), lang), remarkText(`${code}:x`, lang), remarkText(`${code}:`, lang)]) sound(text, lang);
  });

  it('of remarks: metres, minutes, per cent', () => {
    expect([remark('photo-far', 350.4), remark('outside-cells')]).toEqual(['photo-far:350', 'outside-cells']);
    expect(remarkText('photo-far:350', 'zh')).toBe('照片拍摄地点与上报位置相距约 350 米');
    expect(remarkText('clock-off:95', 'en')).toBe('The phone’s clock is off by 1 h 35 min');
    expect(remarkText('low-confidence:41', 'zh')).toBe('设备识别把握较低（41%）');
    expect(remarkText('written-by-a-later-version:3', 'zh')).toBe('written-by-a-later-version:3');
  });

  it.each(LANGUAGES)('of the steps that a reporter is told are whole and each another one, in %s', (lang) => {
    const words = LABELS[lang].follow, facts = { department: lang === 'zh' ? '环卫站' : 'Sanitation', ground: null, until: null, number: null, answer: null, score: 4 };
    const all = FOLLOW_STEPS.map((step) => (words.step[step] as (fact: object) => string)(facts));
    for (const text of all) sound(text, lang);
    expect(new Set(all).size).toBe(FOLLOW_STEPS.length);
    const rich = [
      ...SUSPENSION_GROUNDS.flatMap((ground) => [words.step.postponed({ ground, until: '2026-12-03' }), words.step.postponed({ ground, until: null })]), words.step.merged({ number: 'MD20261124-000123' }), words.step.refused({ answer: lang === 'zh' ? '请拨打 12345。' : 'Please call 12345.' }),
    ];
    for (const text of rich) sound(text, lang);
    expect(words.step.merged({ number: 'MD20261124-000123' })).toContain('MD20261124-000123');
    // What is settled between departments and centre is not told.
    for (const text of [...all, ...rich, ...Object.values(words.stage), ...Object.values(words.outcome)]) expect(text).not.toMatch(/网格员?编号|派遣员|值班长|退回|回退|dispatcher|supervisor/i);
  });

  it.each(LANGUAGES)('of duplicates and notices, in %s', (lang) => {
    for (const likely of [{ code: 'same-asset' }, { code: 'same-device' }, { code: 'same-class' }, { code: 'near', metres: 12 }, { code: 'soon', hours: 0 }, { code: 'soon', hours: 30 }, { code: 'soon', hours: 72 }, { code: 'alike-text', share: 0.456 }]) sound(likelyText(likely, lang), lang);
    const data = [{ clock: 'task-3', level: 1 }, ...[...TASK_KINDS, ...PROPOSALS, ...REQUESTS].map((kind) => ({ kind })), ...OUTCOMES.map((outcome) => ({ outcome, reason: lang === 'zh' ? '已清运' : 'cleared' })), { agree: true }, { agree: false }];
    for (const kind of NOTICE_KINDS) for (const d of data) sound(noticeText({ kind, data: d }, lang), lang);
    for (const kind of NOTICE_KINDS) { sound(noticeText({ kind, data: { kind: 'extension', clock: 'handling', level: 2, until: 0 } }, lang), lang); sound(noticeText({ kind, data: {} }, lang), lang); }
    expect(likelyText({ code: 'new-reason' }, lang)).toBe('new-reason');
    expect(noticeText({ kind: 'new-kind', data: {} }, lang)).toBe('new-kind');
  });

  it('of limits and lengths of time', () => {
    expect([limitText(4, 'work_hour', 'zh'), limitText(1, 'work_day', 'en'), limitText(2, 'urgent_hour', 'en'), limitText(2, 'urgent_hour', 'zh')]).toEqual(['4 工作时', '1 working day', '2 hours round the clock', '2 紧急工作时']);
    expect([0, 29_000, 90_000, 3_600_000, 5_430_000, 90_000_000, 200_000_000, -5].map((ms) => LABELS.zh.duration(ms))).toEqual(['0 分', '0 分', '2 分', '1 小时', '1 小时 31 分', '1 天 1 小时', '2 天 7 小时', '0 分']);
    expect(LABELS.en.duration(5_430_000)).toBe('1 h 31 min');
  });

  it.each(LANGUAGES)('of problems: a title and what to do, in %s', (lang) => {
    for (const code of PROBLEM_CODES) { sound(problemTitle(code, lang), lang); sound(problemAdvice(code, lang), lang); }
  });
});

describe('the reader’s language', () => {
  it.each<[string | undefined, Language]>([
    [undefined, 'zh'], ['', 'zh'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en-US,en;q=0.9', 'en'], ['en;q=0.3, zh-Hans;q=0.7', 'zh'], ['fr-FR, en;q=0.5', 'en'], ['fr, de', 'zh'], ['*', 'zh'], ['EN-gb', 'en'],
    ['en;q=0, zh;q=0.1', 'zh'], ['en;q=0', 'zh'], ['english', 'zh'], ['en ; q=0.4 , zh ; q=0.5', 'zh'], [';;q=,,', 'zh'], ['en;q=9999999999', 'en'],
  ])('%s → %s', (header, lang) => expect(languageOf(header)).toBe(lang));
});
