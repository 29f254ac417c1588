import { Controller, Res } from '@nestjs/common';
import { ROUTES, snapshotId, type Snapshot, type SnapshotHead } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedPath } from '#platform';
import type { FastifyReply } from 'fastify';
import { Snapshots } from './snapshots.js';

@Controller()
export class SnapshotsController {
  constructor(private readonly snapshots: Snapshots) {}

  @Serves(ROUTES.assessmentSnapshots)
  list(): Promise<SnapshotHead[]> { return this.snapshots.list(); }

  @Serves(ROUTES.assessmentSnapshot)
  one(@CheckedPath('id', snapshotId) id: string, @Who() { actor }: Principal): Promise<Snapshot> { return this.snapshots.snapshot(id, actor); }

  @Serves(ROUTES.assessmentSnapshotFile)
  async file(@CheckedPath('id', snapshotId) id: string, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.snapshots.file(id, actor);
    void reply.header('content-disposition', `attachment; filename="${id}.json"`).header('cache-control', 'private, no-store').header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(file, null, 1));
  }
}
