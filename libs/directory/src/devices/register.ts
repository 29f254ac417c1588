import type { DeviceFilter, DeviceView } from '#contract';
import type { UserId } from '#domain';
import type { Directory } from '../directory.js';
import type { Sql } from '../sql.js';
import { cellOf } from './place.js';

/** A device as the register keeps it; positions are WGS-84. */
export interface DeviceRecord {
  readonly id: string; readonly name: string; readonly kind: string; readonly label: string | null; readonly metric: string | null; readonly unit: string | null;
  readonly lon: number | null; readonly lat: number | null; readonly crs: 'wgs84' | 'gcj02' | null; readonly asset: string | null; readonly gateway: string | null; readonly department: string | null; readonly note: string | null;
  readonly commissioned: string | null; readonly calibrated: string | null; readonly active: boolean; readonly account: UserId | null;
}
export const DEVICE_FIELDS = ['name', 'kind', 'label', 'metric', 'unit', 'lon', 'lat', 'crs', 'asset', 'gateway', 'department', 'note', 'commissioned', 'calibrated', 'active', 'account'] as const satisfies readonly (keyof DeviceRecord)[];
const COLUMNS = ['id', ...DEVICE_FIELDS, 'version', 'created_at', 'changed_at'].map((c) => `d.${c}`).join(', ');
/** Heard from within so long: it is there. */
const DAY = 24 * 60 * 60_000;

interface Row extends DeviceRecord { version: number; created_at: string; changed_at: string; seen_at: string | null; tokens: number }

/** Devices by id, `cam-9` before `cam-10`. */
export async function readDevices(sql: Sql, directory: Directory, { q, kind, department, cell, gateway, active, heard }: DeviceFilter, id?: string): Promise<DeviceView[]> {
  const now = Date.now();
  const rows = await sql.query<Row>(
    `select ${COLUMNS}, t.seen_at, coalesce(t.tokens, 0)::int as tokens from device d
       left join (select person, max(seen_at) as seen_at, sum(token) as tokens from (
         select person, seen_at, (revoked_at is null and expires_at > $1)::int as token from api_token union all select account, seen_at, 0 from credential) k group by person) t on t.person = d.account
     where ($2::text is null or d.id = $2) and ($3::text is null or strpos(lower(d.id || ' ' || d.name || ' ' || coalesce(d.asset, '') || ' ' || coalesce(d.gateway, '') || ' ' || coalesce(d.note, '')), lower($3)) > 0)
       and ($4::text is null or d.kind = $4) and ($5::text is null or d.department = $5) and ($6::text is null or d.gateway = $6) and ($7::boolean is null or d.active = $7)
       and ($8::text is null or case $8 when 'never' then t.seen_at is null when 'day' then t.seen_at >= $1::bigint - ${DAY} else t.seen_at < $1::bigint - ${DAY} end)`,
    [now, id ?? null, q === undefined || q === '' ? null : q, kind ?? null, department ?? null, gateway ?? null, active === undefined ? null : active === 'true', heard ?? null]);
  return rows.map((row): DeviceView => {
    const { created_at, changed_at, seen_at, ...kept } = row;
    return { ...kept, cell: cellOf(row, directory), department: row.department as DeviceView['department'], createdAt: Number(created_at), changedAt: Number(changed_at), seenAt: seen_at === null ? null : Number(seen_at) };
  }).filter((d) => cell === undefined || d.cell === cell).sort((a, b) => BY_ID.compare(a.id, b.id));
}
const BY_ID = new Intl.Collator('en', { numeric: true });

/** The register's rows of these ids, as they are changed. */
export async function keptDevices(sql: Sql, ids: readonly string[]): Promise<Map<string, DeviceRecord>> {
  const rows = await sql.query<DeviceRecord>(`select ${['id', ...DEVICE_FIELDS].join(', ')} from device where id = any($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
