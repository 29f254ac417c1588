import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import { findBinaries } from './binaries.js';
import { ensureCluster, passwordOf } from './cluster.js';
import { EmbeddedPostgresError, explained } from './faults.js';
import { alive, disown, own, owner } from './owner.js';
import { placeFor, type Place } from './place.js';
import { launch, openDatabase, running, type Running, type Settings } from './postmaster.js';
import { Supervisor } from './supervise.js';

export { EmbeddedPostgresError } from './faults.js';

/** A PostgreSQL that came with the program. */
export interface EmbeddedPostgres {
  /** postgres://… of the database asked for. */
  readonly url: string;
  /** Of the postmaster as it is now: another one after it had to be started again. */
  readonly pid: number;
  /** Stops it cleanly; where another living program owns it, only lets go. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The cluster lies in `postgres` under it, or where `postgres.place` says. */
  readonly dataDir: string;
  /** Made where it is not there. */
  readonly database: string;
  /** More settings of postgresql.conf. */
  readonly settings?: Settings;
  readonly log?: Log;
  /** Folders to fall back to where the account cannot reach the data folder or the binaries. */
  readonly shared?: readonly string[];
}

const WAIT = 60_000;

/**
 * Starts the PostgreSQL of a data folder, or takes over the one that a killed program left running; a second living program
 * (a backup, a doctor) becomes its guest. Starts it again when it dies. @throws EmbeddedPostgresError that says what to do
 */
export async function startEmbeddedPostgres({ dataDir, database, settings = {}, log, shared }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = placeFor(dataDir, shared);
  if (place.elsewhere) log?.warn({ dataDir, base: place.base }, 'the database lies outside the data folder, because the account PostgreSQL runs as cannot get there');
  try {
    if (!own(place.base)) return await guest(place, database, log);
    const binaries = await findBinaries(place.account, shared);
    if (binaries.copied) log?.warn({ copied: binaries.copied }, 'PostgreSQL was copied, because the account it runs as cannot get to the installed one');
    const password = await ensureCluster(place, binaries, settings['fsync'] !== 'off');
    const live = (await adopt(place, password, log)) ?? (await launch(place, binaries, settings));
    const url = await openDatabase(live, password, database);
    const supervisor = new Supervisor(live, (port) => launch(place, binaries, settings, port), log);
    return {
      url,
      get pid() { return supervisor.pid; },
      async stop() {
        await supervisor.stop();
        disown(place.base);
      },
    };
  } catch (error) {
    disown(place.base);
    throw explained(error, place.base);
  }
}

/** A PostgreSQL whose program was killed: ours now. One that does not answer is stopped hard; its log brings everything back. */
async function adopt(place: Place, password: string, log: Log | undefined): Promise<Running | null> {
  const orphan = await settled(place);
  if (!orphan) return null;
  try {
    await openDatabase(orphan, password, 'postgres');
    log?.warn({ postgres: orphan.pid }, 'PostgreSQL was still running from a program that was killed; taken over');
    return orphan;
  } catch (error) {
    log?.warn({ err: error, postgres: orphan.pid }, 'PostgreSQL was still running from a program that was killed and did not answer; stopped');
    process.kill(orphan.pid, 'SIGQUIT');
    while (alive(orphan.pid)) await sleep(50);
    return null;
  }
}

async function guest(place: Place, database: string, log: Log | undefined): Promise<EmbeddedPostgres> {
  const host = owner(place.base);
  const live = await settled(place, () => owner(place.base) !== null);
  if (!live) {
    throw new EmbeddedPostgresError(
      { zh: `另一个程序（进程 ${host}）占用了 ${place.base}，而它的 PostgreSQL 没有起来。`, en: `Another program (process ${host}) holds ${place.base} and its PostgreSQL did not come up.` },
      { zh: '请停止该程序，或等它运行起来后再启动。', en: 'Stop that program, or wait until it runs, and start again.' });
  }
  log?.info({ owner: host, postgres: live.pid }, 'using the PostgreSQL of another program on the same data folder');
  return { url: await openDatabase(live, passwordOf(place), database), pid: live.pid, stop: async () => undefined };
}

/** The running PostgreSQL once it accepts connections; null when none runs (or comes up while `coming` says that one may). */
async function settled(place: Place, coming: () => boolean = () => false): Promise<Running | null> {
  for (const deadline = Date.now() + WAIT; Date.now() < deadline; await sleep(50)) {
    const live = running(place.cluster);
    if (live?.ready) return live;
    if (!live && !coming()) return null;
  }
  return null;
}
