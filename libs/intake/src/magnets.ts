import { correlated, type CaseId, type ClassId, type Correlated, type Instant, type Likeness, type Place } from '#domain';
import type { Tx } from '#platform';

/** A case with an alarm: reports of its class that are so near belong to it without anybody being asked, until a moment; null: as long as it fires. */
export interface Magnet { readonly caseId: CaseId; readonly metres: number; readonly until: Instant | null }

/** Says so of a case. Said twice, the wider reach counts. */
export async function magnetize(tx: Pick<Tx, 'query'>, { caseId, metres, until }: Magnet): Promise<void> {
  await tx.query('insert into case_magnet as m (case_id, metres, until) values ($1, $2, $3) on conflict (case_id) do update set metres = greatest(m.metres, excluded.metres), until = excluded.until', [caseId, metres, until]);
}

/** The open cases with an alarm that a report of a class at a place belongs to, the nearest first. */
export async function drawn(sql: Pick<Tx, 'query'>, fresh: { readonly classId: ClassId | null; readonly place: Place | null; readonly reportedAt: Instant }, open: readonly Likeness[]): Promise<Correlated[]> {
  const alike = fresh.classId === null || fresh.place === null ? [] : open.filter((c) => c.classId === fresh.classId);
  if (alike.length === 0) return [];
  const magnets = await sql.query<{ case_id: CaseId; metres: number }>('select case_id, metres from case_magnet where case_id = any($1::uuid[]) and (until is null or until >= $2)', [alike.map((c) => c.id), fresh.reportedAt]);
  return magnets.flatMap((m) => correlated(fresh, alike.filter((c) => c.id === m.case_id), { metres: m.metres, within: Infinity })).sort((a, b) => a.metres - b.metres);
}
