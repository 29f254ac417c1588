import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-port.js';
import { runAs } from './account.js';
import type { Binaries } from './binaries.js';
import { USER } from './cluster.js';
import { explain } from './faults.js';
import { alive } from './owner.js';
import { give, type Place } from './place.js';

export interface Running { readonly pid: number; readonly port: number }
export type Settings = Readonly<Record<string, string>>;

/** For one modest machine; a figure over years of lengths is sorted in memory, not in files. Errors of statements are not logged: the program that sent them logs them. */
const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '120', shared_buffers: '128MB', work_mem: '32MB', wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '512MB',
  jit: 'off', random_page_cost: '1.1', log_min_messages: 'log', log_checkpoints: 'off', timezone: 'UTC',
};

/** The PostgreSQL that runs on a cluster, by its postmaster.pid (line 1 the pid, 4 the port, 8 "ready" once it accepts connections); null when none does. */
export function running(cluster: string): (Running & { ready: boolean }) | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : cluster;
  if (!(pid > 0) || !alive(pid) || !command.includes(cluster)) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Starts PostgreSQL on the cluster, detached: Ctrl-C in a terminal must not stop it before the program has let go of it. `exited` settles when it ends. @throws EmbeddedPostgresError */
export async function launch({ base, cluster, account }: Place, binaries: Binaries, settings: Settings, port?: number): Promise<Running & { exited: Promise<void> }> {
  const at = port ?? (await freePort());
  const log = join(base, 'postgres.log');
  const out = openSync(log, 'w', 0o640);
  give(log, account);
  const args = ['-D', cluster, '-p', String(at), ...Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(binaries.postgres, args, { ...runAs(account), detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  let failed = '', gone = false;
  const exited = new Promise<void>((done) => {
    child.once('error', (error) => { failed = error.message; gone = true; done(); });
    child.once('exit', () => { gone = true; done(); });
  });
  child.unref();
  while (!running(cluster)?.ready) {
    if (gone) throw explain(`${failed}\n${readFileSync(log, 'utf8').slice(-8000)}`, cluster);
    await sleep(20);
  }
  return { pid: child.pid as number, port: at, exited };
}

/** Fast shutdown: clients are disconnected, a checkpoint is written. Settles when the process is gone. */
export async function shutDown(pid: number): Promise<void> {
  if (alive(pid)) process.kill(pid, 'SIGINT');
  while (alive(pid)) await sleep(20);
}

/** postgres://… of the database, which is made where it is not there. */
export async function openDatabase({ port }: Running, password: string, database: string): Promise<string> {
  const url = (name: string): string => `postgres://${USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (known.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`).catch((error: { code?: string }) => { if (error.code !== '42P04' && error.code !== '23505') throw error; });
  } finally {
    await client.end();
  }
  return url(database);
}
