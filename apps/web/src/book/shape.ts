import { COUNTABLE, TARGETS, type RuleKind } from '#contract';
import { CHANNELS, CLOCK_KINDS, LEVELS, ROLES, SCHEME_UNITS, SUSPENSION_GROUNDS } from '#domain';

/** How a value of the rule book is shown and asked for. What is allowed is the server's word; this only says what it looks like. */
export type ShapeKind =
  | 'text' | 'long' | 'number' | 'share' | 'flag' | 'date' | 'time' | 'choice' | 'choices' | 'department' | 'departments' | 'class' | 'severity' | 'severities' | 'person' | 'people'
  | 'limit' | 'stageLimit' | 'codes' | 'numbers' | 'windows' | 'at' | 'weekdays' | 'object' | 'entries' | 'refusal';
export interface Shape {
  readonly name: string;
  readonly kind: ShapeKind;
  readonly optional?: true;
  /** Empty is written as null, not left out. */
  readonly nullable?: true;
  readonly values?: readonly string[];
  readonly fields?: readonly Shape[];
  /** Not in the table: only when an entry is opened. */
  readonly aside?: true;
  /** The value of a flag that is on, where that is not `true`. */
  readonly on?: string;
  /** The label's own name where two members are called alike. */
  readonly face?: string;
}
/** A list of a content: `key` names an entry. */
export interface ListShape { readonly name: string; readonly key: string; readonly fields: readonly Shape[] }
export interface KindShape { readonly lists: readonly ListShape[]; /** Members beside the lists, as their changes are written: `name` or `name/inner`. */ readonly members: readonly Shape[] }

const zh: Shape = { name: 'zh', kind: 'text' }, en: Shape = { name: 'en', kind: 'text' };
const BOTH = [zh, en], LONG: readonly Shape[] = [{ name: 'zh', kind: 'long' }, { name: 'en', kind: 'long' }];
const closing: Shape = { name: 'closing', kind: 'object', fields: BOTH };
const windowDays: readonly Shape[] = [{ name: 'value', kind: 'number' }];
const season: readonly Shape[] = [{ name: 'from', kind: 'text' }, { name: 'windows', kind: 'windows' }];
const day: readonly Shape[] = [{ name: 'date', kind: 'date' }, { name: 'kind', kind: 'choice', values: ['off', 'work'] }, { name: 'name', kind: 'text' }, { name: 'source', kind: 'text' }];
const PEOPLE = ROLES.filter((r) => r !== 'system' && r !== 'device' && r !== 'citizen');

