/** One sentence in both languages. */
export interface Sentence { readonly zh: string; readonly en: string }

/** The embedded PostgreSQL cannot be had: one sentence that says what is wrong, one that says what to do. The message is in English, `zh` in Chinese. */
export class EmbeddedPostgresError extends Error {
  readonly zh: string;
  constructor(what: Sentence, todo: Sentence, options?: { cause?: unknown }) {
    super(`${what.en} ${todo.en}`, options);
    this.name = 'EmbeddedPostgresError';
    this.zh = `${what.zh}${todo.zh}`;
  }
}

/** What else can be done about binaries that do not run here. */
export const REINSTALL: Sentence = {
  zh: '请删除 node_modules 后在本机重新 npm install，或用 DATABASE_URL 指定一个 PostgreSQL 服务器。',
  en: 'Delete node_modules and run npm install on this machine, or set DATABASE_URL to a PostgreSQL server of your own.',
};
const OTHER_USER: Sentence = { zh: '请以普通用户启动，或用 DATABASE_URL 指定一个 PostgreSQL 服务器。', en: 'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.' };
const KIND = `${process.platform}-${process.arch}`;

interface Known { readonly sign: RegExp; readonly what: (where: string, found: RegExpExecArray) => Sentence; readonly todo: Sentence }

const KNOWN: readonly Known[] = [
  {
    sign: /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/i,
    what: (where) => ({ zh: `${where} 所在的磁盘已满。`, en: `The disk that holds ${where} is full.` }),
    todo: { zh: '请腾出至少 200 MB，或将 GRID_DATA_DIR 设到另一块磁盘上的文件夹，再重新启动。', en: 'Free at least 200 MB there, or set GRID_DATA_DIR to a folder on another disk, and start again.' },
  },
  {
    sign: /Read-only file system|EROFS/i,
    what: (where) => ({ zh: `${where} 位于只读文件系统。`, en: `${where} lies on a read-only file system.` }),
    todo: { zh: '请将 GRID_DATA_DIR 设为可写的文件夹。', en: 'Set GRID_DATA_DIR to a folder that can be written to.' },
  },
  {
    sign: /database files are incompatible with server[\s\S]*?version ([\d.]+)/i,
    what: (where, found) => ({ zh: `${where} 中的数据由 PostgreSQL ${found[1]} 建立，本程序自带的是另一版本。`, en: `The data in ${where} was made by PostgreSQL ${found[1]}, this program brings another version.` }),
    todo: { zh: '请用建立它的程序版本启动并备份，再恢复到新的 GRID_DATA_DIR。', en: 'Start the program version that made it, take a backup there, and restore it here into a new GRID_DATA_DIR.' },
  },
  {
    sign: /has wrong ownership|has invalid permissions|Permission denied|EACCES|EPERM/i,
    what: (where) => ({ zh: `PostgreSQL 无权读写 ${where}。`, en: `PostgreSQL may not read or write ${where}.` }),
    todo: { zh: '请以该文件夹的所有者（或 root）启动，或将 GRID_DATA_DIR 设为自己的文件夹。', en: 'Start as the user who owns that folder (or as root), or set GRID_DATA_DIR to a folder of your own.' },
  },
  {
    sign: /Exec format error|ENOEXEC|cannot execute binary file/i,
    what: () => ({ zh: `已安装的 PostgreSQL 程序不适用于本机（${KIND}）。`, en: `The installed PostgreSQL binaries are for another kind of machine than ${KIND}.` }),
    todo: REINSTALL,
  },
  {
    sign: /error while loading shared libraries|Library not loaded|symbol not found|not found \(required by|spawn .*(postgres|initdb) ENOENT/i,
    what: () => ({ zh: '已安装的 PostgreSQL 程序无法在此系统上运行（需要 glibc 2.27 或更新版本；Alpine 没有 glibc）。', en: 'The installed PostgreSQL binaries cannot run on this system (they need glibc 2.27 or newer; Alpine has none).' }),
    todo: REINSTALL,
  },
  {
    sign: /Address already in use|EADDRINUSE/i,
    what: () => ({ zh: '为 PostgreSQL 选定的端口恰好被占用。', en: 'The port chosen for PostgreSQL was taken in the same moment.' }),
    todo: { zh: '请重新启动。', en: 'Start again.' },
  },
  {
    sign: /could not (?:create|map|allocate).*shared memory|Cannot allocate memory|ENOMEM|out of memory/i,
    what: () => ({ zh: 'PostgreSQL 可用的内存不足。', en: 'There is not enough memory for PostgreSQL.' }),
    todo: { zh: '请腾出约 300 MB 内存，或用 DATABASE_URL 指定一个 PostgreSQL 服务器。', en: 'Free about 300 MB, or set DATABASE_URL to a PostgreSQL server of your own.' },
  },
  {
    sign: /cannot be run as root|must not be run as root|"root" execution/i,
    what: () => ({ zh: 'PostgreSQL 拒绝以 root 运行。', en: 'PostgreSQL refuses to run as root.' }),
    todo: OTHER_USER,
  },
  {
    sign: /PANIC:.*checkpoint|invalid (?:primary )?checkpoint|could not locate a valid checkpoint|invalid magic number|database system identifier differs/i,
    what: (where) => ({ zh: `${where} 中的数据库已损坏。`, en: `The database in ${where} is damaged.` }),
    todo: { zh: '请保留该文件夹的副本，再将最近的备份恢复到新的 GRID_DATA_DIR。', en: 'Keep a copy of that folder, then restore the last backup into a new GRID_DATA_DIR.' },
  },
];

/** Makes of what PostgreSQL or the system said one clear sentence and what to do; `where` is the folder concerned. */
export function explain(said: string, where: string, cause?: unknown): EmbeddedPostgresError {
  for (const { sign, what, todo } of KNOWN) {
    const found = sign.exec(said);
    if (found) return new EmbeddedPostgresError(what(where, found), todo, { cause: cause ?? said });
  }
  const last = said.trim().split('\n').slice(-3).join(' | ');
  return new EmbeddedPostgresError(
    { zh: `${where} 中的内嵌 PostgreSQL 没有启动：${last || '没有任何说明'}。`, en: `The embedded PostgreSQL in ${where} did not start: ${last || 'it said nothing'}.` },
    { zh: '请查看同处的 postgres.log，或用 DATABASE_URL 指定一个 PostgreSQL 服务器。', en: 'Look at postgres.log beside it, or set DATABASE_URL to a PostgreSQL server of your own.' }, { cause });
}

/** The same for a thrown error. */
export const explained = (error: unknown, where: string): EmbeddedPostgresError =>
  error instanceof EmbeddedPostgresError ? error : explain(error instanceof Error ? `${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}` : String(error), where, error);

/** Root, and nobody to run it as. */
export const noAccount = (): EmbeddedPostgresError => new EmbeddedPostgresError({
  zh: '程序以 root 运行，PostgreSQL 不允许这样，而系统中又没有 postgres 或 nobody 帐号可用。',
  en: 'The program runs as root, which PostgreSQL refuses, and there is neither a "postgres" nor a "nobody" account to run it as.',
}, OTHER_USER);
