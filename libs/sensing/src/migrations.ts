import { Alarms1764300400000 } from './alarms/migration.js';
import { AlarmPictures1764300600100 } from './alarms/pictures.migration.js';
import { DeviceCare1764300600200 } from './health/migration.js';
import { ReadingBooks1764300520000 } from './journal/books-migration.js';
import { SenderUse1764300600500 } from './journal/limits-migration.js';
import { Readings1764300300000 } from './journal/migration.js';
import { AdoptedLoggers1764300600400 } from './loggers/migration.js';
import { SensingNews1764300600300 } from './news/migration.js';
import { SeenPictures1764300600000 } from './pictures/migration.js';

/** Migrations of this library, oldest first. */
export const migrations = [Readings1764300300000, Alarms1764300400000, ReadingBooks1764300520000, SeenPictures1764300600000, AlarmPictures1764300600100, DeviceCare1764300600200, SensingNews1764300600300, AdoptedLoggers1764300600400, SenderUse1764300600500];
