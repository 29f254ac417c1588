import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { noAccount } from './faults.js';

/** Who PostgreSQL runs as. */
export interface Account { readonly uid: number; readonly gid: number }

/** Root may not run PostgreSQL: the owner of the cluster where there is one, else the account postgres or nobody. Null when we are not root and run it ourselves. Creates no account. */
export function accountFor(cluster: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw noAccount();
}

/** Whether the account (null: ourselves) can walk into a folder. */
export const canEnter = (account: Account | null, folder: string): boolean =>
  account === null || spawnSync('sh', ['-c', 'cd "$1" 2>/dev/null', 'sh', folder], { ...account, cwd: '/' }).status === 0;

/** Options of a child process that runs as the account, whatever folder and environment we were started in. */
export function runAs(account: Account | null): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  const { NODE_OPTIONS: _node, ...env } = process.env;
  for (const name of Object.keys(env)) if (/^PG[A-Z]+$/.test(name)) delete env[name];
  return { ...account, cwd: '/', env: { ...env, LC_ALL: 'C', TZ: 'UTC' } };
}
