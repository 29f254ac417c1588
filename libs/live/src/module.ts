import { Module } from '@nestjs/common';
import { LiveGateway } from './gateway.js';
import { NoticePush } from './notice-push.js';

/** The live channel; only in processes with the api role. Needs the global PlatformModule, DirectoryModule and a CHANGE_FEED. */
@Module({ providers: [LiveGateway, NoticePush], exports: [LiveGateway, NoticePush] })
export class LiveModule {}
