import type { CaseView, SentCommandType } from '#contract';
import { HOUR } from '#domain';
import { reactive } from 'vue';
import { newKey } from '../../shared/api/call.js';
import { book } from '../../shared/book/book.js';
import { me } from '../../shared/session/session.js';
import type { Picture } from '../../shared/photos/upload.js';
import type { Field } from './fields.js';

/** What somebody has filled in so far. It outlives the form: closing the panel, or moving to another case, loses nothing. */
export interface Draft {
  readonly text: Record<string, string>;
  readonly picks: Record<string, readonly string[]>;
  readonly pictures: Record<string, Picture[]>;
  readonly units: Record<string, 'hours' | 'days'>;
  /** Sent with the command; the same draft sent twice is done once. */
  key: string;
  /** The version of the case that the person has seen. */
  version: number;
}
const drafts = new Map<string, Draft>();
const nameOf = (id: string, type: SentCommandType): string => `${id} ${type}`;

/** The draft of this command on this case, begun with what is most likely right. */
export function draftOf(view: CaseView, type: SentCommandType, fields: readonly Field[], start: Readonly<Record<string, readonly string[]>> = {}): Draft {
  const kept = drafts.get(nameOf(view.id, type));
  if (kept) { Object.assign(kept.picks, start); return kept; }
  const draft = reactive<Draft>({ text: {}, picks: {}, pictures: {}, units: {}, key: newKey(), version: view.version });
  for (const field of fields) {
    draft.text[field.name] = '';
    draft.picks[field.name] = [];
    draft.pictures[field.name] = [];
    draft.units[field.name] = 'hours';
  }
  Object.assign(draft.picks, likely(view, type), start);
  drafts.set(nameOf(view.id, type), draft);
  return draft;
}
export const forgetDraft = (id: string, type: SentCommandType): void => { drafts.delete(nameOf(id, type)); };
export const forgetDrafts = (): void => drafts.clear();

/** Suggestions, never decisions: everything can be changed before it is sent. */
function likely(view: CaseView, type: SentCommandType): Record<string, readonly string[]> {
  const one = (value: string | null | undefined): readonly string[] => (value ? [value] : []);
  switch (type) {
    case 'triage': return { classId: one(view.classId), conditionId: one(view.conditionId), severity: [String(view.severity)] };
    case 'dispatch': { const best = view.candidates[0]; return { department: one(best?.department), coDepartments: best?.coDepartments ?? [] }; }
    case 'accept': return { assignee: me.value?.role === 'handler' ? one(me.value.id) : [] };
    case 'merge': return { into: one(view.suggestions[0]?.case.id) };
    default: return {};
  }
}

const NUMBER = /^\d+(\.\d+)?$/;
/** Milliseconds of the limit's own time; a working day has eight hours. */
function duration(text: string, unit: 'hours' | 'days', working: boolean): number | string | undefined {
  const t = text.trim().replace('。', '.');
  if (t === '') return undefined;
  return NUMBER.test(t) ? Math.round(Number(t) * HOUR * (unit === 'hours' ? 1 : working ? 8 : 24)) : t;
}
/** A local date and time of the county, whatever zone the browser is in. */
const instantOf = (text: string): number | undefined => { const at = Date.parse(`${text}:00+08:00`); return Number.isNaN(at) ? undefined : at; };

/** The draft as the body of the command; what is empty and optional is left out. */
export function bodyOf(draft: Draft, fields: readonly Field[], view: CaseView): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(draft, field, view);
    if (value !== undefined) body[field.name] = value;
  }
  return body;
}
function valueOf(draft: Draft, field: Field, view: CaseView): unknown {
  const text = (draft.text[field.name] ?? '').trim();
  const [pick] = draft.picks[field.name] ?? [];
  switch (field.kind) {
    case 'words': case 'line': return text === '' ? undefined : text;
    case 'departments': return draft.picks[field.name] ?? [];
    case 'yesno': return pick === undefined ? undefined : pick === 'true';
    case 'severity': return pick === undefined ? undefined : Number(pick);
    case 'photos': return (draft.pictures[field.name] ?? []).map((p) => p.hash).filter((h) => h !== null);
    case 'instant': return text === '' ? undefined : instantOf(text);
    case 'duration': return duration(text, draft.units[field.name] ?? 'hours', view.clocks.handling?.limit.unit === 'working');
    default: return pick;
  }
}

/** Which fields are asked for, given what is filled in: a suspension has an end, a return names a department. */
export function shown(type: SentCommandType, field: Field, draft: Draft): boolean {
  if (type !== 'request') return true;
  const [kind] = draft.picks['kind'] ?? [];
  return field.name === 'more' ? kind === 'extension' : field.name === 'until' ? kind === 'suspension' : field.name === 'suggest' ? kind === 'return' : true;
}
/** What of an enumeration can be asked for now: before it is signed for a case is only returned, danger is not put off, nothing is suspended twice. */
export function possible(type: SentCommandType, field: Field, view: CaseView): readonly string[] {
  if (type !== 'request' || field.name !== 'kind') return field.values;
  return field.values.filter((kind) => kind === 'return' || (view.stage === 'handling' && (kind === 'extension' ? view.severity !== 1 : view.milestones['suspended'] === undefined)));
}
/** Required by the life cycle although the schema lets it go: said before it is sent, not after. */
export function needed(type: SentCommandType, field: Field): boolean {
  return field.required || (type === 'request' && (field.name === 'more' || field.name === 'until')) || (type === 'resolve' && field.name === 'evidence');
}

/** A condition belongs to a class and brings its own severity: keeps the three in step. */
export function settle(draft: Draft, field: Field): void {
  const [pick] = draft.picks[field.name] ?? [];
  if (field.kind === 'class') {
    const conditions = book.value?.classOf.get(pick ?? '')?.conditions ?? [];
    const [condition] = draft.picks['conditionId'] ?? [];
    if (!conditions.some((c) => c.id === condition)) draft.picks['conditionId'] = conditions.length === 1 && conditions[0] ? [conditions[0].id] : [];
  }
  if (field.kind === 'condition' || field.kind === 'class') {
    const condition = book.value?.conditionOf.get(draft.picks['conditionId']?.[0] ?? '');
    if (condition) draft.picks['severity'] = [String(condition.severity)];
  }
}
