import { OF_DEPARTMENT, PERSON_ROLES, type LogAct } from '#contract';
import type { Actor, CellId, DepartmentId, Role } from '#domain';
import type { FieldFault } from '#platform';
import type { Directory } from '../directory.js';
import type { Sql } from '../sql.js';
import type { Changes } from './log.js';
import type { Language } from './person.js';

/** What about an account can be changed. */
export interface Standing {
  readonly name: string;
  readonly role: Role;
  readonly department: DepartmentId | null;
  readonly language: Language;
  readonly active: boolean;
  readonly main: readonly CellId[];
  readonly backup: readonly CellId[];
}
/** What somebody wants an account to be; what is left out stays. */
export interface Wish extends Partial<Standing> { readonly id: string }
export interface Planned { readonly id: string; readonly before: Standing | null; readonly after: Standing; readonly act: Extract<LogAct, 'added' | 'changed' | 'deactivated' | 'activated'> | null; readonly changes: Changes }
/** A fault of the wish at `at`. */
export interface WishFault extends Omit<FieldFault, 'pointer' | 'at'> { readonly of: number; readonly field: keyof Standing | 'account' }

const FIELDS = ['name', 'role', 'department', 'language', 'active', 'main', 'backup'] as const;
const NEW: Omit<Standing, 'name' | 'role'> = { department: null, language: 'zh', active: true, main: [], backup: [] };
const fault = (of: number, field: WishFault['field'], code: string, zh: string, message: string): WishFault => ({ of, field, code, zh, message });

/** What the wishes together would change, and everything that speaks against it. Reads within the transaction that holds the lock on people. */
export async function planPeople(sql: Sql, wishes: readonly Wish[], actor: Actor, directory: Directory): Promise<{ planned: Planned[]; faults: WishFault[] }> {
  const faults: WishFault[] = [], ids = wishes.map((w) => w.id);
  const rows = await sql.query<Omit<Standing, 'main' | 'backup'> & { id: string; main: CellId[] | null; backup: CellId[] | null }>(
    `select p.id, p.name, p.role, p.department, p.language, p.active, array_agg(r.cell order by r.cell) filter (where r.kind = 'main') as main, array_agg(r.cell order by r.cell) filter (where r.kind = 'backup') as backup
     from person p left join responsibility r on r.person = p.id where p.id = any($1) group by p.id`, [ids]);
  const known = new Map(rows.map(({ id, ...r }) => [id, { ...r, main: r.main ?? [], backup: r.backup ?? [] } satisfies Standing]));
  const planned = wishes.map((wish, of): Planned => {
    const before = known.get(wish.id) ?? null, after = wanted(wish, before);
    if (ids.indexOf(wish.id) !== of) faults.push(fault(of, 'account', 'twice', '账号在文件中出现两次', 'stands twice in the file'));
    if (before !== null && !(PERSON_ROLES as readonly Role[]).includes(before.role)) faults.push(fault(of, 'account', 'no-person', '这是设备账号，请在“设备”中管理', 'is the account of a device: look after it among the devices'));
    if (before === null) for (const field of ['name', 'role'] as const) if (wish[field] === undefined) faults.push(fault(of, field, 'missing', '新账号须填写此项', 'a new account needs it'));
    faults.push(...against(of, after, directory));
    if (wish.id === actor.id && before !== null && (after.role !== before.role || !after.active)) faults.push(fault(of, after.active ? 'role' : 'active', 'own-account', '不能更改自己的角色，也不能停用自己', 'your own role and activity are not for you to change'));
    const changes = Object.fromEntries(FIELDS.filter((f) => JSON.stringify(before?.[f] ?? null) !== JSON.stringify(after[f])).map((f) => [f, { was: before?.[f] ?? null, is: after[f] }]));
    const act = before === null ? 'added' : Object.keys(changes).length === 0 ? null : before.active === after.active ? 'changed' : after.active ? 'activated' : 'deactivated';
    return { id: wish.id, before, after, act, changes };
  });
  faults.push(...await mainFaults(sql, planned), ...await lastOperator(sql, planned));
  return { planned, faults };
}

/** Whoever is no grid member any more gives their cells back. */
function wanted(wish: Wish, before: Standing | null): Standing {
  const { id: _, ...said } = wish, after = { ...NEW, name: wish.id, role: 'handler' as Role, ...before, ...said };
  return after.role === 'grid-member' || before?.role !== 'grid-member' ? sorted(after) : sorted({ ...after, main: said.main ?? [], backup: said.backup ?? [] });
}
const sorted = (s: Standing): Standing => ({ ...s, main: [...s.main].sort(), backup: [...s.backup].sort() });

