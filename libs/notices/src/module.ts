import { Global, Module } from '@nestjs/common';
import { NoticesController } from './api/notices.controller.js';
import { CHANNELS } from './channels/index.js';
import { ALL_CHANNELS, DeliverSource } from './deliver.js';
import { Notices } from './notices.js';

/** Notices and their delivery. Needs the global PlatformModule and DirectoryModule; a process with sockets binds NOTICE_SINK. */
@Global()
@Module({
  providers: [Notices, ...CHANNELS, { provide: ALL_CHANNELS, useFactory: (...channels: unknown[]) => channels, inject: [...CHANNELS] }, DeliverSource],
  controllers: [NoticesController],
  exports: [Notices],
})
export class NoticesModule {}
