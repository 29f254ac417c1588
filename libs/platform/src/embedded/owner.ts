import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = (base: string): string => join(base, 'postgres.owner');

/** Fields of /proc/<pid>/stat after the name, where there is a /proc: [0] the state, [19] the start time. */
const stat = (pid: number): string[] => {
  const text = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** Whether a process with this id lives (also one we may not signal; not one that is dead and only not yet collected). */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return stat(pid)[0] !== 'Z';
}

/** Tells a process from a later one with the same id: its start time, where /proc knows it. */
const identity = (pid: number): string => `${pid} ${stat(pid)[19] ?? ''}`.trim();

/** The program whose PostgreSQL it is: the one that stops it. Null when that program is gone (a kill -9 leaves its PostgreSQL behind). */
export function owner(base: string): number | null {
  if (!existsSync(file(base))) return null;
  const said = readFileSync(file(base), 'utf8').trim();
  const pid = Number(said.split(' ')[0]);
  return pid > 0 && alive(pid) && identity(pid) === said ? pid : null;
}

/** Makes this process the owner; false when a living one has it. Of several that start at once exactly one becomes it. */
export function own(base: string): boolean {
  if (owner(base) !== null) return owner(base) === process.pid;
  const dead = `${file(base)}.${process.pid}`;
  try {
    const said = existsSync(file(base)) ? readFileSync(file(base), 'utf8') : null;
    if (said !== null) {
      renameSync(file(base), dead);
      if (readFileSync(dead, 'utf8') !== said) { renameSync(dead, file(base)); return false; }
      rmSync(dead);
    }
    writeFileSync(file(base), `${identity(process.pid)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

export const disown = (base: string): void => { if (owner(base) === process.pid) rmSync(file(base), { force: true }); };
