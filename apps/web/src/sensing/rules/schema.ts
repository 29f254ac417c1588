import { triggerRuleWishSchema } from '#contract';
import { toJSONSchema } from 'zod';

/** The form of a trigger rule, read off the schema that the server checks it by: what is added there is asked for here. */
export type FieldKind = 'text' | 'number' | 'duration' | 'flag' | 'choice' | 'texts' | 'numbers' | 'weekdays' | 'object' | 'list' | 'variant' | 'either';
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly values?: readonly string[];
  /** Of an object, or of each entry of a list. */
  readonly fields?: readonly Field[];
  /** Objects that are told apart by the member `tag`. */
  readonly tag?: string;
  readonly variants?: readonly { readonly value: string; readonly fields: readonly Field[] }[];
  /** Several forms that a value may have; each has the name of its first member, or `value`. */
  readonly forms?: readonly Field[];
}
interface Json { readonly type?: string; readonly enum?: readonly unknown[]; readonly const?: unknown; readonly properties?: Readonly<Record<string, Json>>; readonly required?: readonly string[]; readonly items?: Json; readonly anyOf?: readonly Json[]; readonly oneOf?: readonly Json[]; readonly maximum?: number }

/** Whole numbers that may grow so large are milliseconds: nothing else in a rule is counted so far. */
const DURATION = 600_000;
const membersOf = (json: Json): Field[] => Object.entries(json.properties ?? {}).filter(([, p]) => p.const === undefined).map(([name, p]) => fieldOf(name, p, !(json.required ?? []).includes(name)));
const tagOf = (json: Json): [string, string] | null => { const found = Object.entries(json.properties ?? {}).find(([, p]) => p.const !== undefined); return found === undefined ? null : [found[0], String(found[1].const)]; };

function fieldOf(name: string, json: Json, optional: boolean): Field {
  const all = json.anyOf ?? json.oneOf ?? [json], options = all.filter((o) => o.type !== 'null'), base = { name, optional, nullable: options.length < all.length }, [only] = options;
  if (options.length === 1 && only !== undefined) return { ...base, ...plain(only) };
  const tag = options.map(tagOf);
  if (tag.every((x) => x !== null)) return { ...base, kind: 'variant', tag: tag[0]?.[0] ?? 'kind', variants: options.map((o, i) => ({ value: tag[i]?.[1] ?? '', fields: membersOf(o) })) };
  if (options.every((o) => o.type === 'string')) return { ...base, kind: 'text' };
  return { ...base, kind: 'either', forms: options.map((o) => ({ ...plain(o), name: Object.keys(o.properties ?? {})[0] ?? 'value', optional: false, nullable: false })) };
}
function plain(json: Json): Pick<Field, 'kind' | 'values' | 'fields'> {
  if (json.enum !== undefined) return { kind: 'choice', values: json.enum.map(String) };
  switch (json.type) {
    case 'boolean': return { kind: 'flag' };
    case 'integer': return { kind: (json.maximum ?? 0) >= DURATION ? 'duration' : 'number' };
    case 'number': return { kind: 'number' };
    case 'object': return { kind: 'object', fields: membersOf(json) };
    case 'array': return listOf(json.items ?? {});
    default: return { kind: 'text' };
  }
}
function listOf(items: Json): Pick<Field, 'kind' | 'fields'> {
  const field = fieldOf('', items, false);
  if (field.kind === 'object') return { kind: 'list', fields: field.fields ?? [] };
  return { kind: field.kind === 'number' ? (items.type === 'integer' && items.maximum === 7 ? 'weekdays' : 'numbers') : 'texts' };
}

let read: readonly Field[] | null = null;
/** The members of a rule, in the order of the schema. */
export const ruleFields = (): readonly Field[] => (read ??= membersOf(toJSONSchema(triggerRuleWishSchema, { io: 'input', unrepresentable: 'any' }) as Json));

export type Entry = Record<string, unknown>;
export const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);
/** What a member begins with when somebody adds it. */
export function fresh(field: Field): unknown {
  if (field.nullable) return null;
  switch (field.kind) {
    case 'object': return freshOf(field.fields ?? []);
    case 'list': return (field.fields ?? []).length === 0 ? [] : [freshOf(field.fields ?? [])];
    case 'variant': { const [first] = field.variants ?? []; return first === undefined ? {} : { [field.tag ?? 'kind']: first.value, ...freshOf(first.fields) }; }
    case 'either': return 0;
    case 'texts': case 'numbers': return [];
    case 'weekdays': return [1, 2, 3, 4, 5, 6, 7];
    case 'flag': return false;
    case 'number': return 1;
    case 'duration': return 60_000;
    case 'choice': return field.values?.[0];
    case 'text': return '';
  }
}
export const freshOf = (fields: readonly Field[]): Entry => Object.fromEntries(fields.filter((f) => !f.optional).map((f) => [f.name, fresh(f)]));
/** Which of its forms a value has. */
export const formOf = (field: Field, value: unknown): Field | undefined => (field.forms ?? []).find((f) => (f.kind === 'object' ? isEntry(value) && f.name in value : !isEntry(value)));
