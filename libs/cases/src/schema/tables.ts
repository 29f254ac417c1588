import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** Table declarations: they write nothing, but a test proves that they and the migrations describe the same tables. Instants are milliseconds since 1970. */

/** The stores write and read by SQL of their own; nobody asks TypeORM for a row. */
type Columns = Record<string, unknown>;

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const texts = { type: 'text', array: true, default: '{}' } as const;
const instant = { type: 'bigint' } as const;
const maybeInstant = { type: 'bigint', nullable: true } as const;
const int = { type: 'int' } as const;
const maybeDouble = { type: 'double precision', nullable: true } as const;
/** Filled by PostgreSQL with `pg_current_xact_id()::text::bigint`; TypeORM reads defaults without their casts. */
const xact: EntitySchemaColumnOptions = { type: 'bigint', default: () => '((pg_current_xact_id()))' };

/** One row a case: the fold of its events as `state`, and beside it what queries look for. */
export const casesTable = new EntitySchema<Columns>({
  name: 'cases',
  columns: {
    id: { type: 'uuid', primary: true }, number: text, version: int, state: { type: 'jsonb' }, stage: text, outcome: maybeText, source: text, class_id: maybeText, severity: { type: 'smallint' },
    department: maybeText, co_departments: texts, cell: maybeText, assignee: maybeText, request: maybeText, asset: maybeText, device: maybeText, lon: maybeDouble, lat: maybeDouble, text,
    reporters: texts, photos: texts, reported_at: instant, closed_at: maybeInstant, due_at: maybeInstant, yellow_at: maybeInstant, total_due_at: maybeInstant,
    wake_at: maybeInstant, settled_version: int, settled_book: int, parked_at: maybeInstant, parked_reason: maybeText, parked_attempts: { ...int, nullable: true }, head_hash: { type: 'bytea' },
  },
  uniques: [{ name: 'cases_number', columns: ['number'] }],
  // Partial, expression and operator-class indexes are beyond TypeORM's words: the migration makes them, TypeORM leaves them alone.
  indices: ['cases_open_due', 'cases_open_severity', 'cases_open_reported', 'cases_reported', 'cases_department', 'cases_co_departments', 'cases_cell', 'cases_reporters', 'cases_asset', 'cases_device',
    'cases_place', 'cases_unsettled', 'cases_wake', 'cases_book', 'cases_parked', 'cases_wake_closed', 'cases_place_closed', 'cases_recurrence', 'cases_merged', 'cases_assignee', 'cases_ordered', 'cases_asking', 'cases_public'].map((name) => ({ name, synchronize: false as const })),
});

/** The log: append-only by trigger, hash-chained per case, numbered for the change feed. */
export const caseEventTable = new EntitySchema<Columns>({
  name: 'case_event',
  columns: {
    case_id: { type: 'uuid', primary: true }, seq: { type: 'int', primary: true }, type: text, at: instant, day: { type: 'date' }, actor: text, role: text, why: { type: 'jsonb', nullable: true }, stage: text,
    data: { type: 'jsonb' }, clocks: { type: 'jsonb' }, department: maybeText, co_departments: texts, cell: maybeText, hash: { type: 'bytea' }, position: { type: 'bigint', generated: true }, xact,
  },
  indices: [{ name: 'case_event_feed', columns: ['xact', 'position'] }, { name: 'case_event_day', columns: ['day', 'xact'] },
    { name: 'case_event_given', synchronize: false }, { name: 'case_event_seen', synchronize: false }],
});

/** What was asked before, for 30 days: the answer is the case as the log replays it up to `version`. */
export const commandLogTable = new EntitySchema<Columns>({
  name: 'command_log',
  columns: { command_id: { ...text, primary: true }, fingerprint: text, case_id: { type: 'uuid' }, version: int, at: instant },
  indices: [{ name: 'command_log_at', columns: ['at'] }],
});

/** Where the sequence of case numbers stood when a local day began. */
export const caseNumberDayTable = new EntitySchema<Columns>({
  name: 'case_number_day',
  columns: { day: { type: 'date', primary: true }, base: { type: 'bigint' } },
});

