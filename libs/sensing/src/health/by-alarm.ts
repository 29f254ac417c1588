import type { TriggerRule } from '#domain';
import { uuid, type Database } from '#platform';
import type { AlarmRecord } from '../alarms/records.js';

/** Whether alarms of a rule may be the device owner's matter and not the city's. */
const concerns = (a: AlarmRecord, rule: TriggerRule): boolean => !a.trial && (a.policy === 'maintenance' || rule.flap?.action === 'fault');

/** A fault of the device for as long as an alarm of upkeep fires, or one goes up and down so often that only its device can be meant. None where the device has one already, or is behind a gateway that is down. Done again it changes nothing. */
export async function faultByAlarm(database: Database, a: AlarmRecord, rule: TriggerRule, now: number): Promise<void> {
  if (!concerns(a, rule)) return;
  if (a.cleared_at !== null || (a.policy !== 'maintenance' && !a.flapping)) {
    await database.query('update device_fault set ended_at = $2 where alarm = $1 and ended_at is null', [a.id, now]);
    return;
  }
  await database.query(
    `insert into device_fault (id, device, health, department, gateway, began_at, alarm) select $1, d.id, $3, d.department, d.kind = 'gateway', $4, $5 from device d
     where d.id = $2 and d.active and not exists (select from device_health h where h.device = d.id and h.inhibited_by is not null) on conflict (device) where ended_at is null do nothing`,
    [uuid(), a.device, rule.condition.kind === 'nodata' ? 'silent' : a.policy === 'maintenance' ? 'faulty' : 'jumping', now, a.id]);
}
