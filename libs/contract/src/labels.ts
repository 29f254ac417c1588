import type { EventType, Instant, Likely, LimitUnit, Merit, Reason } from '#domain';
import { EN } from './labels.en.js';
import { ZH } from './labels.zh.js';
import type { ProblemCode } from './problem.js';
import { LANGUAGES, meritIn, type Language, type Names, type Words } from './words.js';

/** `LABELS.zh.stage.triage` is what a Chinese reader sees for that stage. */
export const LABELS: Readonly<Record<Language, Words>> = { zh: ZH, en: EN };
export const label = (lang: Language): Words => LABELS[lang];

/** `2026-11-24 09:00`, the county's own clock. */
export const localMoment = (at: Instant): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
/** Names for a reader who has no directory at hand: ids as they are, times in Asia/Shanghai. */
export const PLAIN_NAMES: Names = {
  department: (id) => id, person: (id) => id, classOf: (id) => id, condition: (id) => id, caseOf: (id) => id, rule: (id) => id,
  moment: localMoment,
};

/** The reader's language from `Accept-Language`; Chinese unless English is preferred. */
export function languageOf(acceptLanguage: string | null | undefined): Language {
  const wishes = (acceptLanguage ?? '').split(',').map((part, at) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
    return { lang: LANGUAGES.find((l) => tag === l || tag.startsWith(`${l}-`)), q: q === undefined ? 1 : Number(q), at };
  });
  return wishes.filter((w) => w.lang !== undefined && w.q > 0).sort((a, b) => b.q - a.q || a.at - b.at)[0]?.lang ?? 'zh';
}

/** The `title` of a problem document. */
export const problemTitle = (code: ProblemCode, lang: Language): string => LABELS[lang].problem[code].title;
/** What the reader can do about it. */
export const problemAdvice = (code: ProblemCode, lang: Language): string => LABELS[lang].problem[code].advice;

/** A line of the timeline as a sentence, without who and when. The data is what our own log holds for that type of event. */
export function eventText(event: { readonly type: EventType; readonly data: object }, lang: Language, names: Names = PLAIN_NAMES): string {
  const say = LABELS[lang].event[event.type] as ((data: object, names: Names) => string) | undefined;
  return say ? say(event.data, names) : event.type;
}

/** Why the automation did something. */
export function reasonText(reason: Reason, lang: Language, names: Names = PLAIN_NAMES): string {
  const say = LABELS[lang].reason[reason.code] as ((reason: Reason, names: Names) => string) | undefined;
  return say ? say(reason, names) : reason.code;
}

/** What speaks for giving work to a person. */
export const meritText = (merit: Merit, lang: Language): string => meritIn(LABELS[lang].merit, merit);

/** What speaks for a duplicate. Takes a suggestion's reason as the wire carries it. */
export function likelyText(likely: { readonly code: string }, lang: Language): string {
  const say = (LABELS[lang].likely as Partial<Record<string, (likely: Likely) => string>>)[likely.code];
  return say ? say(likely as Likely) : likely.code;
}

/** What the server noticed about a report: `outside-cells`, `photo-far:350` … A remark of a later version is shown as it is. */
export function remarkText(remark: string, lang: Language): string {
  const [code = '', datum] = remark.split(':');
  const say = (LABELS[lang].remark as Partial<Record<string, (datum: number | null) => string>>)[code];
  return say ? say(datum === undefined || datum === '' || Number.isNaN(Number(datum)) ? null : Number(datum)) : remark;
}

/** A notice as one sentence; the case's number stands beside it. */
export function noticeText(notice: { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }, lang: Language): string {
  const words = LABELS[lang];
  const say = (words.notice as Partial<Record<string, Words['notice'][keyof Words['notice']]>>)[notice.kind];
  return say ? say(notice.data, words) : notice.kind;
}

/** A limit of the catalogue: `limitText(4, 'work_hour', 'zh')` is `4 工作时`. */
export const limitText = (value: number, unit: LimitUnit, lang: Language): string => LABELS[lang].limit(value, unit);