/** Who of the centre has taken a case, and until when nobody else of it acts on it. */
export const caseHoldTable = new EntitySchema<Columns>({
  name: 'case_hold',
  columns: { case_id: { type: 'uuid', primary: true }, person: text, until: instant },
  indices: [{ name: 'case_hold_person', columns: ['person'] }],
});

/** One command for many cases, and how far it has come. */
export const bulkRunTable = new EntitySchema<Columns>({
  name: 'bulk_run',
  columns: {
    id: { type: 'uuid', primary: true }, actor: text, key: text, wish: text, command: { type: 'jsonb' }, state: text, total: int, at: instant, parked_at: maybeInstant, parked_reason: maybeText, parked_attempts: { ...int, nullable: true },
  },
  uniques: [{ name: 'bulk_run_key', columns: ['actor', 'key'] }],
  indices: [{ name: 'bulk_run_running', synchronize: false }, { name: 'bulk_run_actor', columns: ['actor', 'at'] }],
});
export const bulkItemTable = new EntitySchema<Columns>({
  name: 'bulk_item',
  columns: { run: { type: 'uuid', primary: true }, n: { ...int, primary: true }, case_id: { type: 'uuid' }, version: { ...int, nullable: true }, outcome: maybeText, code: maybeText },
  foreignKeys: [{ name: 'bulk_item_run', target: 'bulk_run', columnNames: ['run'], referencedColumnNames: ['id'], onDelete: 'CASCADE' }],
  indices: [{ name: 'bulk_item_left', synchronize: false }],
});

/** A list that is made as a file, and how far it has come. `listing`: who writes down which cases it has; `place`: all that is needed to go on; `until`: from then on there is none. */
export const caseExportTable = new EntitySchema<Columns>({
  name: 'case_export',
  columns: {
    id: { type: 'uuid', primary: true }, owner: text, wish: { type: 'jsonb' }, sight: { type: 'jsonb' }, name: text, asked_at: instant, total: int, listing: { type: 'uuid', nullable: true }, pieces: { ...int, nullable: true }, next: { ...int, default: 0 }, looked: { ...int, default: 0 },
    rows: { ...int, default: 0 }, bytes: { type: 'bigint', default: 0 }, place: { type: 'jsonb', nullable: true }, made_at: maybeInstant, until: maybeInstant, parked_at: maybeInstant, parked_reason: maybeText, parked_attempts: { ...int, nullable: true },
  },
});
/** A piece of such a file: the cases that it will hold, then its bytes. */
export const caseExportPieceTable = new EntitySchema<Columns>({
  name: 'case_export_piece',
  columns: { export: { type: 'uuid', primary: true }, n: { ...int, primary: true }, ids: { type: 'uuid', array: true, nullable: true }, bytes: { type: 'bytea', nullable: true } },
  foreignKeys: [{ name: 'case_export_piece_of', target: 'case_export', columnNames: ['export'], referencedColumnNames: ['id'], onDelete: 'CASCADE' }],
});

/** Kept looks at the queue; shared ones with whom. */
export const savedViewTable = new EntitySchema<Columns>({
  name: 'saved_view',
  columns: {
    id: { type: 'uuid', primary: true }, owner: text, name: text, query: text, sort: text, columns: { ...text, array: true, nullable: true }, shared: { type: 'boolean', default: false }, role: maybeText, department: maybeText, position: int, key: text, at: instant,
  },
  uniques: [{ name: 'saved_view_key', columns: ['owner', 'key'] }],
  indices: [{ name: 'saved_view_shared', synchronize: false }],
});
/** What a person chose for their desk. */
export const deskPreferenceTable = new EntitySchema<Columns>({
  name: 'desk_preference',
  columns: { person: { ...text, primary: true }, columns: { ...text, array: true, nullable: true }, at: instant },
});

export const entities = [casesTable, caseEventTable, commandLogTable, caseNumberDayTable, caseHoldTable, bulkRunTable, bulkItemTable, caseExportTable, caseExportPieceTable, savedViewTable, deskPreferenceTable];
