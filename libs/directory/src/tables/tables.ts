import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** Table declarations: they write nothing, but a test proves that they and the migrations describe the same tables. Instants are milliseconds since 1970. */

const key = { type: 'text', primary: true } as const;
const hashKey = { type: 'bytea', primary: true } as const;
const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const instant = { type: 'bigint' } as const;
const maybeInstant = { type: 'bigint', nullable: true } as const;
/** TypeORM knows identity columns, its types for schemas do not. */
const identity = { type: 'int', primary: true, generated: 'identity', generatedIdentity: 'BY DEFAULT' } as unknown as EntitySchemaColumnOptions;
const flag = (by: boolean) => ({ type: 'boolean', default: by }) as const;

/** Unit grids (单元网格). Geometry is a GeoJSON polygon; a cell that was given up keeps its row. */
const cell = new EntitySchema<{ code: string; zh: string; en: string; geometry: unknown; area_m2: number; valid_from: string; valid_to: string | null }>({
  name: 'cell',
  columns: { code: key, zh: text, en: text, geometry: { type: 'jsonb' }, area_m2: { type: 'double precision' }, valid_from: instant, valid_to: maybeInstant },
});

/** Accounts of people and devices. `id` is the account name; without a hash nobody can sign in by password. */
const person = new EntitySchema<{ id: string; name: string; role: string; department: string | null; language: string; active: boolean; demo: boolean; password_hash: string | null; created_at: string }>({
  name: 'person',
  columns: { id: key, name: text, role: text, department: maybeText, language: { type: 'text', default: 'zh' }, active: flag(true), demo: flag(false), password_hash: maybeText, created_at: instant },
});

/** Who answers for a cell: at most one main person, any number of backups. */
const responsibility = new EntitySchema<{ cell: string; person: string; kind: string }>({
  name: 'responsibility',
  columns: { cell: key, person: key, kind: text },
  checks: [{ name: 'responsibility_kind', expression: `(kind = ANY (ARRAY['main'::text, 'backup'::text]))` }],
  indices: [{ name: 'responsibility_main', columns: ['cell'], unique: true, where: `(kind = 'main'::text)` }, { name: 'responsibility_person', columns: ['person'] }],
});

/** Every version of every part of the rule book; the database refuses to change or delete one. */
const ruleBook = new EntitySchema<{ version: number; kind: string; effective_from: string; content: unknown; hash: string; published_at: string; published_by: string; author: string | null; note: string | null; draft: string | null }>({
  name: 'rule_book',
  columns: {
    version: identity, kind: text, effective_from: instant, content: { type: 'jsonb' }, hash: text, published_at: instant, published_by: text, author: maybeText, note: maybeText, draft: { type: 'uuid', nullable: true },
  },
  indices: [{ name: 'rule_book_kind', columns: ['kind', 'effective_from', 'version'] }],
});

/** Changes of the rule book that somebody writes and somebody else approves. `parts`: by kind, the whole content or single changes, and the version it starts from. */
const ruleDraft = new EntitySchema<{
  id: string; version: number; parts: unknown; effective_from: string; note: string | null; origin: string | null; author: string; created_at: string; changed_at: string; state: string; submitted_at: string | null;
  decided_by: string | null; decided_at: string | null; decision_note: string | null; published: unknown; command_id: string | null; command_hash: string | null;
}>({
  name: 'rule_draft',
  columns: {
    id: { type: 'uuid', primary: true }, version: { type: 'int' }, parts: { type: 'jsonb' }, effective_from: instant, note: maybeText, origin: maybeText, author: text, created_at: instant, changed_at: instant, state: text,
    submitted_at: maybeInstant, decided_by: maybeText, decided_at: maybeInstant, decision_note: maybeText, published: { type: 'jsonb', nullable: true }, command_id: maybeText, command_hash: maybeText,
  },
  checks: [
    { name: 'rule_draft_state', expression: `(state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text]))` },
    { name: 'rule_draft_second_person', expression: `((state <> 'approved'::text) OR (decided_by <> author))` },
  ],
  indices: [{ name: 'rule_draft_command', columns: ['command_id'], unique: true }, { name: 'rule_draft_listed', columns: ['state', 'changed_at'] }],
});

/** Which contents of which rule book file have been read in. */
const seededFile = new EntitySchema<{ name: string; hash: string; seeded_at: string }>({ name: 'seeded_file', columns: { name: key, hash: key, seeded_at: instant } });

/** One row that counts every change to people, cells and the rule book. */
const directoryState = new EntitySchema<{ id: boolean; revision: string }>({
  name: 'directory_state',
  columns: { id: { type: 'boolean', primary: true, default: true }, revision: { type: 'bigint', default: 0 } },
});

/** Signed-in browsers; the token itself is not kept. */
const session = new EntitySchema<{ token_hash: Buffer; person: string; created_at: string; seen_at: string; expires_at: string }>({
  name: 'session',
  columns: { token_hash: hashKey, person: text, created_at: instant, seen_at: instant, expires_at: instant },
  indices: [{ name: 'session_expires', columns: ['expires_at'] }, { name: 'session_person', columns: ['person'] }],
});

/** Bearer tokens of machines; the token itself is not kept. */
const apiToken = new EntitySchema<{ token_hash: Buffer; person: string; label: string; created_by: string; created_at: string; expires_at: string; revoked_at: string | null }>({
  name: 'api_token',
  columns: { token_hash: hashKey, person: text, label: text, created_by: text, created_at: instant, expires_at: instant, revoked_at: maybeInstant },
});

/** Failed sign-ins by account (`account:…`) and by address (`address:…`). */
const signInAttempt = new EntitySchema<{ subject: string; failures: number; last_at: string; locked_until: string }>({
  name: 'sign_in_attempt',
  columns: { subject: key, failures: { type: 'int' }, last_at: instant, locked_until: instant },
  indices: [{ name: 'sign_in_attempt_last', columns: ['last_at'] }],
});

export const entities = [cell, person, responsibility, ruleBook, ruleDraft, seededFile, directoryState, session, apiToken, signInAttempt];
