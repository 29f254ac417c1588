import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomToken } from '../ids.js';
import { accountFor, canEnter, type Account } from './account.js';
import { EmbeddedPostgresError, explained } from './faults.js';

/** Where the cluster of a data folder lies, and who runs it. */
export interface Place { readonly base: string; readonly cluster: string; readonly account: Account | null; /** Not in the data folder, because the account cannot get there. */ readonly elsewhere: boolean }

/** Folders every account can get to, tried in this order when the data folder is not. */
export const SHARED = ['/var/lib/grid-dispatch', '/var/tmp/grid-dispatch'] as const;
const POINTER = 'postgres.place';
const ROOM_NEEDED = 200 * 2 ** 20;

/** The place of the data folder's cluster: inside it, or a reachable one, remembered in `postgres.place`. @throws EmbeddedPostgresError */
export function placeFor(dataDir: string, shared: readonly string[] = SHARED): Place {
  const data = resolve(dataDir);
  try {
    mkdirSync(data, { recursive: true });
    return remembered(data) ?? here(data) ?? elsewhere(data, shared);
  } catch (error) {
    throw explained(error, data);
  }
}

const placed = (base: string, elsewhere: boolean): Place => {
  const cluster = join(base, 'postgres');
  return { base, cluster, account: accountFor(cluster), elsewhere };
};

function remembered(data: string): Place | null {
  const pointer = join(data, POINTER);
  if (!existsSync(pointer)) return null;
  const base = readFileSync(pointer, 'utf8').trim();
  if (existsSync(base)) return placed(base, true);
  throw new EmbeddedPostgresError(
    { zh: `${data} 的数据库原在 ${base}，现已不存在。`, en: `The database of ${data} lay in ${base}, which is gone.` },
    { zh: `请将其放回原处，或删除 ${pointer} 以空数据库重新开始。`, en: `Put it back, or delete ${pointer} to begin with an empty database.` });
}

function here(data: string): Place | null {
  const place = placed(data, false);
  return canEnter(place.account, data) ? place : null;
}

function elsewhere(data: string, shared: readonly string[]): Place {
  const { account } = placed(data, false);
  for (const root of shared) {
    const base = join(root, `${basename(dirname(data)) || 'data'}-${randomToken(6)}`.replace(/[^\w.-]/g, '_'));
    try {
      mkdirSync(base, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    if (canEnter(account, base)) {
      writeFileSync(join(data, POINTER), `${base}\n`);
      return placed(base, true);
    }
    rmSync(base, { recursive: true, force: true });
  }
  throw new EmbeddedPostgresError(
    { zh: `PostgreSQL 不能以 root 运行，而它所用的帐号进不了 ${data}。`, en: `PostgreSQL must not run as root and its account cannot get to ${data}.` },
    { zh: '请将 GRID_DATA_DIR 设为人人可进入的文件夹，或以普通用户启动。', en: 'Set GRID_DATA_DIR to a folder everybody can enter, or start as an ordinary user.' });
}

/** Hands a file or folder to the account. */
export const give = (path: string, account: Account | null): void => { if (account) chownSync(path, account.uid, account.gid); };

/** @throws EmbeddedPostgresError when a new cluster would not fit */
export function demandRoom(folder: string, needed = ROOM_NEEDED): void {
  const { bavail, bsize } = statfsSync(folder);
  const megabytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);
  const free = megabytes(bavail * bsize);
  if (free >= megabytes(needed)) return;
  throw new EmbeddedPostgresError(
    { zh: `${folder} 所在的磁盘只剩 ${free} MB，数据库初始化需要 ${megabytes(needed)} MB。`, en: `The disk that holds ${folder} has ${free} MB left, the database needs ${megabytes(needed)} MB to begin.` },
    { zh: '请腾出空间，或将 GRID_DATA_DIR 设到另一块磁盘上的文件夹，再重新启动。', en: 'Free some space, or set GRID_DATA_DIR to a folder on another disk, and start again.' });
}
