import { AttachmentsModule } from '#attachments';
import { NoticesModule } from '#notices';
import { CHANGE_FEED } from '#platform';
import { Global, Module } from '@nestjs/common';
import { CasesController } from './api/cases.controller.js';
import { ChangesController } from './api/changes.controller.js';
import { HoldsController } from './api/holds.controller.js';
import { ParkedController } from './api/parked.controller.js';
import { PreviewController } from './preview/preview.controller.js';
import { CaseDoor } from './door/door.js';
import { CaseNumbers } from './door/numbers.js';
import { FeedEpoch } from './feed/epoch.js';
import { CaseFeed } from './feed/feed.js';
import { Holds } from './hold/holds.js';
import { CaseReader } from './reader/reader.js';
import { SettleSource } from './settle/settle.js';

/** Cases: the door, the settle queue, the reader, the change feed and their routes. Needs the global PlatformModule and DirectoryModule. */
@Global()
@Module({
  imports: [AttachmentsModule, NoticesModule],
  providers: [CaseDoor, CaseNumbers, CaseReader, Holds, FeedEpoch, CaseFeed, { provide: CHANGE_FEED, useExisting: CaseFeed }, SettleSource],
  controllers: [CasesController, HoldsController, ChangesController, ParkedController, PreviewController],
  exports: [CaseDoor, CaseReader, CaseFeed, CHANGE_FEED],
})
export class CasesModule {}
