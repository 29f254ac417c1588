import type { SeriesSpec, TriggerRule } from '#domain';
import { createHash } from 'node:crypto';

/** What there is one open alarm of: the rule at the asset, where the series has one, else at the series. Of a rule on trial apart from the one in force. */
export const alarmKey = (rule: Pick<TriggerRule, 'id' | 'state'>, { asset, device, metric }: Pick<SeriesSpec, 'asset' | 'device' | 'metric'>): string =>
  `${rule.state === 'shadow' ? 'trial ' : ''}${rule.id} ${asset === null ? `${device} ${metric}` : `@${asset}`}`;

/** The id of the alarm that a journal record opened: the same record gives the same alarm again (a version 8 UUID of the place in the journal). */
export function alarmId(partition: number, seq: bigint, n: number, key: string): string {
  const hash = createHash('sha256').update(`${partition}/${seq}/${n}/${key}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
