import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './program.js';
import { freePort } from './redis.js';

export const mosquittoFound = !(spawnSync('mosquitto', ['-h']).error instanceof Error);

/** A mosquitto of the test's own that drops nothing of what waits. */
export interface Mosquitto { readonly url: string; readonly port: number; stop(): Promise<void> }

export async function startMosquitto(): Promise<Mosquitto> {
  const port = await freePort(), folder = mkdtempSync(join(tmpdir(), 'grid-mosquitto-')), settings = join(folder, 'mosquitto.conf');
  writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 1000\nuser root\n`);
  const child: ChildProcess = spawn('mosquitto', ['-c', settings], { stdio: 'ignore' });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  await until(() => new Promise((resolve) => { const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false)); }));
  return { url: `mqtt://127.0.0.1:${port}`, port, stop: async () => { const gone = new Promise((done) => child.once('exit', done)); child.kill('SIGTERM'); await gone; process.off('exit', end); rmSync(folder, { recursive: true, force: true }); } };
}
