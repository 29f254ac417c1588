import { migrations as views } from './analysis/migrations.js';
import { migrations as tables } from './migrations.js';

/** Tables of our own, and views over those of others too. */
export const migrations = [...tables, ...views];
