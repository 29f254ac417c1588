import type { Database, Tx } from '#platform';

/** Whatever answers a statement: the pool or an open transaction. */
export type Sql = Pick<Database, 'query'> | Pick<Tx, 'query'>;
