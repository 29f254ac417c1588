import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { PhotoSight } from '#attachments';
import { REPORTS } from '#cases';
import { Work } from '#platform';
import { CallerSeal } from './callers/seal.js';
import { Callers } from './callers/callers.js';
import { CallersController } from './callers/callers.controller.js';
import { Filer } from './filing.js';
import { FollowCodes } from './follow/code.js';
import { FollowController } from './follow/follow.controller.js';
import { Follow } from './follow/follow.js';
import { PublicGate } from './public/gate.js';
import { EcologicalMap } from './public/map.js';
import { PublicController } from './public/public.controller.js';
import { PublicReports } from './public/public-reports.js';
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
  controllers: [ReportsController, SignalsController, FollowController, CallersController, PublicController],
  providers: [Reports, Follow, FollowCodes, CallerSeal, Callers, PublicGate, PublicReports, EcologicalMap, Signals, Ingest, Filer, CasePhotos, ReportViews, { provide: REPORTS, useExisting: ReportViews }],
  exports: [Reports, Signals, Ingest, Filer, REPORTS],
})
export class IntakeModule implements OnModuleInit {
  constructor(private readonly work: Work, private readonly ingest: Ingest, private readonly sight: PhotoSight, private readonly casePhotos: CasePhotos) {}

  onModuleInit(): void {
    this.work.register(this.ingest);
    this.sight.register((hash, actor) => this.casePhotos.sees(hash, actor));
  }
}
