import { Alarms1764300400000 } from './alarms/migration.js';
import { Readings1764300300000 } from './journal/migration.js';

/** Migrations of this library, oldest first. */
export const migrations = [Readings1764300300000, Alarms1764300400000];
