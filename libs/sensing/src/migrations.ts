import { Alarms1764300400000 } from './alarms/migration.js';
import { ReadingBooks1764300520000 } from './journal/books-migration.js';
import { Readings1764300300000 } from './journal/migration.js';

/** Migrations of this library, oldest first. */
export const migrations = [Readings1764300300000, Alarms1764300400000, ReadingBooks1764300520000];
