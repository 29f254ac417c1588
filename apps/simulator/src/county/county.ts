import type { Me, PersonView, Reference } from '#contract';
import { SEVERITIES, type CellId, type ClassId, type ConditionId, type DepartmentId, type Role, type Severity, type UserId } from '#domain';
import type { CellFeature, Session } from '../client/session.js';
import type { Box } from './fold.js';
import { areaOf, contains, type Area, type Point } from './geometry.js';

export interface Cell { readonly id: CellId; readonly name: string; readonly area: Area }

/** So much larger than the middle cell and a cell is countryside. */
const DENSE = 3;

/** The county as the public interface shows it: its cells, its people, its catalogue. */
export class County {
  readonly cells: readonly Cell[];
  /** The cells of the built-up town. */
  readonly town: readonly Cell[];
  /** Where the town lies. */
  readonly box: Box;
  readonly #severity = new Map<ConditionId, Severity>();
  readonly #departmentOf = new Map<ClassId, DepartmentId>();
  readonly #members = new Map<CellId, UserId[]>();
  readonly #staff = new Map<DepartmentId, { handlers: UserId[]; leads: UserId[] }>();
  readonly #by = new Map<Role, UserId[]>();

  constructor(readonly reference: Reference, features: readonly CellFeature[], people: readonly PersonView[]) {
    this.cells = features.map(cellOf);
    if (this.cells.length === 0) throw new RangeError('the county has no cells');
    const sizes = this.cells.map((c) => c.area.squareMetres).sort((a, b) => a - b);
    const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
    this.town = this.cells.filter((c) => c.area.squareMetres <= DENSE * middle);
    this.box = {
      west: Math.min(...this.town.map((c) => c.area.west)), south: Math.min(...this.town.map((c) => c.area.south)),
      east: Math.max(...this.town.map((c) => c.area.east)), north: Math.max(...this.town.map((c) => c.area.north)),
    };
    for (const entry of reference.classes) {
      this.#departmentOf.set(entry.id, entry.department);
      for (const condition of entry.conditions) this.#severity.set(condition.id, condition.severity);
    }
    for (const person of people.filter((p) => p.active)) this.#enlist(person);
  }

  /** Reads all of it as one person who may see the people. */
  static async read(session: Session): Promise<County> {
    const [reference, cells, people] = await Promise.all([session.reference(), session.cells(), session.people()]);
    return new County(reference, cells, people);
  }

  cellAt(place: Point): CellId | null { return this.cells.find((c) => contains(c.area, place))?.id ?? null; }
  knows(condition: ConditionId): boolean { return this.#severity.has(condition); }
  severity(condition: ConditionId): Severity { return this.#severity.get(condition) ?? SEVERITIES[2]; }

  /** Somebody of this role, the same one for the same `pick`. Throws RangeError when there is nobody. */
  somebody(role: Role, pick = 0): UserId { return choose(this.#by.get(role), pick) ?? nobody(`nobody is a ${role}`); }
  all(role: Role): readonly UserId[] { return this.#by.get(role) ?? []; }

  /** A grid member of the cell; where there is none, any grid member. */
  member(cell: CellId | null, pick: number): UserId { return (cell === null ? null : choose(this.#members.get(cell), pick)) ?? this.somebody('grid-member', pick); }
  /** A grid member who may verify in this cell, not `but` where there is a choice; null where a supervisor has to. */
  verifier(cell: CellId | null, but: UserId | null, pick: number): UserId | null {
    const members = cell === null ? [] : (this.#members.get(cell) ?? []);
    return choose(members.filter((m) => m !== but), pick) ?? choose(members, pick);
  }
  /** A handler of the department, or its lead; null when nobody works there. */
  handler(department: DepartmentId, pick: number): UserId | null { const s = this.#staff.get(department); return choose(s?.handlers, pick) ?? choose(s?.leads, pick); }
  /** The head of the department; null where there is none. */
  lead(department: DepartmentId): UserId | null { return choose(this.#staff.get(department)?.leads, 0); }
  works(department: DepartmentId): boolean { return this.#staff.has(department); }

  /** The department that the catalogue names for a class at a place: symbols are resolved by the cell's township. */
  departmentFor(classId: ClassId, cell: CellId | null): DepartmentId {
    const named = this.#departmentOf.get(classId) ?? nobody(`no class ${classId}`);
    if (this.works(named)) return named;
    const township = cell === null ? null : (`TWN-${cell.slice(6, 9)}` as DepartmentId);
    if (township !== null && this.works(township)) return township;
    return [...this.#staff.keys()].find((d) => d.startsWith('TWN')) ?? [...this.#staff.keys()][0] ?? nobody('no department has people');
  }

  #enlist(person: PersonView | Me): void {
    push(this.#by, person.role, person.id);
    if (person.role === 'grid-member') for (const cell of person.cells) push(this.#members, cell, person.id);
    if (person.department === null || (person.role !== 'handler' && person.role !== 'department-lead')) return;
    const staff = this.#staff.get(person.department) ?? { handlers: [], leads: [] };
    staff[person.role === 'handler' ? 'handlers' : 'leads'].push(person.id);
    this.#staff.set(person.department, staff);
  }
}

function cellOf({ geometry, properties }: CellFeature): Cell {
  const text = (name: string): string | null => { const v = properties[name]; return typeof v === 'string' ? v : null; };
  const id = text('code') ?? text('id') ?? nobody('a cell without a code');
  return { id: id as CellId, name: text('zh') ?? text('name') ?? id, area: areaOf(geometry) };
}

const choose = (list: readonly UserId[] | undefined, pick: number): UserId | null => list?.[Math.abs(Math.trunc(pick)) % Math.max(1, list.length)] ?? null;
const nobody = (what: string): never => { throw new RangeError(what); };
function push<K>(map: Map<K, UserId[]>, key: K, value: UserId): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
