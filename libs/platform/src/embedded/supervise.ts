import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from '../at-most.js';
import type { Log } from '../log.js';
import { alive } from './owner.js';
import { shutDown, type Running } from './postmaster.js';

export type Live = Running & { readonly exited?: Promise<void> };
const TRIES = 20;

/** Keeps one PostgreSQL running until it is told to stop: one that ends by itself is started again on the same port. */
export class Supervisor {
  private readonly halt = new AbortController();
  private readonly watching: Promise<void>;

  constructor(private live: Live, private readonly again: (port: number) => Promise<Live>, private readonly log?: Log) {
    this.watching = this.watch();
  }

  get pid(): number { return this.live.pid; }

  async stop(): Promise<void> {
    this.halt.abort();
    await shutDown(this.live.pid);
    await atMost(2_000, this.watching);
  }

  private get stopping(): boolean { return this.halt.signal.aborted; }

  private async watch(): Promise<void> {
    while (!this.stopping) {
      await (this.live.exited ?? this.adoptedEnds());
      for (let tries = 1; !this.stopping; tries++) {
        this.log?.error({ postgres: this.live.pid, tries }, 'PostgreSQL ended by itself and is started again');
        if (await this.restart()) break;
        if (tries === TRIES) return;
        await this.rest(Math.min(5_000, 250 * tries));
      }
    }
  }

  private async restart(): Promise<boolean> {
    try {
      this.live = await this.again(this.live.port);
    } catch (error) {
      this.log?.error({ err: error }, 'PostgreSQL could not be started again');
      return false;
    }
    if (this.stopping) await shutDown(this.live.pid);
    return true;
  }

  /** One that was taken over is not our child: nothing tells us of its end. */
  private async adoptedEnds(): Promise<void> {
    while (!this.stopping && alive(this.live.pid)) await this.rest(200);
  }

  /** Cut short by stop(); does not keep a program alive that has nothing else to do. */
  private async rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false, signal: this.halt.signal }).catch(() => undefined);
  }
}
