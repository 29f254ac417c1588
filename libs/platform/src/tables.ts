import { MetaEntity } from './database/meta.entity.js';
import { Meta1764000000000 } from './database/meta.migration.js';

/** Table declarations of this library. */
export const entities = [MetaEntity];
/** Migrations of this library. */
export const migrations = [Meta1764000000000];
