import type { EntitySchema } from 'typeorm';

/** The directory's tables, as TypeORM declarations. */
export const entities: readonly EntitySchema[] = [];
