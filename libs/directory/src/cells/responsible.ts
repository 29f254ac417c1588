import type { CellResponsible } from '#contract';
import type { Actor, CellId } from '#domain';
import { Clock, Database, Hints, ProblemError, type FieldFault } from '#platform';
import { Injectable } from '@nestjs/common';
import { Directory, REFERENCE } from '../directory.js';
import { writeLog } from '../people/log.js';
import { applyPeople, planPeople, type Wish } from '../people/plan.js';
import { MAY } from '../rules/drafts.js';

/** Who answers for cells, looked at from the cell. The same rows and the same log as from the person. */
@Injectable()
export class CellResponsibility {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly hints: Hints, private readonly clock: Clock) {}

  /** Of every cell in force that these are, by code. */
  of(cells: readonly CellId[]): CellResponsible[] { return cells.map((cell) => this.ofCell(cell)); }
  ofCell(cell: CellId): CellResponsible {
    const { main, backups } = this.directory.responsible(cell), person = (id: string): { id: string; name: string } => ({ id, name: this.directory.name(id) });
    return { cell, main: main === null ? null : person(main), backups: backups.map(person) };
  }

  /** The whole of it: whoever is not named answers for the cell no longer. @throws ProblemError no-right, not-found, invalid-input */
  async set(actor: Actor, cell: CellId, { main, backups }: { readonly main: string | null; readonly backups: readonly string[] }): Promise<CellResponsible> {
    if (!MAY.write.includes(actor.role)) throw new ProblemError('no-right');
    if (!this.directory.cellEditions().comes(cell, this.clock.now())) throw new ProblemError('not-found');
    const faults: FieldFault[] = [];
    [main, ...backups].forEach((id, i) => {
      const person = id === null ? null : this.directory.person(id), pointer = i === 0 ? '/main' : `/backups/${i - 1}`;
      if (id !== null && (person === null || person.role !== 'grid-member' || !person.active)) faults.push({ pointer, code: 'unknown-value', message: `${id} is no active grid member`, zh: `${id} 不是在岗的网格员` });
      if (i > 0 && (id === main || backups.indexOf(id ?? '') !== i - 1)) faults.push({ pointer, code: 'twice', message: `${id} is named twice`, zh: `${id} 重复` });
    });
    if (faults.length > 0) throw new ProblemError('invalid-input', { errors: faults });
    await this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch people'))`);
      const rows = await tx.query<{ person: string; cell: CellId; kind: 'main' | 'backup' }>('select person, cell, kind from responsibility where person = any($2) or person in (select person from responsibility where cell = $1)', [cell, [...(main === null ? [] : [main]), ...backups]]);
      const people = new Set([...rows.map((r) => r.person), ...(main === null ? [] : [main]), ...backups]), held = (id: string, kind: 'main' | 'backup'): CellId[] => rows.filter((r) => r.person === id && r.kind === kind && r.cell !== cell).map((r) => r.cell);
      const wishes = [...people].map((id): Wish => ({ id, main: [...held(id, 'main'), ...(id === main ? [cell] : [])], backup: [...held(id, 'backup'), ...(backups.includes(id) ? [cell] : [])] }));
      const plan = await planPeople(tx, wishes, actor, this.directory);
      if (plan.faults.length > 0) throw new ProblemError('invalid-input', { errors: plan.faults.map(({ of, field: _, ...fault }) => ({ ...fault, pointer: wishes[of]?.id === main ? '/main' : `/backups/${Math.max(0, backups.indexOf(wishes[of]?.id ?? ''))}` })) });
      await applyPeople(tx, plan.planned);
      await writeLog(tx, plan.planned.flatMap((p) => (p.act === null ? [] : [{ by: actor.id, subject: `person:${p.id}`, act: p.act, changes: p.changes }])));
      tx.afterCommit(() => this.hints.publish(REFERENCE));
    });
    await this.directory.refresh();
    return this.ofCell(cell);
  }
}
