import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '../ids.js';
import { runAs } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError, explain, explained } from './faults.js';
import { demandRoom, give, type Place } from './place.js';

const PASSWORD = 'postgres.password';
const HALF = 'postgres.init-';
/** The superuser of the cluster. */
export const USER = 'grid';

/** Makes the place's cluster where there is none; a half-made one is thrown away and made anew. Answers its password. @throws EmbeddedPostgresError */
export async function ensureCluster(place: Place, binaries: Binaries, sync: boolean): Promise<string> {
  try {
    for (const half of readdirSync(place.base).filter((name) => name.startsWith(HALF))) rmSync(join(place.base, half), { recursive: true, force: true });
    if (!existsSync(join(place.cluster, 'PG_VERSION'))) await create(place, binaries, sync);
  } catch (error) {
    throw explained(error, place.base);
  }
  return passwordOf(place);
}

/** @throws EmbeddedPostgresError when it is lost */
export function passwordOf({ base }: Place): string {
  const file = join(base, PASSWORD);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new EmbeddedPostgresError(
    { zh: `数据库的口令文件 ${file} 不见了。`, en: `${file}, the password of the database beside it, is gone.` },
    { zh: '请从副本中放回，或将备份恢复到新的 GRID_DATA_DIR。', en: 'Put it back from a copy, or restore a backup into a new GRID_DATA_DIR.' });
}

/** initdb into a folder of its own, renamed when it is complete: a start that is cut off leaves nothing that looks like a cluster. */
async function create({ base, cluster, account }: Place, { initdb }: Binaries, sync: boolean): Promise<void> {
  demandRoom(base);
  const half = join(base, `${HALF}${process.pid}`);
  const password = randomToken(18);
  const passwordFile = join(half, 'password');
  const data = join(half, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [half, data, passwordFile]) give(path, account);
  chmodSync(data, 0o700);
  const options = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-instructions', ...(sync ? [] : ['--no-sync'])];
  const said = await run(initdb, options, runAs(account));
  if (said !== null) throw explain(said, base);
  rmSync(cluster, { recursive: true, force: true });
  writeFileSync(join(base, PASSWORD), `${password}\n`, { mode: 0o600 });
  renameSync(data, cluster);
  rmSync(half, { recursive: true, force: true });
}

/** Null when it ended well, else what it said. */
const run = (command: string, args: readonly string[], options: ReturnType<typeof runAs>): Promise<string | null> =>
  new Promise((done) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.once('error', (error) => done(`${said}\n${error.message}`));
    child.once('close', (code) => done(code === 0 ? null : said || `initdb ended with ${code}`));
  });
