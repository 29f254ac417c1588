import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './redis.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'apps', 'server', 'src', 'main.js');
type Env = Readonly<Record<string, string>>;
const plain = (env: Env): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', LANG: 'en_US.UTF-8', ...env });

/** Runs the built program to its end: what an operator would see. */
export function runProgram(args: readonly string[], env: Env): Promise<{ code: number; out: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: plain(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? -1, out }));
  });
}

export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  /** What it has said so far. */
  said(): string;
  /** SIGKILL ends it as a power cut would, SIGTERM as an operator would. Answers the exit code. */
  end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => { for (const child of running) child.kill('SIGKILL'); });

/** Starts the built program as a process of its own and waits until it answers. */
export async function startProgram(args: readonly string[], env: Env): Promise<RunningProgram> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', String(port), ...args], { env: plain(env), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  const ended = new Promise<number | null>((done) => child.once('close', (code) => { running.delete(child); done(code); }));
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}: ${out}`);
    return fetch(`${url}/health/live`).then((r) => r.ok, () => false);
  });
  return { url, pid: child.pid ?? 0, said: () => out, end: async (signal) => { child.kill(signal); return ended; } };
}

/** Waits until something is so. The limit only keeps a failed test from hanging: nothing is timed. */
export async function until(so: () => boolean | Promise<boolean>, limit = 240_000): Promise<void> {
  for (const end = Date.now() + limit; ; await sleep(50)) {
    if (await so()) return;
    if (Date.now() > end) throw new Error('it never became so');
  }
}
