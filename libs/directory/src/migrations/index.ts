import type { MigrationInterface } from 'typeorm';

/** The directory's migrations, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [];
