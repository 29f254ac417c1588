import { CHANNELS, CLOCKS, COMMANDS, LIGHTS, LIMIT_UNITS, OUTCOMES, REQUESTS, ROLES, SEVERITIES, STAGES, type CaseEvent, type DepartmentId, type Reason } from '#domain';
import { SENT_COMMANDS, COMMAND_SCHEMAS } from './commands.js';
import { eventText, label, LABELS, languageOf, likelyText, limitText, noticeText, PLAIN_NAMES, problemAdvice, problemTitle, reasonText, remarkText } from './labels.js';
import { PROBLEM_CODES } from './problem.js';
import { NOTICE_KINDS, remark, REMARKS } from './remarks.js';
import { SORTS } from './requests.js';
import { LANGUAGES, type Language } from './words.js';

const HAN = /\p{Script=Han}/u;
/** Every text of a tree of words; a sentence that needs data is left to the tests below. */
function* texts(tree: unknown, path = ''): Generator<[string, string]> {
  if (typeof tree === 'string') yield [path, tree];
  else if (typeof tree === 'object' && tree !== null) for (const [key, value] of Object.entries(tree)) yield* texts(value, `${path}/${key}`);
}
const shape = (tree: unknown): unknown => (typeof tree === 'object' && tree !== null ? Object.fromEntries(Object.entries(tree).sort().map(([k, v]) => [k, shape(v)])) : typeof tree);

