import type { CaseRow, Me } from '#contract';

/**
 * Whether the case waits for this person's hands, as the life cycle would let him: a phone without network must know it from the row alone.
 * What the server allows is in the case's page (`allowed`), and counts.
 */
export function waitsFor(row: CaseRow, me: Pick<Me, 'id' | 'role' | 'department' | 'cells'>): boolean {
  const own = row.cell !== null && (me.cells as readonly string[]).includes(row.cell);
  switch (me.role) {
    case 'grid-member':
      return own && (row.stage === 'confirmation' || (row.stage === 'verification' && row.handledBy !== me.id)
        || row.tasks.some((task) => (task.kind === 'recheck' ? task.state === 'waiting' || task.state === 'doing' : task.state === 'done' && task.doneBy !== me.id)));
    case 'handler':
      return (row.department === me.department && (row.stage === 'acceptance' || (row.stage === 'handling' && row.assignee === me.id)))
        || row.tasks.some((task) => task.department === me.department && (task.state === 'waiting' || (task.state === 'doing' && task.assignee === me.id)));
    case 'department-lead':
      return (row.department === me.department && row.stage === 'acceptance') || row.tasks.some((task) => task.department === me.department && task.state === 'waiting');
    default: return false;
  }
}
