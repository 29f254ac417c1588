import { accountName, changePersonSchema, LABELS, PERSON_ROLES, type PersonRow } from '#contract';
import type { CellId, DepartmentId, Role } from '#domain';
import { faultsOf, type FieldFault } from '#platform';
import { z } from 'zod';
import { readTable } from '../tabular/read.js';
import type { TableColumn } from '../tabular/table.js';
import type { Wish } from './plan.js';

const list = (cells: readonly string[]): string | null => (cells.length === 0 ? null : cells.join(' '));

/** A list of people as a file. Passwords have no column: they never leave the program, and never come in by a file. */
export const PEOPLE_COLUMNS: readonly TableColumn<Pick<PersonRow, 'id' | 'name' | 'role' | 'department' | 'language' | 'main' | 'backup' | 'active'>>[] = [
  { key: 'account', zh: '账号', en: 'account', cell: (p) => p.id },
  { key: 'name', zh: '姓名', en: 'name', cell: (p) => p.name },
  { key: 'role', zh: '角色', en: 'role', cell: (p) => p.role },
  { key: 'department', zh: '部门', en: 'department', cell: (p) => p.department },
  { key: 'main', zh: '主责网格', en: 'main cells', cell: (p) => list(p.main) },
  { key: 'backup', zh: '备岗网格', en: 'backup cells', cell: (p) => list(p.backup) },
  { key: 'language', zh: '语言', en: 'language', cell: (p) => p.language },
  { key: 'active', zh: '在用', en: 'active', cell: (p) => (p.active ? '是' : '否') },
];

/** Made up: to be replaced, and each of another kind. */
export const EXAMPLE_PEOPLE = [
  { id: 'wangmin', name: '王敏', role: 'grid-member', department: null, language: 'zh', main: ['532323101001001', '532323101001002'], backup: ['532323101001003'], active: true },
  { id: 'lijun', name: '李军', role: 'handler', department: 'SAN', language: 'zh', main: [], backup: [], active: true },
  { id: 'j.smith', name: 'J. Smith', role: 'dispatcher', department: null, language: 'en', main: [], backup: [], active: true },
] as unknown as readonly PersonRow[];

/** A role by its code, or by its name in either language. */
const ROLE_OF = new Map<string, Role>(PERSON_ROLES.flatMap((role) => [role, LABELS.zh.role[role], LABELS.en.role[role].toLowerCase()].map((name) => [name, role] as const)));
const YES = ['是', 'yes', 'true', '1', 'y', '在用', 'active'], NO = ['否', 'no', 'false', '0', 'n', '停用', 'inactive'];
const LANGUAGES: Readonly<Record<string, 'zh' | 'en'>> = { zh: 'zh', 中文: 'zh', chinese: 'zh', en: 'en', 英文: 'en', english: 'en' };
const rowSchema = z.object({ account: accountName, ...changePersonSchema.shape, active: z.boolean() }).partial().required({ account: true });

export interface PeopleFile { readonly wishes: readonly Wish[]; readonly rows: readonly number[]; readonly faults: readonly FieldFault[]; at(row: number, key?: string): Readonly<Record<string, string | number>> }

/** People as a file says them: a line whose columns are left out keeps what it had, an empty cell of a column that is there empties it. */
export async function readPeopleFile(file: Buffer): Promise<PeopleFile> {
  const { rows, faults: found, keys, at } = await readTable(file, PEOPLE_COLUMNS, ['account']);
  const faults: FieldFault[] = [...found], wishes: Wish[] = [], places: number[] = [];
  const bad = (row: number, key: string, zh: string, message: string): void => void faults.push({ pointer: `/${row}/${key}`, code: 'invalid_value', zh, message, at: at(row, key) });
  for (const { row, texts } of rows) {
    const said = (key: string): string | undefined => (keys.has(key) ? texts.get(key) : undefined), entry: Record<string, unknown> = { account: said('account') ?? '' };
    if (keys.has('name') && said('name') === undefined) bad(row, 'name', '缺失', 'is missing');
    else if (said('name') !== undefined) entry['name'] = said('name');
    const role = said('role');
    if (role !== undefined) {
      const known = ROLE_OF.get(role) ?? ROLE_OF.get(role.toLowerCase());
      if (known === undefined) bad(row, 'role', `没有角色“${role.slice(0, 40)}”，可用：${PERSON_ROLES.map((r) => LABELS.zh.role[r]).join('、')}`, `there is no role "${role.slice(0, 40)}"; there are ${PERSON_ROLES.join(', ')}`);
      else entry['role'] = known;
    }
    if (keys.has('department')) entry['department'] = said('department')?.toUpperCase() ?? null;
    for (const key of ['main', 'backup']) if (keys.has(key)) entry[key] = (said(key) ?? '').split(/[\s,，、;；]+/).filter((c) => c !== '');
    for (const [key, values] of [['language', LANGUAGES], ['active', Object.fromEntries([...YES.map((y) => [y, true]), ...NO.map((n) => [n, false])])]] as const) {
      const text = said(key);
      if (text === undefined) continue;
      const value = (values as Record<string, unknown>)[text.toLowerCase()];
      if (value === undefined) bad(row, key, key === 'active' ? '须为“是”或“否”' : '须为 zh 或 en', key === 'active' ? 'must be yes or no' : 'must be zh or en');
      else entry[key] = value;
    }
    const checked = rowSchema.safeParse(entry, { reportInput: true });
    if (!checked.success) faults.push(...faultsOf(checked.error, 'body').map((f) => ({ ...f, pointer: `/${row}${f.pointer}`, at: at(row, f.pointer.split('/')[1]) })));
    else {
      const { account, ...rest } = checked.data;
      wishes.push({ id: account, ...(rest as { department?: DepartmentId | null; main?: CellId[] }) } as Wish);
      places.push(row);
    }
  }
  return { wishes, rows: places, faults, at };
}
