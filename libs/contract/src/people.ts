import { ROLES, type Role } from '#domain';
import { z } from 'zod';
import { caseId, cellId, departmentId, instant, userId, words } from './values.js';
import { said } from './said.js';

/** Accounts as they are looked after: what an operator sees and does. Names for everybody are in `/api/people`. */

/** The roles that a person can have; devices have a registry of their own, the automation and reporters no account. */
export const PERSON_ROLES = ['grid-member', 'dispatcher', 'department-lead', 'handler', 'supervisor', 'leader', 'operator'] as const satisfies readonly Role[];
export type PersonRole = (typeof PERSON_ROLES)[number];
/** Roles that work for a department and cannot be without one. */
export const OF_DEPARTMENT: readonly Role[] = ['handler', 'department-lead'];

/** What is typed at the sign-in: small letters, digits, dot, dash and underscore. */
export const accountName = z.string().trim().toLowerCase().max(64).regex(/^[a-z0-9][a-z0-9._-]*$/, said('small letters, digits, dot, dash and underscore, beginning with a letter or digit', '小写字母、数字、点、短横线和下划线，以字母或数字开头')).refine((a) => !['export', 'import'].includes(a), said('is a word of the program itself', '是系统保留的名称')) as unknown as typeof userId;
const personRole = z.enum(PERSON_ROLES);
const language = z.enum(['zh', 'en']);
const flag = z.enum(['true', 'false']);
const cellList = z.array(cellId).max(2000).refine((list) => new Set(list).size === list.length, said('names a cell twice', '网格重复'));

/** How somebody gets in: not at all yet, with a one-time password that has not been used up, with one that ran out, or with their own. */
export const ACCESS_STATES = ['none', 'temporary', 'expired', 'own'] as const;
export type AccessState = (typeof ACCESS_STATES)[number];

/** One line of the list. `access`, `lockedUntil` and `seenAt` are only for operators, null for others. */
export const personRowSchema = z.object({
  id: userId, name: z.string(), role: z.enum(ROLES) as z.ZodType<Role>, department: departmentId.nullable(), language, active: z.boolean(), demo: z.boolean(), version: z.int(),
  main: z.array(cellId), backup: z.array(cellId),
  access: z.enum(ACCESS_STATES).nullable(), lockedUntil: instant.nullable(), seenAt: instant.nullable(),
});
export type PersonRow = z.infer<typeof personRowSchema>;

/** What a list of people is narrowed by; `q` is looked for in name and account. */
export const personFilterSchema = z.strictObject({
  q: z.string().trim().max(100).optional(), role: personRole.optional(), department: departmentId.optional(), cell: cellId.optional(), active: flag.optional(), locked: flag.optional(), access: z.enum(ACCESS_STATES).optional(),
});
export type PersonFilter = z.infer<typeof personFilterSchema>;