describe('the words', () => {
  it('are the same in both languages, to the last hint', () => expect(shape(LABELS.zh)).toEqual(shape(LABELS.en)));

  it('are Chinese in Chinese and English in English, and none is empty', () => {
    for (const [path, text] of texts(LABELS.zh)) if (text.trim() !== text || !HAN.test(text)) throw new Error(`zh${path}: "${text}"`);
    for (const [path, text] of texts(LABELS.en)) if (text.trim() !== text || text === '' || HAN.test(text)) throw new Error(`en${path}: "${text}"`);
    expect([...texts(LABELS.zh)].length).toBe([...texts(LABELS.en)].length);
  });

  it('are punctuated as their language is', () => {
    for (const [path, text] of texts(LABELS.zh)) if (/\p{Script=Han}[,:;(]|[,:;)]\p{Script=Han}/u.test(text)) throw new Error(`zh${path}: "${text}"`);
    for (const [path, text] of texts(LABELS.en)) if (/[，：；（）。、]/.test(text)) throw new Error(`en${path}: "${text}"`);
  });

  it('tell stages, commands, outcomes, roles and lights apart', () => {
    for (const lang of LANGUAGES) for (const group of ['stage', 'outcome', 'role', 'severity', 'channel', 'clock', 'light', 'request', 'command', 'limitUnit', 'sort', 'queue'] as const) {
      const words = Object.values(label(lang)[group]);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  it('keep 核实 (is it true?) and 核查 (is it done?) apart', () => {
    const { zh } = LABELS;
    for (const text of [zh.stage.confirmation, zh.clock.confirmation, zh.command.confirm, zh.command.askConfirmation, zh.field.confirm.verdict.label]) { expect(text).toContain('核实'); expect(text).not.toContain('核查'); }
    for (const text of [zh.stage.verification, zh.clock.verification, zh.command.verify, zh.field.verify.passed.label]) { expect(text).toContain('核查'); expect(text).not.toContain('核实'); }
    for (const [, text] of texts(LABELS.en)) expect(text).not.toMatch(/confirm.*verif|verif.*confirm/i);
  });

  it('name every value of the field and every member of a form', () => {
    for (const lang of LANGUAGES) {
      const w = label(lang);
      const groups: [readonly (string | number)[], object][] = [
        [STAGES, w.stage], [OUTCOMES, w.outcome], [ROLES, w.role], [SEVERITIES, w.severity], [CHANNELS, w.channel], [CLOCKS, w.clock], [LIGHTS, w.light], [REQUESTS, w.request], [COMMANDS, w.command], [COMMANDS, w.commandHint],
        [SORTS, w.sort], [LIMIT_UNITS, w.limitUnit], [REMARKS, w.remark], [NOTICE_KINDS, w.notice], [PROBLEM_CODES, w.problem],
      ];
      for (const [values, words] of groups) expect(Object.keys(words).sort()).toEqual(values.map(String).sort());
      for (const type of SENT_COMMANDS) expect(Object.keys(w.field[type]).sort()).toEqual(Object.keys(COMMAND_SCHEMAS[type].shape).filter((k) => k !== 'type').sort());
    }
  });
});

/** What a log may hold, once with everything given and once with nothing that may be left out. */
const EVENTS: readonly Pick<CaseEvent, 'type' | 'data'>[] = ([
  { type: 'CaseRegistered', data: { number: 'MD20261124-000123', classId: 'E0110' } }, { type: 'CaseRegistered', data: { number: 'MD20261124-000123', classId: null } }, { type: 'ReportAttached', data: { report: 'r', reportedAt: 0 } },
  { type: 'NoteAdded', data: { text: 'TEXT' } }, { type: 'ConfirmationAsked', data: { note: null } }, { type: 'ReportConfirmed', data: { verdict: 'false', note: 'TEXT', evidence: [] } },
  { type: 'CaseTriaged', data: { classId: 'E0110', conditionId: 'E0110-1', severity: 3 } }, { type: 'CaseDispatched', data: { department: 'SAN', coDepartments: ['UM', 'TWN-100'], note: 'TEXT' } }, { type: 'CaseDispatched', data: { department: 'SAN', coDepartments: [], note: null } },
  { type: 'CaseAccepted', data: { assignee: 'h-san-1' } }, { type: 'RequestMade', data: { kind: 'extension', reason: 'TEXT', more: 5_400_000, until: null, suggest: null } },
  { type: 'RequestMade', data: { kind: 'suspension', reason: 'TEXT', more: 0, until: Date.UTC(2026, 10, 30, 0, 30), suggest: null } }, { type: 'RequestMade', data: { kind: 'return', reason: 'TEXT', more: 0, until: null, suggest: 'WTR' } },
  { type: 'RequestMade', data: { kind: 'return', reason: 'TEXT', more: 0, until: null, suggest: null } }, { type: 'RequestGranted', data: { kind: 'return', note: null } }, { type: 'RequestDeclined', data: { kind: 'extension', note: 'TEXT' } },
  { type: 'OwnershipDisputed', data: { reason: 'TEXT' } }, { type: 'OwnershipRuled', data: { department: 'WTR', ground: 'TEXT' } }, { type: 'CaseResolved', data: { note: 'TEXT', evidence: [] } }, { type: 'CaseVerified', data: { passed: true, note: null, evidence: [] } },
  { type: 'CaseVerified', data: { passed: false, note: 'TEXT', evidence: [] } }, ...OUTCOMES.map((outcome) => ({ type: 'CaseClosed', data: { outcome, reason: null, document: null, into: outcome === 'merged' ? 'OTHER' : null } })),
  { type: 'CaseClosed', data: { outcome: 'forced', reason: 'TEXT', document: 'PAPER', into: null } }, { type: 'CaseResumed', data: { note: null } }, { type: 'CaseEscalated', data: { rule: 'overdue', clock: 'handling', level: 2 } }, { type: 'CaseReopened', data: { reason: 'TEXT' } },
] as const) as unknown as readonly Pick<CaseEvent, 'type' | 'data'>[];

const REASONS = [
  { code: 'trusted-report' }, { code: 'duty-line', line: 'D-017', department: 'SAN' as DepartmentId, confidence: 1 }, { code: 'verified' }, { code: 'suspension-ended' }, { code: 'clock-reached', rule: 'overdue', clock: 'handling' },
  { code: 'same-asset', of: 'c' }, { code: 'same-device', of: 'c' }, { code: 'absorbed', from: 'c' }, { code: 'device-alarm', device: 'dev-1' },
] as unknown as readonly Reason[];

describe('the sentences', () => {
  const sound = (text: string, lang: Language) => {
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\s$|^\s|[:：] *$/);
    expect(text).not.toMatch(lang === 'zh' ? /\p{Script=Han}[,:;(]/u : /[，：；（）]/);
    expect(HAN.test(text)).toBe(lang === 'zh');
  };

  it.each(LANGUAGES)('of the timeline hold what happened, in %s', (lang) => {
    for (const event of EVENTS) {
      const text = eventText(event, lang);
      sound(text, lang);
      if (JSON.stringify(event.data).includes('TEXT')) expect(text).toContain('TEXT');
    }
    expect(new Set(EVENTS.map((e) => e.type)).size).toBe(Object.keys(LABELS[lang].event).length);
  });

  it('use the names that the reader’s screen knows', () => {
    const names = { ...PLAIN_NAMES, department: (id: string) => ({ SAN: '环卫站', UM: '执法局', 'TWN-100': '共和镇' })[id] ?? id, classOf: () => '暴露垃圾', condition: () => '成堆' };
    expect(eventText(EVENTS[7] as CaseEvent, 'zh', names)).toBe('派遣至环卫站，协办：执法局、共和镇：TEXT');
    expect(eventText(EVENTS[6] as CaseEvent, 'zh', names)).toBe('立案：暴露垃圾，成堆，一般');
    expect(eventText(EVENTS[10] as CaseEvent, 'zh')).toBe('申请延期 1 小时 30 分：TEXT');
    expect(eventText(EVENTS[11] as CaseEvent, 'en')).toBe('Suspension requested until 2026-11-30 08:30: TEXT');
    expect(eventText({ type: 'CaseClosed', data: { outcome: 'forced', reason: 'TEXT', document: 'PAPER', into: null } }, 'zh')).toBe('强制结案：TEXT（依据：PAPER）');
  });

  it.each(LANGUAGES)('of reasons say why, in %s', (lang) => {
    for (const reason of REASONS) sound(reasonText(reason, lang), lang);
    expect(new Set(REASONS.map((r) => r.code)).size).toBe(Object.keys(LABELS[lang].reason).length);
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

  it.each(LANGUAGES)('of duplicates and notices, in %s', (lang) => {
    for (const likely of [{ code: 'same-asset' }, { code: 'same-device' }, { code: 'same-class' }, { code: 'near', metres: 12 }, { code: 'soon', hours: 0 }, { code: 'soon', hours: 30 }, { code: 'soon', hours: 72 }, { code: 'alike-text', share: 0.456 }]) sound(likelyText(likely, lang), lang);
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
