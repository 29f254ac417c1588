/** The written columns and their types: the SQL of the store is made from these lists, so a column is named once. */
export const CASE_COLUMNS = {
  id: 'uuid', number: 'text', version: 'int', state: 'jsonb', stage: 'text', outcome: 'text', source: 'text', class_id: 'text', severity: 'smallint', department: 'text', co_departments: 'text[]',
  cell: 'text', assignee: 'text', request: 'text', asset: 'text', device: 'text', lon: 'double precision', lat: 'double precision', text: 'text', reporters: 'text[]', photos: 'text[]',
  reported_at: 'bigint', closed_at: 'bigint', due_at: 'bigint', yellow_at: 'bigint', total_due_at: 'bigint', wake_at: 'bigint', settled_version: 'int', settled_book: 'int', head_hash: 'bytea',
} as const;

/** What changes when the automation only looked. */
export const MARK_COLUMNS = { id: 'uuid', due_at: 'bigint', yellow_at: 'bigint', wake_at: 'bigint', settled_version: 'int', settled_book: 'int' } as const;

export const EVENT_COLUMNS = {
  case_id: 'uuid', seq: 'int', type: 'text', at: 'bigint', day: 'date', actor: 'text', role: 'text', why: 'jsonb', stage: 'text', data: 'jsonb', clocks: 'jsonb',
  department: 'text', co_departments: 'text[]', cell: 'text', hash: 'bytea',
} as const;

export const LOG_COLUMNS = { command_id: 'text', fingerprint: 'text', case_id: 'uuid', version: 'int', at: 'bigint' } as const;

type Columns = Readonly<Record<string, string>>;
const quoted = (name: string): string => `"${name}"`;

/** `a, b, c` */
export const names = (columns: Columns): string => Object.keys(columns).map(quoted).join(', ');
/** `from json_to_recordset($1) as r(a int, b text)`; bytea travels as hex. */
export const recordset = (parameter: string, columns: Columns, alias = 'r'): string =>
  `json_to_recordset(${parameter}::json) as ${alias}(${Object.entries(columns).map(([name, type]) => `${quoted(name)} ${type === 'bytea' ? 'text' : type}`).join(', ')})`;
/** What to select from such a recordset. */
export const selected = (columns: Columns, alias = 'r'): string => Object.entries(columns).map(([name, type]) => (type === 'bytea' ? `decode(${alias}.${quoted(name)}, 'hex')` : `${alias}.${quoted(name)}`)).join(', ');
/** `a = r.a, b = r.b` for all but the keys named. */
export const assigned = (columns: Columns, but: readonly string[], alias = 'r'): string =>
  Object.entries(columns).filter(([name]) => !but.includes(name)).map(([name, type]) => `${quoted(name)} = ${type === 'bytea' ? `decode(${alias}.${quoted(name)}, 'hex')` : `${alias}.${quoted(name)}`}`).join(', ');
