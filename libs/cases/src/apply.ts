import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Work, type Parked, type WorkSource } from '#platform';
import { BulkRuns } from './bulk/bulk.js';
import { BackgroundExports, isExport } from './export/background.js';

/** The queue `apply`: what somebody has asked for and that goes on by itself. Its ids are runs of one command for many cases, and lists that are made as files. */
@Injectable()
export class ApplySource implements WorkSource, OnModuleInit {
  readonly queue = 'apply';
  constructor(private readonly work: Work, private readonly runs: BulkRuns, private readonly exports: BackgroundExports) {}

  onModuleInit(): void { this.work.register(this); }

  async due(now: number, limit: number): Promise<string[]> { return [...(await this.runs.due(now, limit)), ...(await this.exports.due(now, limit))].slice(0, limit); }
  handle(id: string): Promise<number | null> { return this.home(id).handle(id); }
  park(id: string, reason: string, attempts: number): Promise<void> { return this.home(id).park(id, reason, attempts); }
  async parked(): Promise<Parked[]> { return [...(await this.runs.parked()), ...(await this.exports.parked())]; }
  unpark(id: string): Promise<boolean> { return this.home(id).unpark(id); }

  private home(id: string): BulkRuns | BackgroundExports { return isExport(id) ? this.exports : this.runs; }
}
