import type { EntitySchema } from 'typeorm';
export const entities: EntitySchema[] = [];
