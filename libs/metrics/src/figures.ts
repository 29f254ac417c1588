import { Injectable } from '@nestjs/common';
import type { Figure } from '#contract';
import { SIGHT, type Actor, type DepartmentId } from '#domain';
import { Database } from '#platform';

/** Daily counts within what the reader may see: everything, the own department's, or nothing. */
@Injectable()
export class Figures {
  constructor(private readonly database: Database) {}

  /** Local days `from` … `to`, both included, in order; what is zero is left out. */
  async between(from: string, to: string, department: DepartmentId | null, reader: Actor): Promise<Figure[]> {
    const sight = SIGHT[reader.role];
    if (sight === 'cell' || sight === 'none') return [];
    const own = sight === 'department' ? (reader.department ?? '-') : null;
    if (own !== null && department !== null && department !== own) return [];
    const rows = await this.database.query<Figure & { department: string }>(
      `select day::text as day, department, measure, count from daily_figure where day between $1 and $2 and ($3::text is null or department = $3) order by day, department, measure`, [from, to, own ?? department]);
    return rows.map((r) => ({ ...r, department: (r.department as string) === '' ? null : r.department }));
  }
}
