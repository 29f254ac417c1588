import { AttachmentsModule } from '#attachments';
import { CasesModule } from '#cases';
import { AuthGuard, DirectoryModule } from '#directory';
import { IntakeModule } from '#intake';
import { LiveModule, NoticePush } from '#live';
import { MetricsModule } from '#metrics';
import { NOTICE_SINK, NoticesModule } from '#notices';
import { PlatformModule, type Config, type PlatformOptions } from '#platform';
import { SensingModule } from '#sensing';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { DocumentController } from './http/document.controller.js';
import { HealthController } from './http/health.controller.js';
import { Doctor } from './ops/doctor-run.js';
import { Health } from './ops/health.js';
import { CasesInHand } from './ops/in-hand.js';
import { ParkedWork } from './ops/parked.js';
import { OpsController } from './http/ops.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { Figures } from './http/figures.js';
import { ProblemFilter } from './http/problem.filter.js';

/** One process of the program. Every role has the same libraries; sockets exist only where people are answered. */
@Module({})
export class AppModule {
  static register(config: Config, options: PlatformOptions): DynamicModule {
    const api = config.roles.includes('api');
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(config, options),
        DirectoryModule, AttachmentsModule, NoticesModule, CasesModule, IntakeModule, SensingModule, MetricsModule,
        ...(api ? [LiveModule] : []),
      ],
      controllers: [HealthController, OpsController, MetricsController, DocumentController],
      providers: [Figures, Doctor, Health, ParkedWork, CasesInHand, { provide: APP_FILTER, useClass: ProblemFilter }, { provide: APP_GUARD, useExisting: AuthGuard }, ...(api ? [{ provide: NOTICE_SINK, useExisting: NoticePush }] : [])],
    };
  }
}
