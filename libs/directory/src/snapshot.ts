import type { CellId, Role, UserId } from '#domain';
import { loadEditions, type Editions } from './book/editions.js';
import type { PeopleFilter, PersonRecord } from './people/person.js';
import type { CellEditions } from './cells/editions.js';
import { drawnOf, loadCells } from './cells/load.js';
import type { Sql } from './sql.js';

/** Who is responsible for a cell. */
export interface Responsible {
  readonly main: UserId | null;
  readonly backups: readonly UserId[];
}

/** Everything a directory answers from, read at one moment and never changed. */
export interface Snapshot {
  readonly revision: string;
  /** Version of the newest row of the rule book. */
  readonly rows: number;
  readonly editions: Editions;
  /** The cells of every day, and what they were read from. */
  readonly places: CellEditions;
  readonly drawn: string;
  readonly people: ReadonlyMap<string, PersonRecord>;
  readonly byRole: ReadonlyMap<Role, readonly PersonRecord[]>;
  readonly responsible: ReadonlyMap<string, Responsible>;
}

export const revisionOf = async (sql: Sql): Promise<string> => (await sql.query<{ revision: string }>('select revision from directory_state'))[0]?.revision ?? '0';

/** Reads the tables. What did not change since `last` is taken over from it. */
export async function loadSnapshot(sql: Sql, last: Snapshot | null): Promise<Snapshot> {
  const revision = await revisionOf(sql);
  const [newest] = await sql.query<{ rows: number }>('select coalesce(max(version), 0) as rows from rule_book');
  const rows = newest?.rows ?? 0;
  const drawn = await drawnOf(sql);
  const responsibilities = await sql.query<{ cell: CellId; person: UserId; kind: 'main' | 'backup' }>('select r.cell, r.person, r.kind from responsibility r join person p on p.id = r.person where p.active order by r.cell, r.person');
  const records = await sql.query<Omit<PersonRecord, 'cells' | 'mustChange' | 'readingLimit'> & { due: boolean; reading_limit: number | null }>('select id, name, role, department, language, active, temporary_until is not null as due, reading_limit from person order by id');
  const cellsOf = grouped(responsibilities, (r) => r.person, (r) => r.cell);
  const people = records.map(({ due, reading_limit: limit, ...p }): PersonRecord => ({ ...p, cells: cellsOf.get(p.id) ?? [], ...(due && { mustChange: true }), ...(limit !== null && { readingLimit: limit }) })).sort(byAccount);
  return {
    revision, rows,
    editions: last !== null && last.rows === rows ? last.editions : await loadEditions(sql),
    // Thousands of outlines: read again only when one has changed.
    drawn, places: last !== null && last.drawn === drawn ? last.places : await loadCells(sql),
    people: new Map(people.map((p) => [p.id, p])),
    byRole: grouped(people, (p) => p.role, (p) => p),
    responsible: new Map([...grouped(responsibilities, (r) => r.cell, (r) => r)].map(([cell, rows_]) => [cell, { main: rows_.find((r) => r.kind === 'main')?.person ?? null, backups: rows_.filter((r) => r.kind === 'backup').map((r) => r.person) }])),
  };
}

/** The people a filter lets through, by account name. */
export function select({ people, byRole }: Snapshot, { role, department, cell, active = true }: PeopleFilter): readonly PersonRecord[] {
  const among = role === undefined ? [...people.values()] : (byRole.get(role) ?? []);
  return among.filter((p) => p.active === active && (department === undefined || p.department === department) && (cell === undefined || p.cells.includes(cell)));
}

function grouped<T, K, V>(items: readonly T[], by: (item: T) => K, value: (item: T) => V): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group) group.push(value(item));
    else groups.set(by(item), [value(item)]);
  }
  return groups;
}

/** `gm-9` before `gm-10`. */
const ACCOUNTS = new Intl.Collator('en', { numeric: true });
const byAccount = (a: PersonRecord, b: PersonRecord): number => ACCOUNTS.compare(a.id, b.id);
