import { freePort, startEmbeddedPostgres } from '#platform';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Backend = 'postgres' | 'redis';

export interface Service { readonly url: string; readonly pid: number; stop(): Promise<void> }
/** What a scenario has started, to be stopped last first whatever happens. */
export type Undo = (() => Promise<void>)[];

export async function undone<T>(run: (undo: Undo) => Promise<T>): Promise<T> {
  const undo: Undo = [];
  try { return await run(undo); } finally { for (const stop of undo.reverse()) await stop().catch(() => undefined); }
}

/** The program's own PostgreSQL with its real settings: every commit is on the disk before it is answered. In a directory that is named it stays for the next run, otherwise it goes with this one. */
export async function postgres(undo: Undo, kept?: string): Promise<string> {
  const dataDir = kept === undefined ? mkdtempSync(join(tmpdir(), 'grid-bench-')) : resolve(kept);
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o755);
  if (kept === undefined) undo.push(() => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })));
  const server = await startEmbeddedPostgres({ dataDir, database: 'bench' });
  undo.push(() => server.stop());
  return server.url;
}

/** A redis-server from the PATH as the operations page asks for it: append-only file, nothing evicted. */
export async function redis(undo: Undo): Promise<Service> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'grid-bench-redis-'));
  undo.push(() => Promise.resolve(rmSync(dir, { recursive: true, force: true })));
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction', '--dir', dir], { stdio: 'ignore' });
  const stop = ended(child);
  undo.push(stop);
  await sleep(300);
  return { url: `redis://127.0.0.1:${port}/0`, pid: child.pid ?? 0, stop };
}

/** A whole server as a process of its own, on a database and perhaps a Redis. Throws when it is not ready within three minutes. */
export async function server(undo: Undo, env: Readonly<Record<string, string>>): Promise<Service> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'grid-bench-data-'));
  undo.push(() => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })));
  const main = resolve(import.meta.dirname, '../apps/server/src/main.js');
  const { NODE_OPTIONS: _, ...own } = process.env;
  const child = spawn(process.execPath, [main, 'serve', '--no-morning'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...own, PORT: String(port), GRID_DEMO: 'true', GRID_DATA_DIR: dataDir, GRID_LOG_LEVEL: 'error', ...env } });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => { complaint = (complaint + chunk.toString('utf8')).slice(-2000); });
  const stop = ended(child);
  undo.push(stop);
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + 180_000; ; await sleep(200)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it was ready: ${complaint}`);
    if (await fetch(`${url}/health/ready`).then((r) => r.ok, () => false)) return { url, pid: child.pid ?? 0, stop };
    if (Date.now() > until) throw new Error('the server was not ready within three minutes');
  }
}

function ended(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((done) => { child.once('exit', () => done()); });
  return async () => { if (child.exitCode === null && child.signalCode === null) { child.kill('SIGTERM'); await gone; } };
}

/** Largest resident memory that a process has had, in MiB; null where the system does not tell. */
export function peakMemory(pid: number): number | null {
  try { return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024; } catch { return null; }
}

/** CPU seconds that a process has used; null where the system does not tell. */
export function cpuSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch { return null; }
}
