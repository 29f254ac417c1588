import { inScope, type TriggerRule } from '#domain';
import type { Tx } from '#platform';

/**
 * A version comes into force: what the version before has firing goes on under it, as in the engine, and what it does not watch any more is withdrawn.
 * What it had firing on trial was only tried: it fires anew with the next reading.
 */
export async function enable(tx: Tx, rule: TriggerRule, now: number): Promise<void> {
  const open = await tx.query<{ id: string; device: string; metric: string; cell: string | null; kind: string | null }>('select a.id, a.device, a.metric, a.cell, d.kind from alarm a left join device d on d.id = a.device where a.rule = $1 and not a.trial and a.cleared_at is null', [rule.id]);
  const left = open.filter((a) => !inScope(rule, { series: 0, device: a.device, kind: a.kind ?? '', metric: a.metric, asset: null, gateway: null, cell: a.cell, attributes: {}, codes: [] }));
  await withdrawAlarms(tx, left.map((a) => a.id), now);
  await tx.query('update alarm a set version = $2, changed_at = $3 where rule = $1 and not trial and cleared_at is null', [rule.id, rule.version, now]);
  await withdraw(tx, rule.id, true, now);
}

/** A version is switched off: what it has firing is withdrawn. Cases stay, and are people's. */
export async function withdraw(tx: Tx, rule: string, trial: boolean, now: number): Promise<void> {
  await withdrawAlarms(tx, (await tx.query<{ id: string }>('select id from alarm where rule = $1 and trial = $2 and cleared_at is null', [rule, trial])).map((r) => r.id), now);
}

/** Ends alarms that nobody watches any more, which says nothing of what they had seen: it neither recovers a case nor verifies one. */
export async function withdrawAlarms(tx: Pick<Tx, 'query'>, ids: readonly string[], now: number): Promise<void> {
  if (ids.length > 0) await tx.query('update alarm set cleared_at = $2, withdrawn = true, told_firing = false, wants_at = null, held = null, held_window = null, changed_at = $2 where id = any($1::uuid[]) and cleared_at is null', [ids, now]);
}
