import { Module } from '@nestjs/common';
import { AssessSource } from './assess.js';
import { FiguresController } from './figures.controller.js';
import { Figures } from './figures.js';

/** Daily figures. Needs the global PlatformModule and DirectoryModule, and the tables of cases. */
@Module({ providers: [AssessSource, Figures], controllers: [FiguresController], exports: [Figures] })
export class MetricsModule {}
