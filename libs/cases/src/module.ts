import { AttachmentsModule } from '#attachments';
import { NoticesModule } from '#notices';
import { CHANGE_FEED } from '#platform';
import { Global, Module } from '@nestjs/common';
import { CasesController } from './api/cases.controller.js';
import { ChangesController } from './api/changes.controller.js';
import { ApplySource } from './apply.js';
import { BesideController } from './beside/beside.controller.js';
import { BoardStockController } from './board/stock.controller.js';
import { BoardStockReader } from './board/stock.js';
import { HoldsController } from './api/holds.controller.js';
import { ParkedController } from './api/parked.controller.js';
import { CellPreviewController } from './map/cell-preview.controller.js';
import { PointsController } from './map/points.controller.js';
import { PreviewController } from './preview/preview.controller.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkRuns } from './bulk/bulk.js';
import { CaseDoor } from './door/door.js';
import { CaseNumbers } from './door/numbers.js';
import { BackgroundExports } from './export/background.js';
import { BackgroundExportsController } from './export/background.controller.js';
import { CaseExport } from './export/export.js';
import { ExportController } from './export/export.controller.js';
import { FeedEpoch } from './feed/epoch.js';
import { CaseFeed } from './feed/feed.js';
import { Holds } from './hold/holds.js';
import { CaseReader } from './reader/reader.js';
import { SettleSource } from './settle/settle.js';
import { SavedViews } from './views/views.js';
import { ViewsController } from './views/views.controller.js';

/** Cases: the door, the settle queue, the reader, the change feed and their routes. Needs the global PlatformModule and DirectoryModule. */
@Global()
@Module({
  imports: [AttachmentsModule, NoticesModule],
  providers: [CaseDoor, CaseNumbers, CaseReader, Holds, FeedEpoch, CaseFeed, { provide: CHANGE_FEED, useExisting: CaseFeed }, SettleSource, BoardStockReader, ApplySource, BulkRuns, CaseExport, BackgroundExports, SavedViews],
  controllers: [CasesController, BesideController, BoardStockController, HoldsController, ChangesController, ParkedController, PreviewController, PointsController, CellPreviewController, BulkController, ExportController, BackgroundExportsController, ViewsController],
  exports: [CaseDoor, CaseReader, CaseFeed, CHANGE_FEED],
})
export class CasesModule {}
