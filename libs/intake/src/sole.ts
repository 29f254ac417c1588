import type { CaseId, ClassId } from '#domain';
import type { Tx } from '#platform';

/** Somebody else opened a case about the same thing a moment ago: look again, and attach. */
export class Rival extends Error {
  constructor(readonly of: CaseId) {
    super(`case ${of} was opened about the same thing`);
    this.name = 'Rival';
  }
}

/** What there is at most one open case about. The same asset; the same device raising the same class of alarm. */
export const soleKeys = (of: { readonly asset: string | null; readonly device: string | null; readonly classId: ClassId | null }): string[] => [
  ...(of.asset === null ? [] : [`asset ${of.asset}`]),
  ...(of.device === null ? [] : [`device ${of.device} ${of.classId ?? ''}`]),
];

/**
 * Claims the keys for a case that is being opened in `tx`. A rival's uncommitted claim is waited for; the second look has a snapshot of its own,
 * so it sees the case that the rival has committed. Throws Rival, which rolls everything back.
 */
export async function claim(tx: Tx, keys: readonly string[], id: CaseId): Promise<void> {
  for (const key of [...keys].sort()) {
    const [held] = await tx.query<{ case_id: CaseId }>('insert into sole_case (key, case_id) values ($1, $2) on conflict (key) do update set key = excluded.key returning case_id', [key, id]);
    if (held === undefined || held.case_id === id) continue;
    const open = await tx.query(`select 1 from cases where id = $1 and stage <> 'closed'`, [held.case_id]);
    if (open.length > 0) throw new Rival(held.case_id);
    await tx.query('update sole_case set case_id = $2 where key = $1', [key, id]);
  }
}
