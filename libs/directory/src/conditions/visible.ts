import { SIGHT, type Actor } from '#domain';

/** Gives a value its placeholder. */
export type Bind = (value: unknown) => string;

/** What the actor may see, as a condition over `cases`. The same as the core's `sees`: a test compares them over every role. */
export function visible(actor: Actor, bind: Bind): string {
  switch (SIGHT[actor.role]) {
    case 'all': return 'true';
    case 'none': return 'false';
    case 'department': {
      if (actor.department === undefined) return 'false';
      const own = bind(actor.department);
      return `department = ${own} or (co_departments <> '{}' and co_departments @> array[${own}])`;
    }
    case 'cell': {
      const reported = `(reporters <> '{}' and reporters @> array[${bind(actor.id)}])`;
      return actor.cells === undefined || actor.cells.length === 0 ? reported : `cell = any(${bind(actor.cells)}::text[]) or ${reported}`;
    }
  }
}

/** Readers of one scope may be told the same: whoever sees everything, or one person. */
export const scopeOf = ({ role, id }: Actor): string => (SIGHT[role] === 'all' ? 'all' : `of ${id}`);
