import { alarmTables } from './alarms/tables.js';
import { readingTables } from './journal/tables.js';

/** Table declarations of this library. */
export const entities = [...readingTables, ...alarmTables];
