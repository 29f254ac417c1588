import type { CaseView, SentCommandType } from '#contract';
import { HOUR, limitOf, LIMIT_UNITS, type LimitUnit, type Place } from '#domain';
import { reactive } from 'vue';
import { newKey } from '../../shared/api/call.js';
import { book } from '../../shared/book/book.js';
import { me } from '../../shared/session/session.js';
import type { Picture } from '../../shared/photos/upload.js';
import type { Field } from './fields.js';
import { tasksFor } from './targets.js';

/** What somebody has filled in so far. It outlives the form: closing the panel, or moving to another case, loses nothing. */
export interface Draft {
  readonly text: Record<string, string>;
  readonly picks: Record<string, readonly string[]>;
  readonly pictures: Record<string, Picture[]>;
  /** Of lengths of time: `hours` and `days` of the case's own clock, or a unit of the catalogue. */
  readonly units: Record<string, 'hours' | 'days' | LimitUnit>;
  readonly places: Record<string, Place | null>;
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
  const draft = reactive<Draft>({ text: {}, picks: {}, pictures: {}, units: {}, places: {}, key: newKey(), version: view.version });
  for (const field of fields) {
    draft.text[field.name] = '';
    draft.picks[field.name] = [];
    draft.pictures[field.name] = [];
    draft.units[field.name] = field.kind === 'limit' ? 'work_hour' : 'hours';
    draft.places[field.name] = null;
  }
  Object.assign(draft.picks, likely(view, type), start);
  drafts.set(nameOf(view.id, type), draft);
  return draft;
}
export const forgetDraft = (id: string, type: SentCommandType): void => { drafts.delete(nameOf(id, type)); };
export const forgetDrafts = (): void => drafts.clear();

/** Suggestions, never decisions: everything can be changed before it is sent. */
function likely(view: CaseView, type: SentCommandType): Record<string, readonly string[]> {
  const one = (value: string | number | null | undefined): readonly string[] => (value === null || value === undefined || value === '' ? [] : [String(value)]);
  const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
  const best = view.candidates[0];
  switch (type) {
    case 'triage': return { classId: one(view.classId), conditionId: one(view.conditionId), severity: [String(view.severity)] };
    case 'dispatch': return { department: one(best?.department), coDepartments: best?.coDepartments ?? [], joint: best?.joint ?? [] };
    case 'dispute': return { makeSafe: view.severity <= 2 ? one(best?.fallback) : [] };
    case 'accept': return { assignee: me.value?.role === 'handler' ? one(me.value.id) : [] };
    case 'acceptTask': return { task: one(tasksFor(type, view)[0]?.id), assignee: me.value?.role === 'handler' ? one(me.value.id) : [] };
    case 'arriveTask': case 'finishTask': case 'verifyTask': case 'recheck': return { task: one(tasksFor(type, view)[0]?.id) };
    case 'cancelTask': return { task: one(only(tasksFor(type, view))?.id) };
    case 'reply': return { order: one(view.orders.find((o) => o.reply === null)?.id) };
    case 'acknowledge': return { rule: one(view.alerts.find((a) => a.acknowledged === null)?.rule) };
    case 'merge': return { into: one(view.suggestions[0]?.case.id) };
    case 'addTask': return { kind: ['joint'] };
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
const isUnit = (unit: string | undefined): unit is LimitUnit => (LIMIT_UNITS as readonly string[]).includes(unit ?? '');

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
  const unit = draft.units[field.name];
  switch (field.kind) {
    case 'words': case 'line': return text === '' ? undefined : text;
    case 'departments': return draft.picks[field.name] ?? [];
    case 'yesno': return pick === undefined ? undefined : pick === 'unsure' ? null : pick === 'true';
    case 'severity': case 'task': case 'order': return pick === undefined ? undefined : Number(pick);
    case 'area': return pick === '' ? undefined : pick;
    case 'photos': return (draft.pictures[field.name] ?? []).map((p) => p.hash).filter((h) => h !== null);
    case 'instant': return text === '' ? undefined : instantOf(text);
    case 'duration': return duration(text, unit === 'days' ? 'days' : 'hours', view.clocks.handling?.limit.unit === 'working');
    case 'limit': { const t = text.replace('。', '.'); return t === '' ? undefined : NUMBER.test(t) && isUnit(unit) ? limitOf(Number(t), unit) : { amount: t, unit: 'working' }; }
    case 'place': return draft.places[field.name] ?? undefined;
    default: return pick;
  }
}

/** Which fields are asked for, given what is filled in: a suspension has an end and a ground, a return names a department, a share is a co-department's. */
export function shown(type: SentCommandType, field: Field, draft: Draft): boolean {
  if (field.name === 'joint') return (draft.picks['coDepartments'] ?? []).length > 0;
  if (type !== 'request') return true;
  const [kind] = draft.picks['kind'] ?? [];
  switch (field.name) {
    case 'more': return kind === 'extension';
    case 'until': case 'ground': return kind === 'suspension';
    case 'suggest': return kind === 'return';
    default: return true;
  }
}

/** What of an enumeration can be asked for now: before it is signed for a case is only returned, danger is not put off, nothing is suspended twice, a ruling binds. */
export function possible(type: SentCommandType, field: Field, view: CaseView): readonly string[] {
  if (type !== 'request' || field.name !== 'kind') return field.values;
  return field.values.filter((kind) => (kind === 'return' ? !view.ruled : view.stage === 'handling' && (kind === 'extension' ? view.severity !== 1 && view.extensions < 2 : view.milestones['suspended'] === undefined)));
}

/** Required by the life cycle although the schema lets it go: said before it is sent, not after. */
export function needed(type: SentCommandType, field: Field, draft: Draft, view: CaseView): boolean {
  if (field.required) return true;
  const pick = (name: string): string | undefined => draft.picks[name]?.[0];
  const shows = (draft.pictures['evidence'] ?? []).some((p) => p.hash !== null);
  switch (type) {
    case 'request': return field.name === 'more' || field.name === 'until' || field.name === 'ground';
    case 'resolve': return field.name === 'evidence';
    case 'selfHandle': return field.name === 'before' || field.name === 'after';
    case 'propose': return field.name === 'document' && pick('kind') === 'forced';
    case 'finishTask': return field.name === 'evidence' && view.tasks.find((t) => String(t.id) === pick('task'))?.kind !== 'whistle';
    // What is not well is shown or explained; the explanation is asked for while there is no photo.
    case 'verify': case 'verifyTask': return field.name === 'note' && pick('passed') === 'false' && !shows;
    case 'recheck': return field.name === 'note' && pick('clean') === 'false' && !shows;
    case 'confirm': return field.name === 'note' && pick('verdict') === 'false' && !shows;
    default: return false;
  }
}

/** Keeps in step what belongs together: a condition with its class and severity, the shares with the co-departments. */
export function settle(draft: Draft, field: Field): void {
  const [pick] = draft.picks[field.name] ?? [];
  if (field.name === 'coDepartments') draft.picks['joint'] = (draft.picks['joint'] ?? []).filter((d) => draft.picks['coDepartments']?.includes(d));
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
