import type { LogAct } from '#contract';
import type { DepartmentId } from '#domain';
import type { FieldFault } from '#platform';
import type { Directory } from '../directory.js';
import type { Changes } from '../people/log.js';
import type { Sql } from '../sql.js';
import { DEVICE_FIELDS, keptDevices, type DeviceRecord } from './register.js';

export interface DeviceWish extends Partial<Omit<DeviceRecord, 'id'>> { readonly id: string }
export interface PlannedDevice { readonly id: string; readonly before: DeviceRecord | null; readonly after: DeviceRecord; readonly act: Extract<LogAct, 'added' | 'changed' | 'deactivated' | 'activated'> | null; readonly changes: Changes }
export interface DeviceFault extends Omit<FieldFault, 'pointer' | 'at'> { readonly of: number; readonly field: string }

const NEW: Omit<DeviceRecord, 'id' | 'name' | 'kind'> = { label: null, metric: null, unit: null, lon: null, lat: null, crs: null, asset: null, gateway: null, department: null, note: null, commissioned: null, calibrated: null, active: true, account: null };
const fault = (of: number, field: string, code: string, zh: string, message: string): DeviceFault => ({ of, field, code, zh, message });

/** What the wishes would change, and everything that speaks against it. */
export async function planDevices(sql: Sql, wishes: readonly DeviceWish[], directory: Directory): Promise<{ planned: PlannedDevice[]; faults: DeviceFault[] }> {
  const known = await keptDevices(sql, wishes.map((w) => w.id)), ids = wishes.map((w) => w.id), faults: DeviceFault[] = [], { departments } = directory.book();
  const planned = wishes.map((wish, of): PlannedDevice => {
    const before = known.get(wish.id) ?? null, after: DeviceRecord = { ...NEW, name: wish.id, kind: 'other', ...before, ...wish };
    if (ids.indexOf(wish.id) !== of) faults.push(fault(of, 'id', 'twice', '设备编号在文件中出现两次', 'stands twice in the file'));
    if (before === null) for (const field of ['name', 'kind'] as const) if (wish[field] === undefined) faults.push(fault(of, field, 'missing', '新设备须填写此项', 'a new device needs it'));
    if (after.department !== null && after.active && !departments.has(after.department as DepartmentId)) faults.push(fault(of, 'department', 'unknown-value', `没有部门 ${after.department}`, `there is no department ${after.department}`));
    const account = after.account === null || after.account === before?.account ? null : directory.person(after.account);
    if (after.account !== null && after.account !== before?.account && account?.role !== 'device') faults.push(fault(of, 'account', 'unknown-value', `没有设备账号 ${after.account}`, `there is no device account ${after.account}`));
    const changes = Object.fromEntries(DEVICE_FIELDS.filter((f) => (before?.[f] ?? null) !== after[f]).map((f) => [f, { was: before?.[f] ?? null, is: after[f] }]));
    return { id: wish.id, before, after, act: before === null ? 'added' : Object.keys(changes).length === 0 ? null : before.active === after.active ? 'changed' : after.active ? 'activated' : 'deactivated', changes };
  });
  return { planned, faults };
}

/** Writes what was planned. A device that is deactivated cannot send any more, unless its account also sends for others. */
export async function applyDevices(sql: Sql, planned: readonly PlannedDevice[]): Promise<void> {
  const changed = planned.filter((p) => p.act !== null), now = Date.now();
  if (changed.length === 0) return;
  const set = ['name', 'kind', 'label', 'metric', 'unit', 'lon', 'lat', 'crs', 'asset', 'gateway', 'department', 'note', 'commissioned', 'calibrated', 'active', 'account'] as const;
  await sql.query(
    `insert into device as d (id, created_at, changed_at, ${set.join(', ')}) select id, $2, $2, ${set.join(', ')} from jsonb_to_recordset($1::jsonb) as r(id text, name text, kind text, label text, metric text, unit text, lon float8, lat float8, crs text, asset text, gateway text,
       department text, note text, commissioned text, calibrated text, active boolean, account text)
     on conflict (id) do update set ${set.map((c) => `${c} = excluded.${c}`).join(', ')}, changed_at = excluded.changed_at, version = d.version + 1`, [JSON.stringify(changed.map((p) => p.after)), now]);
  await sql.query(
    `update person p set active = exists (select from device d where d.account = p.id and d.active), version = p.version + 1
     where p.role = 'device' and p.id = any($1) and p.active <> exists (select from device d where d.account = p.id and d.active)`, [changed.filter((p) => p.act === 'deactivated' || p.act === 'activated').flatMap((p) => p.after.account ?? [])]);
  await sql.query(`update api_token set revoked_at = $2 where revoked_at is null and person in (select id from person where id = any($1) and not active)`, [changed.flatMap((p) => p.after.account ?? []), now]);
  await sql.query(`update credential set revoked_at = $2 where revoked_at is null and account in (select id from person where id = any($1) and not active)`, [changed.flatMap((p) => p.after.account ?? []), now]);
}
