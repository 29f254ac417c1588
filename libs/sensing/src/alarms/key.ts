import { alarmKey, type SeriesSpec, type TriggerRule } from '#domain';
import { createHash } from 'node:crypto';

/** How the engine knows a version on trial, so that it and the one in force are two rules to it; and how keys of its alarms begin. */
const TRIAL = 'trial:';
export const judgedAs = (rule: TriggerRule): TriggerRule => (rule.state === 'shadow' ? { ...rule, id: TRIAL + rule.id } : rule);
/** The rule that people know, by the name that the engine knows. */
export const knownAs = (id: string): string => (id.startsWith(TRIAL) ? id.slice(TRIAL.length) : id);

/** What there is one open alarm of: the rule at the asset, where the series has one, else at the series. */
export const rowKey = (rule: Pick<TriggerRule, 'id' | 'state'>, series: Pick<SeriesSpec, 'asset' | 'device' | 'metric'>): string => `${rule.state === 'shadow' ? TRIAL : ''}${alarmKey({ id: knownAs(rule.id) }, series)}`;

/** The id of the alarm that a journal record opened: the same record gives the same alarm again (a version 8 UUID of the place in the journal). */
export function alarmId(partition: number, seq: bigint, n: number, key: string): string {
  const hash = createHash('sha256').update(`${partition}/${seq}/${n}/${key}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
