import { alarmTables } from './alarms/tables.js';
import { readingTables } from './journal/tables.js';
import { adoptedLoggerTable } from './loggers/tables.js';
import { sensingNewsTable } from './news/tables.js';
import { seenPictureTable } from './pictures/tables.js';

/** Table declarations of this library. */
export const entities = [...readingTables, ...alarmTables, seenPictureTable, sensingNewsTable, adoptedLoggerTable];
