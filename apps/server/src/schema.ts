import * as attachments from '#attachments';
import * as cases from '#cases';
import * as directory from '#directory';
import * as intake from '#intake';
import * as metrics from '#metrics';
import * as notices from '#notices';
import * as platform from '#platform';
import * as sensing from '#sensing';

const parts = [platform, directory, attachments, notices, cases, intake, sensing, metrics] as const;

/** Every table of the program, as TypeORM declarations. */
export const entities = parts.flatMap((part) => [...part.entities]);
/** Every migration of the program; the timestamps in their names give the order. */
export const migrations = parts.flatMap((part) => [...part.migrations]);
