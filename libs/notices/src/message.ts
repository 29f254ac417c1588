import { label, noticePage, noticeText, PLAIN_NAMES, type Language, type Urgency } from '#contract';
import type { RuleBook } from '#directory';
import type { CaseId, CellId, ClassId, Instant } from '#domain';

/** What goes out at once: one notice, or many as one. */
export interface Message {
  /** The same on every try: the receiver may know it by it. A UUID. */
  readonly id: string;
  readonly at: Instant;
  readonly language: Language;
  /** One line without the product's name. */
  readonly title: string;
  readonly notices: readonly Said[];
  /** Each sentence once, with the cases it is about. */
  readonly groups: readonly { readonly sentence: string; readonly count: number; readonly cases: readonly Said[] }[];
}

/** One notice in words. */
export interface Said {
  readonly id: string;
  readonly kind: string;
  readonly urgency: Urgency;
  readonly sentence: string;
  /** Null: it is about none. */
  readonly case: CaseId | null;
  readonly number: string;
  readonly at: Instant;
  readonly classId: string | null;
  readonly cell: string | null;
  /** Class and place in words. */
  readonly what: string | null;
  readonly where: string | null;
  readonly dueAt: Instant | null;
  /** Page of the case or the device, or the file of a report; null where nobody said what people type (GRID_PUBLIC_URL). */
  readonly url: string | null;
}

export interface ToSay { readonly id: string; readonly case_id: CaseId | null; readonly number: string; readonly kind: string; readonly urgency: Urgency; readonly data: Readonly<Record<string, unknown>>; readonly created_at: string }
export interface Speaking { readonly language: Language; readonly foreign: boolean; readonly publicUrl: string | null; readonly book: Pick<RuleBook, 'classes'>; readonly cellName: (code: CellId, language: Language) => string }

/** Members of a notice's data that say nothing about a person; all that goes to where others read along. */
const PLAIN = ['stage', 'severity', 'clock', 'level', 'kind', 'outcome', 'agree', 'until', 'dueAt', 'rule', 'department', 'classId', 'cell', 'report', 'every', 'from', 'to', 'device', 'gateway', 'count'] as const;

/** More cases than that are only counted. */
const LISTED = 20;

/** Puts notices into words. @param rows not empty */
export function compose(id: string, at: Instant, rows: readonly ToSay[], speaking: Speaking): Message {
  const { language } = speaking, words = label(language).message;
  const notices = rows.map((row) => say(row, speaking)), [first] = notices;
  const groups = [...new Set(notices.map((n) => n.sentence))].map((sentence) => notices.filter((n) => n.sentence === sentence)).map((cases) => ({ sentence: cases[0]?.sentence ?? '', count: cases.length, cases }));
  return { id, at, language, title: notices.length === 1 && first !== undefined ? `${first.sentence} ${first.number}` : `${words.digest(notices.length)} · ${groups.map((g) => words.times(g.sentence, g.count)).join(' · ')}`, notices, groups };
}

function say(row: ToSay, { language, foreign, publicUrl, book, cellName }: Speaking): Said {
  const data = foreign ? Object.fromEntries(PLAIN.flatMap((key) => (key in row.data ? [[key, row.data[key]]] : []))) : row.data;
  const classId = text(row.data['classId']), cell = text(row.data['cell']), dueAt = row.data['dueAt'];
  return {
    id: row.id, kind: row.kind, urgency: row.urgency, sentence: noticeText({ kind: row.kind, data }, language), case: row.case_id, number: row.number, at: Number(row.created_at), classId, cell,
    what: classId === null ? null : (book.classes.get(classId as ClassId)?.[language] ?? classId), where: cell === null ? null : cellName(cell as CellId, language),
    dueAt: typeof dueAt === 'number' ? dueAt : null, url: publicUrl === null ? null : `${publicUrl.replace(/\/+$/, '')}${row.case_id === null ? (noticePage({ kind: row.kind, data }) ?? '') : `/desk/case/${row.case_id}`}`,
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** One line of a message: a sentence, or a case under it, whose number (and link) stands before the text. */
export interface TextLine { readonly text: string; readonly of: Said | null }

/** A message as lines, for a format to write down. Many cases are only counted. */
export function textLinesOf({ language, groups }: Message): TextLine[] {
  const words = label(language).message;
  let left = LISTED;
  return groups.flatMap(({ sentence, count, cases }): TextLine[] => {
    const shown = cases.slice(0, left), more = cases.length - shown.length;
    left -= shown.length;
    const lines = shown.map((of) => ({ of, text: [of.what, of.where, of.dueAt === null ? null : words.due(PLAIN_NAMES.moment(of.dueAt))].filter((part) => part !== null).join(' · ') }));
    return [{ of: null, text: words.times(sentence, count) }, ...lines, ...(more > 0 ? [{ of: null, text: words.more(more) }] : [])];
  });
}

/** A line as text; `link` writes the case's number. */
export const plainLine = ({ of, text: said }: TextLine, link: (of: Said) => string): string => (of === null ? said : `- ${[link(of), said].filter((part) => part !== '').join(' · ')}`);

/** Whether somebody is called out by it. */
export const calls = ({ notices }: Message): boolean => notices.some((n) => n.urgency === 'call');

/** Cuts a text to so many bytes of UTF-8 without breaking a character. */
export function cut(said: string, bytes: number): string {
  if (Buffer.byteLength(said) <= bytes) return said;
  const room = Buffer.from(said).subarray(0, bytes - 3).toString('utf8').replace(/\ufffd+$/, '');
  return `${room}…`;
}
