import type { Actor } from '#domain';

/** What decides what somebody may see. */
export type Sight = Pick<Actor, 'role' | 'department' | 'cells'>;
export const sightOf = ({ role, department, cells }: Actor): Sight => ({ role, ...(department !== undefined && { department }), ...(cells !== undefined && { cells }) });
/** Whether all that somebody might see then is theirs to see now. */
export const stillSees = (then: Sight, now: Actor | null): boolean => now !== null && now.role === then.role && now.department === then.department && (then.cells ?? []).every((cell) => now.cells?.includes(cell) === true);
