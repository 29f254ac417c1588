import { Global, Module } from '@nestjs/common';
import { EndpointsController } from './api/endpoints.controller.js';
import { NoticesController } from './api/notices.controller.js';
import { PushController } from './api/push.controller.js';
import { ALL_CHANNELS } from './channels/channel.js';
import { InApp } from './channels/in-app.js';
import { CHANNELS } from './channels/index.js';
import { DeliverSource } from './deliver.js';
import { Endpoints } from './endpoints.js';
import { Lines } from './lines.js';
import { Notices } from './notices.js';
import { Planner } from './plan.js';
import { Preferences } from './preferences.js';
import { PushKeys } from './push/keys.js';
import { PushSubscriptions } from './push/subscriptions.js';
import { Receipts } from './receipts.js';
import { Sender } from './send.js';
import { SentLog } from './sent-log.js';

/** Notices and their delivery. Needs the global PlatformModule and DirectoryModule; a process with sockets binds NOTICE_SINK. */
@Global()
@Module({
  providers: [
    Notices, Preferences, Endpoints, PushKeys, PushSubscriptions, SentLog, Receipts, InApp, ...CHANNELS, { provide: ALL_CHANNELS, useFactory: (...channels: unknown[]) => channels, inject: [...CHANNELS] }, Lines, Planner, Sender, DeliverSource,
  ],
  controllers: [NoticesController, EndpointsController, PushController],
  exports: [Notices, Endpoints],
})
export class NoticesModule {}
