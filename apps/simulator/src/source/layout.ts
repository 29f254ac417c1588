import type { ServiceRequest } from './request.js';
import { BadRecord } from './request.js';

/** Which column says what. `time`, `category` and a place are needed; everything else may be missing. */
export interface Layout {
  readonly id?: string;
  readonly time: string;
  readonly closed?: string;
  /** `closed` holds a last change, which means an end only where this column says `closed`. */
  readonly status?: string;
  readonly category: string;
  readonly text?: string;
  readonly address?: string;
  readonly lat: string;
  readonly lon: string;
  readonly duplicate?: string;
  readonly disposition?: string;
}

/** Layouts recognised by their header. */
export const KNOWN: readonly Layout[] = [
  // Open311 GeoReport v2, as JSON or flattened into columns.
  { id: 'service_request_id', time: 'requested_datetime', closed: 'updated_datetime', status: 'status', category: 'service_name', text: 'description', address: 'address', lat: 'lat', lon: 'long', duplicate: 'duplicate_of', disposition: 'disposition' },
  // Analyze Boston's own export since 2011.
  { id: 'case_enquiry_id', time: 'open_dt', closed: 'closed_dt', category: 'type', text: 'case_title', address: 'location', lat: 'latitude', lon: 'longitude', disposition: 'closure_reason' },
];

/** The first known layout whose needed columns are all there; null when none fits. */
export const recognise = (header: readonly string[]): Layout | null => KNOWN.find((l) => [l.time, l.category, l.lat, l.lon].every((c) => header.includes(c))) ?? null;

const MEMBERS: readonly (keyof Layout)[] = ['id', 'time', 'closed', 'status', 'category', 'text', 'address', 'lat', 'lon', 'duplicate', 'disposition'];

/** Reads `time=opened,lat=y,lon=x,category=kind,…`. Throws RangeError that names what is wrong. */
export function layoutOf(columns: string): Layout {
  const said = new Map(columns.split(',').map((pair) => { const at = pair.indexOf('='); return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const; }));
  for (const name of said.keys()) if (!MEMBERS.includes(name as keyof Layout)) throw new RangeError(`--columns: "${name}" is not one of ${MEMBERS.join(', ')}`);
  const needed = (name: keyof Layout): string => said.get(name) ?? fail(`--columns: ${name}=… is missing`);
  const { id, closed, status, text, address, duplicate, disposition } = Object.fromEntries(said) as Partial<Record<keyof Layout, string>>;
  return {
    time: needed('time'), category: needed('category'), lat: needed('lat'), lon: needed('lon'),
    ...(id !== undefined && { id }), ...(closed !== undefined && { closed }), ...(status !== undefined && { status }), ...(text !== undefined && { text }),
    ...(address !== undefined && { address }), ...(duplicate !== undefined && { duplicate }), ...(disposition !== undefined && { disposition }),
  };
}

/** A row or object of the data as a service request. Throws BadRecord. `line` names a row that has no id of its own. */
export function requestOf(row: Readonly<Record<string, unknown>>, layout: Layout, line: number): ServiceRequest {
  const cell = (column: string | undefined): string => { const v = column === undefined ? undefined : row[column]; return v === undefined || v === null ? '' : String(v).trim(); };
  const requestedAt = instantOf(cell(layout.time));
  if (requestedAt === null) throw new BadRecord(`line ${line}: "${cell(layout.time)}" in ${layout.time} is no time`);
  const changed = instantOf(cell(layout.closed));
  const done = layout.status === undefined || /^(closed|done|resolved|erledigt|已结案)$/i.test(cell(layout.status));
  const category = cell(layout.category);
  const disposition = cell(layout.disposition);
  const lon = degrees(cell(layout.lon), 180), lat = degrees(cell(layout.lat), 90);
  return {
    id: cell(layout.id) || `line-${line}`,
    category, text: tidy([cell(layout.text) || category, cell(layout.address)].filter((part) => part !== '').join(' — ')),
    lon: lat === null ? null : lon, lat: lon === null ? null : lat,
    requestedAt, closedAt: done && changed !== null ? Math.max(changed, requestedAt) : null,
    duplicateOf: cell(layout.duplicate) || null, invalid: /^case invalid/i.test(disposition),
  };
}

/** ISO with an offset, or `YYYY-MM-DD hh:mm:ss` read as UTC; null where there is none. */
function instantOf(text: string): number | null {
  if (text === '') return null;
  const at = Date.parse(/\d\d:\d\d/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(at) ? null : at;
}

function degrees(text: string, most: number): number | null {
  const value = text === '' ? NaN : Number(text);
  return Number.isFinite(value) && Math.abs(value) <= most && value !== 0 ? value : null;
}

// eslint-disable-next-line no-control-regex
const UNWELCOME = /[\u0000-\u001f\u007f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]+/g;
const LONGEST = 2000;
/** Text that the contract takes: one line, no control characters, not too long, not empty. */
const tidy = (text: string): string => text.replace(UNWELCOME, ' ').toWellFormed().replace(/\s+/g, ' ').trim().slice(0, LONGEST).trim().toWellFormed() || '(no text)';
const fail = (message: string): never => { throw new RangeError(message); };
