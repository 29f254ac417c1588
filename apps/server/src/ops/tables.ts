import type pg from 'pg';

export interface TablePlan {
  readonly name: string;
  readonly columns: readonly string[];
}
export interface SequenceState { readonly name: string; readonly value: string | null }

/**
 * Not taken along: which migrations ran is decided by restoring, the others are made again from what is.
 * (Figures hold transaction numbers of the old cluster; renditions are made when first asked for; news is of an hour, and the rows that are restored are news.)
 */
const LEFT_OUT = ['migration', 'attachment_rendition', 'figure_watermark', 'daily_figure', 'counted_cursor', 'counted_case', 'counted_sum', 'counted_added', 'counted_summed', 'counted_column', 'counted_loose', 'counted_kind', 'counted_cell', 'sensing_news'];

/** Small facts that a migration or a first start writes: a database that holds only these is empty, and a restore brings its own. */
export const FIRST_ROWS = ['meta', 'directory_state'];

/** Our tables with their columns, referred-to tables first, so that they can be loaded in this order. Generated columns and transaction ids belong to a cluster and stay behind. */
export async function planTables(client: pg.ClientBase): Promise<TablePlan[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(`
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
           and not exists (select from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum and pg_get_expr(d.adbin, d.adrelid) like '%pg_current_xact_id%')) as columns,
      array(select distinct r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as needs
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($1) order by c.relname`, [LEFT_OUT]);
  const left = new Map(rows.map((row) => [row.name, row]));
  const ordered: TablePlan[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter((row) => !row.needs.some((need) => left.has(need)));
    if (ready.length === 0) throw new Error(`tables refer to one another in a circle: ${[...left.keys()].join(', ')}`);
    for (const { name, columns } of ready) {
      ordered.push({ name, columns: columns ?? [] });
      left.delete(name);
    }
  }
  return ordered;
}

/** Where every sequence stands. A null value has never been used. */
export async function sequencesOf(client: pg.ClientBase): Promise<SequenceState[]> {
  return (await client.query<{ name: string; value: string | null }>(`select sequencename as name, last_value::text as value from pg_sequences where schemaname = 'public' order by 1`)).rows;
}

/** Which of our tables hold rows, apart from FIRST_ROWS. */
export async function filledTables(client: pg.ClientBase): Promise<string[]> {
  const filled: string[] = [];
  for (const { name } of await planTables(client)) {
    if (FIRST_ROWS.includes(name)) continue;
    const { rows } = await client.query<{ some: boolean }>(`select exists (select from ${client.escapeIdentifier(name)}) as some`);
    if (rows[0]?.some) filled.push(name);
  }
  return filled;
}
