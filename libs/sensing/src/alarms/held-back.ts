import { heldBackBy, type Covered, type Instant, type Suppression, type SuppressionKind, type TriggerRule } from '#domain';
import type { AlarmRecord, Sql } from './records.js';

/** Windows that hold something back at a moment. */
export async function windowsAt(sql: Sql, now: Instant): Promise<Suppression[]> {
  const rows = await sql.query<{ id: string; kind: SuppressionKind; from_at: string; to_at: string | null; life_safety: boolean; covers: Covered }>(
    'select id, kind, from_at, to_at, life_safety, covers from suppression where ended_at is null and from_at <= $1 and (to_at is null or to_at > $1)', [now]);
  return rows.map((r) => ({ id: r.id, kind: r.kind, from: Number(r.from_at), to: r.to_at === null ? null : Number(r.to_at), lifeSafety: r.life_safety, covers: r.covers }));
}

/** The window that holds this alarm back; null: none. */
export async function windowOver(sql: Sql, a: AlarmRecord, rule: TriggerRule, now: Instant): Promise<Suppression | null> {
  const windows = await windowsAt(sql, now);
  return windows.length === 0 ? null : heldBackBy({ rule: a.rule, classId: a.class_id, lifeSafety: rule.action.lifeSafety, device: a.device, gateway: a.gateway, cell: a.cell, place: a.lon === null || a.lat === null ? null : { lon: a.lon, lat: a.lat } }, now, windows);
}

/** How long alarms that could hold this one back are waited for. */
export const settleOf = ({ action: { inhibitedBy = [] } }: TriggerRule): number => inhibitedBy.reduce((most, { settle }) => Math.max(most, settle), 0);

/** Whether an alarm fires that this one follows from: at the same gateway (or of the gateway itself), in the same cell, at the same asset. */
export async function inhibited(sql: Sql, a: AlarmRecord, { action: { inhibitedBy = [] } }: TriggerRule): Promise<boolean> {
  for (const { rule, equal } of inhibitedBy) {
    const value = a[equal];
    if (value === null) continue;
    const same = equal === 'gateway' ? '(s.gateway = $2 or s.device = $2)' : `s.${equal} = $2`;
    if ((await sql.query(`select 1 from alarm s where s.rule = $1 and ${same} and s.cleared_at is null and not s.trial and s.id <> $3 limit 1`, [rule, value, a.id])).length > 0) return true;
  }
  return false;
}
