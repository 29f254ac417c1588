/** The embedded PostgreSQL cannot be had: one sentence that says what is wrong, one that says what to do. */
export class EmbeddedPostgresError extends Error {
  constructor(readonly what: string, readonly todo: string, options?: { cause?: unknown }) {
    super(`${what} ${todo}`, options);
    this.name = 'EmbeddedPostgresError';
  }
}

interface Known { readonly sign: RegExp; readonly what: (where: string, found: RegExpExecArray) => string; readonly todo: string }

const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL server of your own';

const KNOWN: readonly Known[] = [
  { sign: /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/i, what: (where) => `The disk that holds ${where} is full.`, todo: 'Free at least 200 MB there, or set GRID_DATA_DIR to a folder on another disk, and start again.' },
  { sign: /Read-only file system|EROFS/i, what: (where) => `${where} lies on a read-only file system.`, todo: 'Set GRID_DATA_DIR to a folder that can be written to.' },
  { sign: /database files are incompatible with server[\s\S]*?version ([\d.]+)/i, what: (where, found) => `The data in ${where} was made by PostgreSQL ${found[1]}, this program brings another version.`, todo: 'Start the program version that made it, take a backup there, and restore it here into a new GRID_DATA_DIR.' },
  { sign: /has wrong ownership|has invalid permissions|Permission denied|EACCES|EPERM/i, what: (where) => `PostgreSQL may not read or write ${where}.`, todo: 'Start as the user who owns that folder (or as root), or set GRID_DATA_DIR to a folder of your own.' },
  { sign: /Exec format error|ENOEXEC|cannot execute binary file/i, what: () => `The installed PostgreSQL binaries are for another kind of machine than ${process.platform}-${process.arch}.`, todo: `Delete node_modules and run npm install on this machine, ${OWN_SERVER}.` },
  { sign: /error while loading shared libraries|Library not loaded|symbol not found|not found \(required by|spawn .*(postgres|initdb) ENOENT/i, what: () => 'The installed PostgreSQL binaries cannot run on this system (they need glibc 2.27 or newer; Alpine has none).', todo: `Delete node_modules and run npm install, ${OWN_SERVER}.` },
  { sign: /Address already in use|EADDRINUSE/i, what: () => 'The port chosen for PostgreSQL was taken in the same moment.', todo: 'Start again.' },
  { sign: /could not (?:create|map|allocate).*shared memory|Cannot allocate memory|ENOMEM|out of memory/i, what: () => 'There is not enough memory for PostgreSQL.', todo: `Free about 300 MB, ${OWN_SERVER}.` },
  { sign: /cannot be run as root|must not be run as root|"root" execution/i, what: () => 'PostgreSQL refuses to run as root.', todo: `Start as an ordinary user, ${OWN_SERVER}.` },
  { sign: /PANIC:.*checkpoint|invalid (?:primary )?checkpoint|could not locate a valid checkpoint|invalid magic number|database system identifier differs/i, what: (where) => `The database in ${where} is damaged.`, todo: 'Keep a copy of that folder, then restore the last backup into a new GRID_DATA_DIR.' },
];

/** Makes of what PostgreSQL or the system said one clear sentence and what to do; `where` is the folder concerned. */
export function explain(said: string, where: string, cause?: unknown): EmbeddedPostgresError {
  for (const { sign, what, todo } of KNOWN) {
    const found = sign.exec(said);
    if (found) return new EmbeddedPostgresError(what(where, found), todo, { cause: cause ?? said });
  }
  const last = said.trim().split('\n').slice(-3).join(' | ');
  return new EmbeddedPostgresError(`The embedded PostgreSQL in ${where} did not start: ${last || 'it said nothing'}.`, `Look at postgres.log beside it, ${OWN_SERVER}.`, { cause });
}

/** The same for a thrown error. */
export const explained = (error: unknown, where: string): EmbeddedPostgresError =>
  error instanceof EmbeddedPostgresError ? error : explain(error instanceof Error ? `${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}` : String(error), where, error);
