import type { Database } from '#platform';

/** So many copies of a closed or open case, as rows that every list shows; no log stands behind them. Of each three the first is of `mine`, the others of `theirs`. */
export async function copies(database: Database, of: string, n: number, { mine, theirs, prefix }: { readonly mine: string; readonly theirs: string; readonly prefix: string }): Promise<void> {
  await database.query(
    `insert into cases select r.* from cases c, (select gen_random_uuid() as id, n, case when n % 3 = 1 then $3 else $4 end as department from generate_series(1, $2::int) n) g,
       lateral jsonb_populate_record(c, jsonb_build_object('id', g.id, 'number', $5 || lpad(g.n::text, 8, '0'), 'department', g.department, 'source', 'media', 'reported_at', c.reported_at - g.n, 'wake_at', null, 'settled_version', c.version, 'due_at', null, 'yellow_at', null,
         'state', c.state || jsonb_build_object('id', g.id, 'number', $5 || lpad(g.n::text, 8, '0'), 'department', g.department, 'source', 'media', 'reportedAt', c.reported_at - g.n))) r where c.id = $1`, [of, n, mine, theirs, prefix]);
}