export const SHAPES: Readonly<Record<RuleKind, KindShape>> = {
  catalogue: { members: [], lists: [{ name: 'classes', key: 'id', fields: [
    { name: 'id', kind: 'text' }, { name: 'kind', kind: 'choice', values: ['incident', 'asset'], aside: true }, { name: 'major', kind: 'object', fields: [{ name: 'code', kind: 'text' }, ...BOTH] }, zh, en, { name: 'severity', kind: 'severity' }, { name: 'department', kind: 'department' },
    { name: 'coDepartments', kind: 'departments' }, { name: 'basis', kind: 'choice', values: ['A', 'M', 'X'], aside: true }, { name: 'detectableBy', kind: 'codes', aside: true },
    { name: 'conditions', kind: 'entries', fields: [
      { name: 'id', kind: 'text' }, zh, en, { name: 'severity', kind: 'severity' }, { name: 'limit', kind: 'limit' }, closing,
      { name: 'stages', kind: 'entries', optional: true, fields: [zh, en, { name: 'limit', kind: 'limit' }, closing] }, { name: 'recheckDays', kind: 'numbers', optional: true },
    ] },
  ] }] },
  departments: { members: [{ name: 'county', kind: 'object', fields: [{ name: 'code', kind: 'text' }, ...BOTH] }], lists: [
    { name: 'departments', key: 'id', fields: [{ name: 'id', kind: 'text' }, zh, en, { name: 'kind', kind: 'choice', values: ['line', 'utility', 'territorial', 'centre', 'symbol'] }, { name: 'level', kind: 'choice', values: LEVELS, optional: true }, { name: 'superior', kind: 'department', optional: true }, { name: 'township', kind: 'text', optional: true }, { name: 'assigns', kind: 'flag', optional: true, on: 'automatic' }] },
    { name: 'townships', key: 'code', fields: [{ name: 'code', kind: 'text' }, zh, en] },
  ] },
  duty: { members: [], lists: [{ name: 'lines', key: 'id', fields: [
    { name: 'id', kind: 'text' }, { name: 'classId', kind: 'class' }, { name: 'conditionId', kind: 'text', optional: true }, { name: 'area', kind: 'text' }, { name: 'owner', kind: 'text' }, { name: 'main', kind: 'department' }, { name: 'co', kind: 'departments' },
    { name: 'joint', kind: 'flag', optional: true }, { name: 'fallback', kind: 'department', optional: true }, { name: 'from', kind: 'date' }, { name: 'to', kind: 'date', nullable: true }, { name: 'note', kind: 'text', optional: true },
  ] }] },
  calendar: { members: [{ name: 'publishedYears', kind: 'numbers' }, { name: 'utcOffsetMinutes', kind: 'number' }], lists: [
    { name: 'days', key: 'date', fields: day }, { name: 'seasons', key: 'from', fields: season },
    { name: 'areas', key: 'area', fields: [{ name: 'area', kind: 'text' }, { name: 'seasons', kind: 'entries', optional: true, fields: season }, { name: 'days', kind: 'entries', optional: true, fields: day }] },
  ] },
  limits: { lists: [], members: [
    ...['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'disputed'].map((c): Shape => ({ name: `clocks/${c}`, kind: 'stageLimit' })),
    ...['working', 'continuous', 'unclassified'].map((c): Shape => ({ name: `total/${c}`, kind: 'limit' })), { name: 'reworkShare', kind: 'share' },
    { name: 'tasks/joint', kind: 'stageLimit' }, { name: 'tasks/makeSafe', kind: 'stageLimit' }, { name: 'tasks/arrival', kind: 'limit' }, { name: 'tasks/recheck', kind: 'limit' },
  ] },
  ladder: { members: [], lists: [{ name: 'rules', key: 'id', fields: [
    { name: 'id', kind: 'text' }, { name: 'clock', kind: 'choice', values: CLOCK_KINDS }, { name: 'at', kind: 'at' }, { name: 'level', kind: 'number' }, { name: 'severities', kind: 'severities', optional: true }, { name: 'classes', kind: 'codes', optional: true, aside: true }, { name: 'areas', kind: 'codes', optional: true, aside: true },
    { name: 'tell', kind: 'choices', values: [...ROLES.filter((r) => r !== 'system' && r !== 'device'), 'on-call'] }, { name: 'urgency', kind: 'choice', values: ['normal', 'high', 'call'], optional: true }, { name: 'acknowledge', kind: 'choices', values: PEOPLE, optional: true },
    { name: 'order', kind: 'object', optional: true, fields: [{ name: 'reply', kind: 'limit' }, { name: 'demand', kind: 'long' }] }, { name: 'note', kind: 'text', optional: true },
  ] }] },
  roster: { members: [], lists: [
    { name: 'shifts', key: 'id', fields: [{ name: 'id', kind: 'text' }, { name: 'department', kind: 'department' }, { name: 'people', kind: 'people' }, { name: 'days', kind: 'weekdays' }, { name: 'from', kind: 'time' }, { name: 'to', kind: 'time' }, { name: 'since', kind: 'date' }, { name: 'until', kind: 'date', nullable: true }, { name: 'callOut', kind: 'flag', optional: true }, { name: 'note', kind: 'text', optional: true }] },
    { name: 'skills', key: 'person', fields: [{ name: 'person', kind: 'person' }, { name: 'classes', kind: 'codes' }] },
  ] },
  settings: { lists: [{ name: 'refusals', key: 'code', fields: [{ name: 'code', kind: 'text' }, zh, en, { name: 'answer', kind: 'object', fields: LONG }] }], members: [
    { name: 'triage', kind: 'object', fields: [{ name: 'channels', kind: 'choices', values: CHANNELS }, { name: 'severities', kind: 'severities' }] }, { name: 'confirmation', kind: 'object', fields: [{ name: 'channels', kind: 'choices', values: CHANNELS }, { name: 'severities', kind: 'severities' }] },
    { name: 'closing', face: 'closingRule', kind: 'object', fields: [{ name: 'severities', kind: 'severities' }, { name: 'rework', kind: 'flag' }, { name: 'escalatedTo', kind: 'number' }] }, { name: 'unfounded', kind: 'refusal', nullable: true },
    { name: 'selfHandling', kind: 'object', fields: [{ name: 'severities', kind: 'severities' }] }, { name: 'makeSafe', kind: 'object', fields: [{ name: 'severities', kind: 'severities' }] }, { name: 'returnsToDispute', kind: 'number' },
    { name: 'recurrence', kind: 'object', fields: [{ name: 'days', kind: 'number' }, { name: 'metres', kind: 'number' }] }, { name: 'photoReach', kind: 'number' }, { name: 'reopenWindow', kind: 'object', fields: windowDays }, { name: 'appealWindow', kind: 'object', fields: windowDays },
    { name: 'suspension', kind: 'object', fields: [{ name: 'papers', kind: 'choices', values: SUSPENSION_GROUNDS }] }, { name: 'holdMinutes', kind: 'number' }, { name: 'numberPrefix', kind: 'text' },
  ] },
  assessment: { members: [{ name: 'cutOffDays', kind: 'number' }], lists: [
    { name: 'grades', key: 'grade', fields: [{ name: 'grade', kind: 'text' }, zh, en, { name: 'from', kind: 'number', face: 'fromPoints' }, { name: 'colour', kind: 'choice', values: ['green', 'blue', 'yellow', 'red', 'black'] }] },
    { name: 'bands', key: 'id', fields: [{ name: 'id', kind: 'text' }, zh, en, { name: 'steps', kind: 'entries', fields: [{ name: 'from', kind: 'number', face: 'fromPoints' }, { name: 'score', kind: 'number' }] }] },
    { name: 'schemes', key: 'id', fields: [
      { name: 'id', kind: 'text' }, zh, en, { name: 'unit', kind: 'choice', values: SCHEME_UNITS }, { name: 'sample', kind: 'choice', values: COUNTABLE, aside: true }, { name: 'minimum', kind: 'number' },
      { name: 'parts', kind: 'entries', fields: [
        { name: 'id', kind: 'text' }, zh, en, { name: 'weight', kind: 'number' }, { name: 'count', kind: 'choice', values: COUNTABLE }, { name: 'of', kind: 'choice', values: COUNTABLE, nullable: true }, { name: 'better', kind: 'choice', values: ['more', 'less'] },
        { name: 'band', kind: 'text', optional: true }, { name: 'per', kind: 'choice', values: ['cell', 'unit'], optional: true },
      ] },
    ] },
    { name: 'groups', key: 'id', fields: [{ name: 'id', kind: 'text' }, zh, en, { name: 'schemes', kind: 'codes' }, { name: 'units', kind: 'codes' }] },
    { name: 'targets', key: 'indicator', fields: [{ name: 'indicator', kind: 'choice', values: TARGETS }, { name: 'percent', kind: 'number' }] },
  ] },
};

export type Entry = Record<string, unknown>;
export const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);
export const entriesOf = (content: unknown, list: string): readonly Entry[] => { const found = isEntry(content) ? content[list] : undefined; return Array.isArray(found) ? found.filter(isEntry) : []; };
/** A member by its path, `clocks/triage`. */
export const memberOf = (content: unknown, path: string): unknown => path.split('/').reduce<unknown>((at, name) => (isEntry(at) ? at[name] : undefined), content);
export const shapeOf = (kind: RuleKind, list: string | null): readonly Shape[] => (list === null ? SHAPES[kind].members : (SHAPES[kind].lists.find((l) => l.name === list)?.fields ?? []));
