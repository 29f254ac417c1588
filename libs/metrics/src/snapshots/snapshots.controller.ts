import { Controller, Res } from '@nestjs/common';
import { ROUTES, snapshotId, snapshotReportQuerySchema, type Language, type Snapshot, type SnapshotHead } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedPath, CheckedQuery } from '#platform';
import type { FastifyReply } from 'fastify';
import { PaperReports } from '../pdf/paper-reports.js';
import { Snapshots } from './snapshots.js';

@Controller()
export class SnapshotsController {
  constructor(private readonly snapshots: Snapshots, private readonly paper: PaperReports) {}

  @Serves(ROUTES.assessmentSnapshots)
  list(): Promise<SnapshotHead[]> { return this.snapshots.list(); }

  @Serves(ROUTES.assessmentSnapshot)
  one(@CheckedPath('id', snapshotId) id: string, @Who() { actor }: Principal): Promise<Snapshot> { return this.snapshots.snapshot(id, actor); }

  @Serves(ROUTES.assessmentSnapshotFile)
  async file(@CheckedPath('id', snapshotId) id: string, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.snapshots.file(id, actor);
    void reply.header('content-disposition', `attachment; filename="${id}.json"`).header('cache-control', 'private, no-store').header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(file, null, 1));
  }

  @Serves(ROUTES.assessmentSnapshotReport)
  async report(@CheckedPath('id', snapshotId) id: string, @CheckedQuery(snapshotReportQuerySchema) { lang }: { lang: Language }, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { name, bytes } = await this.paper.snapshot(id, actor, lang);
    void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', 'application/pdf').send(bytes);
  }
}
