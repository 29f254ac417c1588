import type { DoctorRun } from '#contract';
import type { Actor } from '#domain';
import { BLOBS, CONFIG, Database, LOG, Meta, uuid, type BlobStore, type Config, type Log } from '#platform';
import { Inject, Injectable } from '@nestjs/common';
import { systemChecks } from './checks.js';
import { diagnose } from './doctor.js';

const KEPT = 'doctor-run';
/** A run that has not been heard of for so long belongs to a process that is gone. */
const HEARD = 30_000, BEAT = 5_000;
/** So many findings of a check are kept; the rest is counted, and `doctor --json` has them all. */
const SHOWN = 50;

interface Kept { readonly run: DoctorRun; readonly heardAt: number }

/** The examination as the command `doctor` makes it, begun from a page: one at a time, whichever process runs it. */
@Injectable()
export class Doctor {
  private readonly meta: Meta;

  constructor(private readonly database: Database, @Inject(BLOBS) private readonly blobs: BlobStore, @Inject(CONFIG) private readonly config: Pick<Config, 'demo'>, @Inject(LOG) private readonly log: Log) { this.meta = new Meta(database); }

  /** The one under way, or the last; null when there never was one. */
  async last(): Promise<DoctorRun | null> {
    const kept = await this.meta.get<Kept>(KEPT);
    if (kept === null) return null;
    return kept.run.state === 'running' && Date.now() - kept.heardAt > HEARD ? { ...kept.run, state: 'failed', endedAt: kept.heardAt, at: null } : kept.run;
  }

  /** Begins one, or answers the one that is under way. */
  async begin({ id }: Actor, name: string): Promise<DoctorRun> {
    const last = await this.last();
    if (last?.state === 'running') return last;
    const run: DoctorRun = { id: uuid(), state: 'running', startedAt: Date.now(), endedAt: null, by: { id, name }, done: 0, of: systemChecks.length, at: null, checks: [], faults: 0, warnings: 0 };
    await this.keep(run);
    void this.examine(run).catch((error: unknown) => this.log.error({ err: error }, 'the examination could not be written down'));
    return run;
  }

  private async examine(begun: DoctorRun): Promise<void> {
    let run = begun, done = -1;
    const beat = setInterval(() => void this.keep(run).catch(() => undefined), BEAT);
    try {
      const { checks, faults, warnings } = await diagnose(systemChecks, { database: this.database, blobs: this.blobs, demo: this.config.demo, now: Date.now() }, (at) => {
        run = { ...run, done: ++done, at: { ...at } };
        void this.keep(run).catch(() => undefined);
      });
      run = {
        ...run, state: 'done', endedAt: Date.now(), done: run.of, at: null, faults, warnings,
        checks: checks.map(({ name, title, seen, findings }) => ({ name, title: { ...title }, seen: { ...seen }, findings: findings.slice(0, SHOWN).map((f) => ({ level: f.level, say: { ...f.say }, ...(f.id !== undefined && { id: f.id }) })), more: Math.max(0, findings.length - SHOWN) })),
      };
    } catch (error) {
      this.log.error({ err: error }, 'the examination broke off');
      run = { ...run, state: 'failed', endedAt: Date.now(), at: null };
    } finally {
      clearInterval(beat);
    }
    await this.keep(run);
  }

  private keep(run: DoctorRun): Promise<void> { return this.meta.set(KEPT, { run, heardAt: Date.now() } satisfies Kept); }
}