export const TABLE_FORMATS = ['csv', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
const format = z.enum(TABLE_FORMATS).default('xlsx');
/** `example`: a few made-up lines instead, to fill in and import. */
export const personExportSchema = personFilterSchema.extend({ format, example: flag.optional() });

const department = departmentId.nullable();
export const newPersonSchema = z.strictObject({
  account: accountName, name: words(60), role: personRole, department: department.default(null), language: language.default('zh'), main: cellList.default([]), backup: cellList.default([]),
  /** False: nobody can sign in until a one-time password is set. */
  password: z.boolean().default(true),
});
export type NewPerson = z.infer<typeof newPersonSchema>;
/** What is left out stays. */
export const changePersonSchema = z.strictObject({ name: words(60), role: personRole, department, language, main: cellList, backup: cellList }).partial().refine((c) => Object.keys(c).length > 0, said('changes nothing', '没有任何改动'));
export type ChangePerson = z.infer<typeof changePersonSchema>;

export const PERSON_ACTIONS = ['deactivate', 'activate', 'password', 'unlock', 'sign-out'] as const;
export type PersonAction = (typeof PERSON_ACTIONS)[number];
export const personParams = z.object({ account: z.string().max(64) });
export const personActionParams = personParams.extend({ action: z.enum(PERSON_ACTIONS) });
/** `successor`: who takes over the cells of somebody who is deactivated. */
export const personActionSchema = z.strictObject({ successor: accountName.optional() });
/** `password`: the one-time password, said this once and kept nowhere. */
export const personChangedSchema = z.object({ person: personRowSchema, password: z.string().nullable() });
export type PersonChanged = z.infer<typeof personChangedSchema>;

/** What was done to people, devices and tokens; lines are only ever added. */
export const LOG_ACTS = ['added', 'changed', 'deactivated', 'activated', 'password-set', 'password-changed', 'unlocked', 'signed-out', 'token-issued', 'token-revoked', 'credential-issued', 'credential-revoked', 'limit-set'] as const;
export type LogAct = (typeof LOG_ACTS)[number];
export const LOG_ORIGINS = ['page', 'import', 'self'] as const;
const person = z.object({ id: z.string(), name: z.string() });
export const logLineSchema = z.object({
  id: z.string(), at: instant, by: person, act: z.enum(LOG_ACTS), origin: z.enum(LOG_ORIGINS),
  /** By field, what it was and what it is. */
  changes: z.record(z.string(), z.object({ was: z.unknown(), is: z.unknown() })),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** A signed-in browser. `mine`: the one that asks. */
export const sessionViewSchema = z.object({ id: z.string(), person, since: instant, seenAt: instant, until: instant, address: z.string().nullable(), agent: z.string().nullable(), mine: z.boolean() });
export type SessionView = z.infer<typeof sessionViewSchema>;
export const tokenViewSchema = z.object({ id: z.string(), person, label: z.string(), by: person, since: instant, until: instant, seenAt: instant.nullable(), revokedAt: instant.nullable() });
export type TokenView = z.infer<typeof tokenViewSchema>;
export const tokenParams = z.object({ id: z.string().max(64) });
export const tokensQuerySchema = z.strictObject({ account: z.string().max(64).optional() });

/** An open case that somebody has in hand: `case` assigned to them, or a `task` of it. */
export const heldWorkSchema = z.object({ kind: z.enum(['case', 'task']), case: caseId, number: z.string(), text: z.string(), department: departmentId.nullable(), dueAt: instant.nullable() });
export type HeldWork = z.infer<typeof heldWorkSchema>;
export const personInFullSchema = personRowSchema.extend({
  createdAt: instant, sessions: z.array(sessionViewSchema), tokens: z.array(tokenViewSchema), history: z.array(logLineSchema),
  /** What they have in hand now, the most urgent first, at most 200. */
  held: z.array(heldWorkSchema),
  /** Why a change would be refused: the own account, or the last operator. */
  keeps: z.enum(['self', 'last-operator']).nullable(),
});
export type PersonInFull = z.infer<typeof personInFullSchema>;

export const importQuerySchema = z.strictObject({ check: flag.default('false') });
/** What an import does, or would do: an entry a line of the file that means a change. */
export const importedSchema = z.object({
  checked: z.boolean(), rows: z.int(), unchanged: z.int(),
  changes: z.array(z.object({ row: z.int(), id: z.string(), name: z.string(), what: z.enum(['added', 'changed', 'deactivated', 'activated']), fields: z.record(z.string(), z.object({ was: z.unknown(), is: z.unknown() })) })),
});
export type Imported = z.infer<typeof importedSchema>;

/** The own password. The rules are said by `passwordFault`. */
export const ownPasswordSchema = z.strictObject({ old: z.string().min(1).max(200), password: z.string().min(1).max(200) });
export const PASSWORD_LENGTH = 10;
export type PasswordFault = 'short' | 'plain' | 'account' | 'common' | 'same';
const COMMON = /^(.)\1+$|^(?:0?123456789?0?|1234567890?|qwerty\w*|asdfgh\w*|password\d*|passw0rd\d*|admin\d*|abc123\w*|iloveyou\w*|woaini\w*|mouding-2026)$/i;
/** Why a password may not be chosen; null when it may. Length counts for more than odd signs: ten characters of two kinds, and nothing that is guessed first. */
export function passwordFault(password: string, account: string, old?: string): PasswordFault | null {
  const text = password.normalize('NFC');
  if ([...text].length < PASSWORD_LENGTH) return 'short';
  if (COMMON.test(text)) return 'common';
  if (account.length >= 3 && text.toLowerCase().includes(account.toLowerCase())) return 'account';
  if ([/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length < 2) return 'plain';
  return old !== undefined && text === old.normalize('NFC') ? 'same' : null;
}

/** Sign-ins, good and bad, the newest first. `account` is null when no such account exists: what was typed there may have been a password. */
export const SIGN_IN_OUTCOMES = ['signed-in', 'wrong-password', 'no-account', 'inactive', 'expired'] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];
export const signInLineSchema = z.object({ at: instant, account: z.string().nullable(), name: z.string().nullable(), address: z.string(), outcome: z.enum(SIGN_IN_OUTCOMES) });
export type SignInLine = z.infer<typeof signInLineSchema>;
const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);
export const signInsQuerySchema = z.strictObject({ account: z.string().max(64).optional(), outcome: z.enum(SIGN_IN_OUTCOMES).optional(), failed: flag.optional(), before: number(instant).optional(), limit: number(z.int().min(1).max(500)).default(200) });
export const tokensExportSchema = tokensQuerySchema.extend({ format });
export const signInsExportSchema = z.strictObject({ account: z.string().max(64).optional(), outcome: z.enum(SIGN_IN_OUTCOMES).optional(), failed: flag.optional(), format });

/** What the sign-in page shows before anybody is known: the county's name and whom to call. */
export const signInPageSchema = z.object({ county: z.object({ zh: z.string(), en: z.string() }).nullable(), contact: z.string().nullable() });

