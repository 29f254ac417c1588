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

/** Accounts of people and devices. `id` is the account name; without a hash nobody can sign in by password. `temporary_until`: the password is for one sign-in before then. `reading_limit`: readings a minute that a device account may send. */
const person = new EntitySchema<{ id: string; name: string; role: string; department: string | null; language: string; active: boolean; demo: boolean; password_hash: string | null; created_at: string; version: number; temporary_until: string | null; reading_limit: number | null }>({
  name: 'person',
  columns: { id: key, name: text, role: text, department: maybeText, language: { type: 'text', default: 'zh' }, active: flag(true), demo: flag(false), password_hash: maybeText, created_at: instant, version: { type: 'int', default: 1 }, temporary_until: maybeInstant, reading_limit: { type: 'int', nullable: true } },
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

/** Changes of cells that somebody draws and somebody else approves. */
const cellDraft = new EntitySchema<{
  id: string; version: number; changes: unknown; effective_from: string; note: string | null; author: string; created_at: string; changed_at: string; state: string; submitted_at: string | null; decided_by: string | null;
  decided_at: string | null; decision_note: string | null; command_id: string | null; command_hash: string | null;
}>({
  name: 'cell_draft',
  columns: {
    id: { type: 'uuid', primary: true }, version: { type: 'int' }, changes: { type: 'jsonb' }, effective_from: instant, note: maybeText, author: text, created_at: instant, changed_at: instant, state: text, submitted_at: maybeInstant,
    decided_by: maybeText, decided_at: maybeInstant, decision_note: maybeText, command_id: maybeText, command_hash: maybeText,
  },
  checks: [
    { name: 'cell_draft_state', expression: `(state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text]))` },
    { name: 'cell_draft_second_person', expression: `((state <> 'approved'::text) OR (decided_by <> author))` },
  ],
  indices: [{ name: 'cell_draft_command', columns: ['command_id'], unique: true }, { name: 'cell_draft_listed', columns: ['state', 'changed_at'] }],
});

/** Cells as drafts drew them, each from a day on; without geometry the cell is given up. The database refuses to change or delete one. */
const cellVersion = new EntitySchema<{
  version: number; code: string; effective_from: string; zh: string | null; en: string | null; geometry: unknown; area_m2: number | null; published_at: string; published_by: string; author: string; note: string | null; draft: string;
}>({
  name: 'cell_version',
  columns: {
    version: identity, code: text, effective_from: instant, zh: maybeText, en: maybeText, geometry: { type: 'jsonb', nullable: true }, area_m2: { type: 'double precision', nullable: true }, published_at: instant, published_by: text, author: text,
    note: maybeText, draft: { type: 'uuid' },
  },
  indices: [{ name: 'cell_version_code', columns: ['code', 'effective_from', 'version'] }],
});

/** Which contents of which rule book file have been read in. */
const seededFile = new EntitySchema<{ name: string; hash: string; seeded_at: string }>({ name: 'seeded_file', columns: { name: key, hash: key, seeded_at: instant } });

/** One row that counts every change to people, cells and the rule book. */
const directoryState = new EntitySchema<{ id: boolean; revision: string }>({
  name: 'directory_state',
  columns: { id: { type: 'boolean', primary: true, default: true }, revision: { type: 'bigint', default: 0 } },
});

/** Signed-in browsers; the token itself is not kept. `keeps`: milliseconds without a request after which it ends. */
const session = new EntitySchema<{ token_hash: Buffer; person: string; created_at: string; seen_at: string; expires_at: string; keeps: string; address: string | null; agent: string | null }>({
  name: 'session',
  columns: { token_hash: hashKey, person: text, created_at: instant, seen_at: instant, expires_at: instant, keeps: { type: 'bigint', default: 43_200_000 }, address: maybeText, agent: maybeText },
  indices: [{ name: 'session_expires', columns: ['expires_at'] }, { name: 'session_person', columns: ['person'] }],
});

/** Bearer tokens of machines; the token itself is not kept. */
const apiToken = new EntitySchema<{ token_hash: Buffer; person: string; label: string; created_by: string; created_at: string; expires_at: string; revoked_at: string | null; seen_at: string | null }>({
  name: 'api_token',
  columns: { token_hash: hashKey, person: text, label: text, created_by: text, created_at: instant, expires_at: instant, revoked_at: maybeInstant, seen_at: maybeInstant },
});

/** Secrets that devices sign requests with, sealed, and fingerprints of their client certificates. */
const credential = new EntitySchema<{ id: string; account: string; kind: string; label: string; sealed: Buffer | null; fingerprint: string | null; created_by: string; created_at: string; seen_at: string | null; revoked_at: string | null }>({
  name: 'credential',
  columns: { id: { type: 'uuid', primary: true }, account: text, kind: text, label: text, sealed: { type: 'bytea', nullable: true }, fingerprint: maybeText, created_by: text, created_at: instant, seen_at: maybeInstant, revoked_at: maybeInstant },
  checks: [{ name: 'credential_kind', expression: `(kind = ANY (ARRAY['secret'::text, 'certificate'::text]))` }, { name: 'credential_holds', expression: `(((kind = 'secret'::text) = (sealed IS NOT NULL)) AND ((kind = 'certificate'::text) = (fingerprint IS NOT NULL)))` }],
  indices: [{ name: 'credential_fingerprint', columns: ['fingerprint'], unique: true, where: '(revoked_at IS NULL)' }, { name: 'credential_account', columns: ['account'] }],
});

/** Nonces of signed requests, by their digest, for as long as their timestamps would be believed. */
const senderNonce = new EntitySchema<{ nonce: Buffer; until: string }>({ name: 'sender_nonce', columns: { nonce: hashKey, until: instant }, indices: [{ name: 'sender_nonce_until', columns: ['until'] }] });

/** Failed sign-ins by account (`account:…`) and by address (`address:…`). */
const signInAttempt = new EntitySchema<{ subject: string; failures: number; last_at: string; locked_until: string }>({
  name: 'sign_in_attempt',
  columns: { subject: key, failures: { type: 'int' }, last_at: instant, locked_until: instant },
  indices: [{ name: 'sign_in_attempt_last', columns: ['last_at'] }],
});

/** Everything that was done to people, devices and tokens; the database refuses to change or delete a line. `subject`: `person:…`, `device:…`. */
const directoryLog = new EntitySchema<{ id: string; at: string; by: string; subject: string; act: string; origin: string; changes: unknown; command_id: string | null; fingerprint: string | null }>({
  name: 'directory_log',
  columns: { id: { type: 'uuid', primary: true }, at: instant, by: text, subject: text, act: text, origin: text, changes: { type: 'jsonb' }, command_id: maybeText, fingerprint: maybeText },
  indices: [{ name: 'directory_log_subject', columns: ['subject', 'at'] }, { name: 'directory_log_command', columns: ['command_id'], where: '(command_id IS NOT NULL)' }],
});

/** Sign-ins, good and bad, of the last 180 days. `account` only where there is one: what was typed may have been a password. */
const signInLog = new EntitySchema<{ id: string; at: string; account: string | null; address: string; outcome: string }>({
  name: 'sign_in_log',
  columns: { id: { type: 'uuid', primary: true }, at: instant, account: maybeText, address: text, outcome: text },
  indices: [{ name: 'sign_in_log_at', columns: ['at'] }, { name: 'sign_in_log_account', columns: ['account', 'at'] }],
});

/** Devices of the county. Positions are WGS-84, `crs` says how they were given. `account`: whose signals are this device's. */
const device = new EntitySchema<{
  id: string; name: string; kind: string; label: string | null; metric: string | null; unit: string | null; lon: number | null; lat: number | null; crs: string | null; asset: string | null; gateway: string | null; department: string | null;
  note: string | null; commissioned: string | null; calibrated: string | null; active: boolean; account: string | null; version: number; created_at: string; changed_at: string; demo: boolean;
}>({
  name: 'device',
  columns: {
    id: key, name: text, kind: text, label: maybeText, metric: maybeText, unit: maybeText, lon: { type: 'double precision', nullable: true }, lat: { type: 'double precision', nullable: true }, crs: maybeText, asset: maybeText, gateway: maybeText,
    department: maybeText, note: maybeText, commissioned: maybeText, calibrated: maybeText, active: flag(true), account: maybeText, version: { type: 'int', default: 1 }, created_at: instant, changed_at: instant, demo: flag(false),
  },
  indices: [{ name: 'device_account', columns: ['account'] }],
});

export const entities = [cell, cellDraft, cellVersion, person, responsibility, ruleBook, ruleDraft, seededFile, directoryState, session, apiToken, credential, senderNonce, signInAttempt, directoryLog, signInLog, device];
