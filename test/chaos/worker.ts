import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Harness } from '../harness/index.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'apps', 'server', 'src', 'main.js');

/** A worker in a process of its own, on the harness's database: only a process can be killed. */
export function startWorker(h: Harness): ChildProcess {
  const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('GRID_') && name !== 'NODE_OPTIONS');
  return spawn(process.execPath, [MAIN, 'serve', '--roles', 'worker'], { env: { ...Object.fromEntries(settings), ...h.env, PORT: '0' }, stdio: ['ignore', 'ignore', 'inherit'] });
}

export async function killWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}
