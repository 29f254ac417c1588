import { SIGHT, type Actor, type DepartmentId } from '#domain';
import { Database, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';

/** Whose devices a person sees: null all of them, else those of a department. @throws ProblemError no-right */
export function sightOf({ role, department }: Actor): DepartmentId | null {
  if (SIGHT[role] === 'all') return null;
  if (SIGHT[role] === 'department' && department !== undefined) return department;
  throw new ProblemError('no-right');
}

/** A device, or a series of one, is there only for whoever sees it. */
@Injectable()
export class DeviceSight {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError no-right, not-found: it is not there, or another department's */
  async device(actor: Actor, device: string): Promise<void> { await this.one(actor, 'select 1 from device d where d.id = $1 and ($2::text is null or d.department = $2)', device); }

  /** @throws ProblemError no-right, not-found */
  async series(actor: Actor, series: string): Promise<void> { await this.one(actor, 'select 1 from series s left join device d on d.id = s.device where s.id = $1 and ($2::text is null or d.department = $2)', series); }

  private async one(actor: Actor, sql: string, id: string): Promise<void> {
    const department = sightOf(actor);
    if ((await this.database.query(sql, [id, department])).length === 0) throw new ProblemError('not-found');
  }
}
