import type { Tx } from '#platform';

/** A version comes into force: what the version before has firing goes on under it, as in the engine. What it had firing on trial was only tried: it fires anew with the next reading. */
export async function enable(tx: Tx, rule: string, version: number, now: number): Promise<void> {
  await tx.query('update alarm a set version = $2, changed_at = $3 where rule = $1 and not trial and cleared_at is null', [rule, version, now]);
  await withdraw(tx, rule, true, now);
}

/** A version is switched off: what it has firing is withdrawn, which says nothing of what it had seen. Cases stay, and are people's. */
export async function withdraw(tx: Tx, rule: string, trial: boolean, now: number): Promise<void> {
  await tx.query('update alarm set cleared_at = $2, withdrawn = true, told_firing = false, wants_at = null, held = null, held_window = null, changed_at = $2 where rule = $1 and trial = $3 and cleared_at is null', [rule, now, trial]);
}
