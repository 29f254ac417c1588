import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { PhotoSight } from '#attachments';
import { REPORTS } from '#cases';
import { Work } from '#platform';
import { Filer } from './filing.js';
import { FollowCodes } from './follow/code.js';
import { FollowController } from './follow/follow.controller.js';
import { Follow } from './follow/follow.js';
import { ReportsController } from './http/reports.controller.js';
import { SignalsController } from './http/signals.controller.js';
import { Ingest } from './ingest.js';
import { CasePhotos } from './photo-sight.js';
import { ReportViews } from './report-views.js';
import { Reports } from './reports.js';
import { Signals } from './signals.js';

/** Reports and signals in, with their routes and the queue `ingest`. Needs the global PlatformModule, DirectoryModule, AttachmentsModule and CasesModule. */
@Global()
@Module({
  controllers: [ReportsController, SignalsController, FollowController],
  providers: [Reports, Follow, FollowCodes, Signals, Ingest, Filer, CasePhotos, ReportViews, { provide: REPORTS, useExisting: ReportViews }],
  exports: [Reports, Signals, Ingest, REPORTS],
})
export class IntakeModule implements OnModuleInit {
  constructor(private readonly work: Work, private readonly ingest: Ingest, private readonly sight: PhotoSight, private readonly casePhotos: CasePhotos) {}

  onModuleInit(): void {
    this.work.register(this.ingest);
    this.sight.register((hash, actor) => this.casePhotos.sees(hash, actor));
  }
}
