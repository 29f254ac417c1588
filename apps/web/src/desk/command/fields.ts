import { COMMAND_SCHEMAS, caseId, classId, conditionId, departmentId, instant, photoHash, position, severity, userId, type SentCommandType } from '#contract';
import { config, ZodArray, ZodBoolean, ZodDefault, ZodEnum, ZodNullable, ZodNumber, ZodObject, ZodOptional, ZodString, type ZodType } from 'zod';

// The content security policy forbids compiling code at run time; zod is told instead of finding out.
config({ jitless: true });

export type FieldKind =
  | 'words' | 'line' | 'choice' | 'yesno' | 'severity' | 'class' | 'condition' | 'department' | 'departments' | 'person' | 'case' | 'photos' | 'instant' | 'duration'
  | 'limit' | 'place' | 'task' | 'order' | 'rule' | 'refusal' | 'area';
/** One field of a form, read from the schema that the server checks with. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Longest text. */
  readonly max: number | null;
  readonly values: readonly string[];
}

/** Values of the field that have an input of their own, by the identity of their schema. */
const OWN = new Map<unknown, FieldKind>([[classId, 'class'], [conditionId, 'condition'], [departmentId, 'department'], [userId, 'person'], [caseId, 'case'], [severity, 'severity'], [instant, 'instant'], [position, 'place']]);
/** Values that only their name tells apart: which task, which order, which rung, which reason, which area. */
const NAMED: Readonly<Record<string, FieldKind>> = { task: 'task', order: 'order', rule: 'rule', code: 'refusal', writeBack: 'area' };
const LONG = 200;

/** The fields of a command's form. Throws when a schema has a member nobody can draw: a test asks for every command. */
export function fieldsOf(type: SentCommandType): readonly Field[] {
  const { shape } = COMMAND_SCHEMAS[type] as unknown as ZodObject;
  return Object.entries(shape).filter(([name]) => name !== 'type').map(([name, schema]) => field(name, schema as ZodType));
}

function field(name: string, outer: ZodType): Field {
  let schema = outer;
  let required = true;
  while (schema instanceof ZodOptional || schema instanceof ZodDefault) { required = false; schema = schema.unwrap() as ZodType; }
  const made = (kind: FieldKind, more: Partial<Field> = {}): Field => ({ name, kind, required, max: null, values: [], ...more });
  const own = OWN.get(schema) ?? NAMED[name];
  if (own) return made(own);
  if (schema instanceof ZodArray) {
    if (schema.element === photoHash) return made('photos');
    if (schema.element === departmentId) return made('departments');
  }
  if (schema instanceof ZodObject && 'amount' in schema.shape) return made('limit');
  if (schema instanceof ZodEnum) return made('choice', { values: schema.options.map(String) });
  if (schema instanceof ZodBoolean) return made('yesno', { values: ['true', 'false'] });
  // Yes, no, or nobody could tell.
  if (schema instanceof ZodNullable && schema.unwrap() instanceof ZodBoolean) return made('yesno', { values: ['true', 'false', 'unsure'] });
  if (schema instanceof ZodNumber) return made('duration');
  if (schema instanceof ZodString) return made((schema.maxLength ?? 0) > LONG ? 'words' : 'line', { max: schema.maxLength });
  throw new Error(`no input for ${name}`);
}

/** One fault, already tied to the field it belongs to; `message` where the rule has words of its own. */
export interface Fault { readonly field: string; readonly code: 'required' | 'too-long' | 'future' | 'other'; readonly max?: number; readonly message?: string }

/** Checks a body exactly as the server will. */
export function faultsOf(type: SentCommandType, body: Record<string, unknown>): readonly Fault[] {
  const result = COMMAND_SCHEMAS[type].safeParse({ type, ...body });
  if (result.success) return [];
  const seen = new Set<string>();
  return result.error.issues.flatMap((issue): Fault[] => {
    const name = String(issue.path[0] ?? '');
    if (seen.has(name)) return [];
    seen.add(name);
    const missing = body[name] === undefined || body[name] === '' || (Array.isArray(body[name]) && body[name].length === 0);
    if (missing) return [{ field: name, code: 'required' }];
    if (issue.code === 'too_big' && typeof body[name] === 'string') return [{ field: name, code: 'too-long', max: Number(issue.maximum) }];
    return [{ field: name, code: 'other', ...(issue.message.includes('\n') && { message: issue.message }) }];
  });
}