function against(of: number, { role, department, main, backup, active }: Standing, directory: Directory): WishFault[] {
  const faults: WishFault[] = [], { departments } = directory.book();
  if (department === null && OF_DEPARTMENT.includes(role)) faults.push(fault(of, 'department', 'missing', '该角色须属于一个部门', 'this role needs a department'));
  if (department !== null && active && !departments.has(department)) faults.push(fault(of, 'department', 'unknown-value', `没有部门 ${department}`, `there is no department ${department}`));
  for (const [field, cells] of [['main', main], ['backup', backup]] as const) {
    if (cells.length > 0 && role !== 'grid-member') faults.push(fault(of, field, 'no-cells', '只有网格员负责网格', 'only grid members have cells'));
    else for (const cell of active ? cells.filter((c) => !directory.cellEditions().codes.has(c)).slice(0, 3) : []) faults.push(fault(of, field, 'unknown-value', `没有网格 ${cell}`, `there is no cell ${cell}`));
  }
  const both = backup.find((c) => main.includes(c));
  if (both !== undefined) faults.push(fault(of, 'backup', 'twice', `网格 ${both} 已是主责`, `cell ${both} is among the main ones`));
  return faults;
}

/** A cell has one main person; what an inactive one still held is free. */
async function mainFaults(sql: Sql, planned: readonly Planned[]): Promise<WishFault[]> {
  const wishes = new Map<string, number>(), faults: WishFault[] = [];
  planned.forEach(({ after }, of) => { if (after.active && after.role === 'grid-member') for (const cell of after.main) { if (wishes.has(cell)) faults.push(fault(of, 'main', 'taken', `网格 ${cell} 已由 ${planned[wishes.get(cell) ?? 0]?.after.name ?? ''} 主责`, `cell ${cell} has ${planned[wishes.get(cell) ?? 0]?.after.name ?? ''} as its main person`)); else wishes.set(cell, of); } });
  const held = await sql.query<{ cell: string; name: string }>(`select r.cell, p.name from responsibility r join person p on p.id = r.person where r.kind = 'main' and p.active and r.cell = any($1) and r.person <> all($2)`, [[...wishes.keys()], planned.map((p) => p.id)]);
  for (const { cell, name } of held) faults.push(fault(wishes.get(cell) ?? 0, 'main', 'taken', `网格 ${cell} 已由 ${name} 主责，请先从其名下移除`, `cell ${cell} has ${name} as its main person: take it from them first`));
  return faults;
}

/** Somebody who can sign in must stay to look after everything. */
async function lastOperator(sql: Sql, planned: readonly Planned[]): Promise<WishFault[]> {
  const going = planned.flatMap((p, of) => (p.before?.role === 'operator' && p.before.active && (p.after.role !== 'operator' || !p.after.active) ? [of] : []));
  if (going.length === 0) return [];
  const [left] = await sql.query<{ n: number }>(`select count(*)::int as n from person where role = 'operator' and active and password_hash is not null and id <> all($1)`, [going.map((of) => planned[of]?.id)]);
  return (left?.n ?? 0) > 0 ? [] : going.map((of) => fault(of, planned[of]?.after.active === false ? 'active' : 'role', 'last-operator', '至少要有一位在用的系统管理员', 'there must be an active operator'));
}

/** Writes what was planned; only ever in the transaction that planned it. */
export async function applyPeople(sql: Sql, planned: readonly Planned[]): Promise<void> {
  const changed = planned.filter((p) => p.act !== null), now = Date.now();
  if (changed.length === 0) return;
  await sql.query(
    `insert into person as p (id, name, role, department, language, active, created_at) select *, $7::bigint from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
     on conflict (id) do update set name = excluded.name, role = excluded.role, department = excluded.department, language = excluded.language, active = excluded.active, version = p.version + 1`,
    [changed.map((p) => p.id), changed.map((p) => p.after.name), changed.map((p) => p.after.role), changed.map((p) => p.after.department), changed.map((p) => p.after.language), changed.map((p) => p.after.active), now]);
  const recelled = changed.filter((p) => 'main' in p.changes || 'backup' in p.changes || p.act === 'activated'), cells = recelled.flatMap((p) => [...p.after.main.map((cell) => ({ cell, person: p.id, kind: 'main' })), ...p.after.backup.map((cell) => ({ cell, person: p.id, kind: 'backup' }))]);
  if (recelled.length > 0) {
    const mains = cells.filter((c) => c.kind === 'main').map((c) => c.cell);
    await sql.query(`delete from responsibility where person = any($1) or (kind = 'main' and cell = any($2) and person in (select id from person where not active))`, [recelled.map((p) => p.id), mains]);
    await sql.query('insert into responsibility (cell, person, kind) select * from unnest($1::text[], $2::text[], $3::text[])', [cells.map((c) => c.cell), cells.map((c) => c.person), cells.map((c) => c.kind)]);
  }
  const gone = changed.filter((p) => p.act === 'deactivated').map((p) => p.id);
  if (gone.length > 0) {
    await sql.query('delete from session where person = any($1)', [gone]);
    await sql.query('update api_token set revoked_at = $2 where person = any($1) and revoked_at is null', [gone, now]);
  }
}
